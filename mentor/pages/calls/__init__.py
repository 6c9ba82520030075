"""Звонки and one call."""
