"""Answers of the acceptor and accepted stages. Nothing is overwritten: of several answers the newest counts."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from mentor.companies.models import CompanyOwned, User


class Tick(CompanyOwned):
    """An answer about one item of a stage: a screen, a call, a recommendation, a follow-up, a month."""

    stage = models.PositiveSmallIntegerField()
    item = models.CharField(max_length=40, help_text="code of a screen, id of a row, or a month as 2026-03")
    question = models.CharField(max_length=10)
    yes = models.BooleanField()
    comment = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=150)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["company", "stage", "item"], name="tick_item")]


class Accepted(CompanyOwned):
    """A stage that the acceptor accepted. ``warranty_until``: the last day of its warranty."""

    stage = models.PositiveSmallIntegerField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=150)
    accepted_at = models.DateTimeField()
    warranty_until = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "stage"], name="stage_accepted_once")]
