"""Connections to telephonies, what they sent as it came, and what they have told of each call so far."""

from __future__ import annotations

from django.db import models

from mentor.calls.models import Call
from mentor.companies.models import CompanyOwned, User
from mentor.providers.linked import LinkedAccount
from mentor.providers.troubles import ProviderTrouble


class Connection(LinkedAccount):
    """One account of a company at a telephony."""

    silent_since = models.DateTimeField(null=True, blank=True, help_text="told as silent since")
    subscription = models.CharField(max_length=100, blank=True, help_text="the provider's id of it")
    subscribed_until = models.DateTimeField(
        null=True, blank=True, help_text="events are subscribed to until then, where they must be"
    )
    renew_at = models.DateTimeField(null=True, blank=True, help_text="when the subscription is renewed next")

    class Meta:
        indexes = [
            models.Index(
                fields=["previous_hook_hash"],
                condition=~models.Q(previous_hook_hash=""),
                name="connection_old_hook",
            )
        ]

    @property
    def source(self) -> str:
        """The name under which calls of this connection are stored."""
        return f"{self.provider}:{self.pk}"


class TraceState(models.TextChoices):
    """How far a call has come."""

    OPEN = "open", "идёт"
    TAKEN = "taken", "принят"
    PARKED = "parked", "отложен"


class SoundState(models.TextChoices):
    """What is known of a call's recording."""

    NONE = "none", "не нужна"
    AWAITED = "awaited", "ждём"
    HERE = "here", "получена"
    MISSING = "missing", "не получена"


class Trace(CompanyOwned):
    """What a telephony has told of one call so far; ``facts`` are a ``report.Facts`` as JSON."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="traces")
    call_key = models.CharField(max_length=200, help_text="the provider's own id of the call")
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=TraceState.choices, default=TraceState.OPEN)
    reason_code = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    call = models.ForeignKey(Call, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    sound = models.CharField(max_length=8, choices=SoundState.choices, default=SoundState.NONE)
    sound_error = models.TextField(blank=True)
    sound_tries = models.PositiveIntegerField(default=0)
    sound_at = models.DateTimeField(null=True, blank=True, help_text="when the recording is asked for next")
    created_at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "connection", "call_key"], name="trace_once")
        ]
        indexes = [
            models.Index(fields=["company", "connection", "-taken_at"], name="trace_taken"),
            models.Index(
                fields=["company", "sound_at"], condition=models.Q(sound="awaited"), name="trace_awaited"
            ),
            models.Index(
                fields=["company", "connection", "-created_at"],
                condition=~models.Q(state="taken"),
                name="trace_untaken",
            ),
        ]


class EventState(models.TextChoices):
    """What became of something that a telephony sent."""

    NEW = "new", "не разобрано"
    DONE = "done", "разобрано"
    PARKED = "parked", "отложено"


class Event(CompanyOwned):
    """One webhook exactly as it was received. The same bytes of a connection are one event."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="events")
    digest = models.CharField(max_length=64, help_text="SHA-256 of method, path, query and body")
    method = models.CharField(max_length=4)
    path = models.CharField(max_length=200, blank=True, help_text="what follows the secret in the address")
    query = models.TextField(blank=True)
    content_type = models.CharField(max_length=200, blank=True)
    body = models.BinaryField()
    trace = models.ForeignKey(Trace, null=True, blank=True, on_delete=models.SET_NULL, related_name="events")
    state = models.CharField(max_length=8, choices=EventState.choices, default=EventState.NEW)
    reason_code = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    received_at = models.DateTimeField(auto_now_add=True)
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "connection", "digest"], name="event_once")]
        indexes = [
            models.Index(fields=["company", "connection", "-received_at"], name="event_received"),
            models.Index(
                fields=["company", "connection", "id"],
                condition=~models.Q(state="done"),
                name="event_undone",
            ),
        ]


class Where(models.TextChoices):
    """Which way of a connection something went wrong."""

    HOOK = "hook", "события"
    HISTORY = "history", "история звонков"
    SOUND = "sound", "записи"
    LIVE = "live", "связь с АТС"
    CLOCK = "clock", "часы"


class Trouble(ProviderTrouble):
    """The last thing that went wrong on one way of a connection."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="troubles")
    where = models.CharField(max_length=8, choices=Where.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "connection", "where"], name="trouble_once")
        ]


class LetterState(models.TextChoices):
    """Of a letter about silence. ``sending`` is noted before it leaves: what may have left is not sent again."""

    WAITING = "waiting", "ждёт"
    SENDING = "sending", "отправляется"
    SENT = "sent", "отправлено"
    FAILED = "failed", "не отправлено"
    DROPPED = "dropped", "не нужно"


class SilenceLetter(CompanyOwned):
    """One letter to one integrator about one silence of one connection; once a silence."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="letters")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(help_text="the last call before the silence")
    state = models.CharField(max_length=8, choices=LetterState.choices, default=LetterState.WAITING)
    error = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "connection", "user", "since"], name="silence_letter_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["company", "not_before"],
                condition=models.Q(state__in=("waiting", "sending")),
                name="silence_letter_open",
            )
        ]


class SilenceMute(CompanyOwned):
    """An integrator who wants no letters about this company's silences; the pages tell of them all the same."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "user"], name="silence_mute_once")]
