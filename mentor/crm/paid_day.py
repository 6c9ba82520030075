"""The day of payment where people write it into a field of theirs: asked for in a form, read from a card."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms

from mentor.core.problems import Problem
from mentor.providers.values import moment

SETTING = "paid_field"


def paid_field(help_text: str) -> forms.CharField:
    """Which field of a deal it is."""
    return forms.CharField(label="Поле с датой оплаты", max_length=100, required=False, help_text=help_text)


def written_day(value: object, zone: ZoneInfo) -> datetime | None:
    """None where nobody wrote it, or wrote something else: one card must not hold up all others."""
    try:
        return moment(value, zone) if value else None
    except Problem:
        return None
