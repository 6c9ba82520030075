"""The state of each step of a call's way, for the call's page and for «повторить»."""

from __future__ import annotations

from django.db import models

from mentor.calls.models import Call
from mentor.companies.models import CompanyOwned


class StepName(models.TextChoices):
    """Steps in their order."""

    FETCH = "fetch", "получение записи"
    PREPARE = "prepare", "подготовка звука"
    TRANSCRIBE = "transcribe", "расшифровка"
    ASSESS = "assess", "разбор"
    JUDGE = "judge", "повторный звонок"
    RECOVER = "recover", "потери клиента"
    ADVISE = "advise", "рекомендация"


class StepState(models.TextChoices):
    PENDING = "pending", "в очереди"
    RUNNING = "running", "идёт"
    WAITING = "waiting", "ждёт"
    DONE = "done", "готово"
    FAILED = "failed", "ошибка"


class Step(CompanyOwned):
    """One step of one call. ``error`` is plain words for people; ``attempts`` counts since the last «повторить»."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="steps")
    name = models.CharField(max_length=10, choices=StepName.choices)
    state = models.CharField(max_length=8, choices=StepState.choices, default=StepState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "name"], name="step_once")]
        indexes = [
            models.Index(fields=["company", "state"], condition=~models.Q(state="done"), name="step_open")
        ]
