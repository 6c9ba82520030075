"""Отчёты: the weekly reports, frozen as they were sent."""
