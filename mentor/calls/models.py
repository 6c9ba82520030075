"""Calls and recordings as they came in; what was heard in them lives in the rooms above."""

from __future__ import annotations

from django.db import models

from mentor.clients.models import Client
from mentor.companies.models import CompanyOwned, Member


class Purpose(models.TextChoices):
    """What a call counts for."""

    LIVE = "live", "рабочий"
    HISTORY = "history", "архив"
    REFERENCE = "reference", "эталон"
    TRAINING = "training", "обучение"


TRAINER = "trainer"  # the source of rehearsals: calls of purpose ``training`` in which nobody called


class Direction(models.TextChoices):
    IN = "in", "входящий"
    OUT = "out", "исходящий"


class CallState(models.TextChoices):
    """Where a call stands on its way from arrival to a finished judgement."""

    FETCHING = "fetching", "ждёт запись"
    PROCESSING = "processing", "в обработке"
    WAITING_MODEL = "waiting_model", "ждёт модель распознавания"
    ASSESSED = "assessed", "разобран"
    KEPT = "kept", "не разбирается"
    ATTENTION = "attention", "требует внимания"


class KeptReason(models.TextChoices):
    """Why a call is stored and not assessed."""

    MISSED = "missed", "пропущенный"
    NO_RECORDING = "no_recording", "нет записи"
    EXCLUDED = "excluded", "исключённый номер"
    INTERNAL = "internal", "внутренний"


class Recording(CompanyOwned):
    """A stored recording, addressed by the SHA-256 of its bytes, with what browsers play and draw."""

    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200, help_text="name within the storage, as it came")
    size = models.BigIntegerField(help_text="bytes")
    original_name = models.CharField(max_length=255, blank=True)
    codec = models.CharField(max_length=40, blank=True)
    sample_rate = models.PositiveIntegerField(null=True, help_text="Hz")
    lanes = models.PositiveSmallIntegerField(null=True)
    duration_s = models.FloatField(null=True)
    opus_name = models.CharField(max_length=200, blank=True)
    peaks_name = models.CharField(max_length=200, blank=True)
    damaged = models.BooleanField(default=False)
    activity = models.JSONField(null=True, help_text="[[start, end], …] of speech for each lane, seconds")
    non_speech = models.JSONField(
        null=True, help_text="[[kind, start, end], …] of music, ringing and the like for each lane, seconds"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "sha256"], name="recording_once")]


class Call(CompanyOwned):
    """One telephone conversation, known by (company, source, the source's own id)."""

    source = models.CharField(max_length=40)
    source_call_id = models.CharField(max_length=200)
    purpose = models.CharField(max_length=10, choices=Purpose.choices, default=Purpose.LIVE)
    direction = models.CharField(max_length=3, choices=Direction.choices)
    state = models.CharField(max_length=14, choices=CallState.choices)
    kept_reason = models.CharField(max_length=14, choices=KeptReason.choices, blank=True)
    started_at = models.DateTimeField()
    duration_s = models.FloatField(help_text="as the telephony says, seconds")
    manager = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="calls")
    manager_hint = models.CharField(max_length=100, blank=True, help_text="extension or e-mail as it came")
    client = models.ForeignKey(Client, null=True, blank=True, on_delete=models.PROTECT, related_name="calls")
    client_name = models.CharField(max_length=200, blank=True)
    client_phone = models.CharField(max_length=64, blank=True, help_text="as it came; empty: hidden number")
    deal_external_id = models.CharField(max_length=100, blank=True)
    recording = models.ForeignKey(
        Recording, null=True, blank=True, on_delete=models.PROTECT, related_name="calls"
    )
    recording_url = models.TextField(blank=True)
    supplied_transcript = models.JSONField(null=True, help_text="utterances as the telephony sent them")
    received_at = models.DateTimeField(auto_now_add=True)
    available_at = models.DateTimeField(
        null=True, blank=True, help_text="the recording or transcript was here"
    )
    assessed_at = models.DateTimeField(
        null=True, blank=True, help_text="first assessment and recommendation done"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "source", "source_call_id"], name="call_once")
        ]
        indexes = [
            models.Index(fields=["company", "-started_at", "-id"], name="call_started"),
            models.Index(fields=["company", "manager", "-started_at", "-id"], name="call_manager"),
            models.Index(fields=["company", "client", "started_at"], name="call_client"),
            models.Index(
                fields=["company", "state", "-started_at"],
                condition=~models.Q(state__in=["assessed", "kept"]),
                name="call_open",
            ),
            models.Index(fields=["company", "-assessed_at"], name="call_assessed"),
        ]


class AttentionItem(CompanyOwned):
    """Something that needs a person: what happened, what is safe, what to do are told from ``code`` and ``details``."""

    call = models.ForeignKey(Call, null=True, blank=True, on_delete=models.CASCADE, related_name="attention")
    code = models.CharField(max_length=60)
    field = models.CharField(max_length=60, blank=True)
    details = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["company", "-created_at"],
                condition=models.Q(resolved_at__isnull=True),
                name="attention_open",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "call", "code"],
                condition=models.Q(resolved_at__isnull=True),
                name="attention_once",
            )
        ]
