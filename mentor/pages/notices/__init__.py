"""Уведомления: the list behind the bell, what each wants to get and where, live events."""
