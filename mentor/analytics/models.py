"""Snapshots: what was reported and billed, frozen as it then was. Nothing here is ever changed or counted anew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils import timezone

from mentor.companies.models import CompanyOwned, User


def canonical(data: Mapping[str, Any]) -> str:
    """One text for equal data: names in order, no spaces to spare."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(content: str) -> str:
    """SHA-256 of the text, hex."""
    return hashlib.sha256(content.encode()).hexdigest()


class Frozen(CompanyOwned):
    """Data as text, byte for byte as they were frozen, with their SHA-256."""

    content = models.TextField()
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.content)
        return found

    @property
    def is_intact(self) -> bool:
        """The text is the one that was frozen."""
        return digest_of(self.content) == self.digest


class WeeklyReport(Frozen):
    """The report of one week, as it stood when it was sent. ``week`` is its Monday."""

    week = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "week"], name="weekly_report_once")]


class MonthStatement(Frozen):
    """The statement (акт) of one closed month with everything it was counted from. ``month`` is its first day."""

    month = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "month"], name="month_statement_once")]


class StatementWord(CompanyOwned):
    """What people said of a statement; nothing is overwritten."""

    class Kind(models.TextChoices):
        DISPUTED = "disputed", "оспорено"
        ANSWERED = "answered", "ответ"

    statement = models.ForeignKey(MonthStatement, on_delete=models.PROTECT, related_name="said")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    words = models.CharField(max_length=1000)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=150)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["company", "statement"], name="statement_word")]
