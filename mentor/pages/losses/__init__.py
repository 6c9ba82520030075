"""Потерянные клиенты and marks on recommendations."""
