"""Приёмка: the acceptor's own page; heads and integrators read it."""
