"""Persona: the virtual client with whom a manager rehearses."""
