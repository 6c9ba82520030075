"""Менеджеры: the team as a table, side by side, and each manager's card."""
