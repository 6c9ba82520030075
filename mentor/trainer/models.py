"""Scenarios with their versions, talks with their turns. The judgement of a talk is that of its training call."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from mentor.analysis.models import Stage
from mentor.calls.models import Call
from mentor.companies.models import CompanyOwned, Member, User


class ScenarioKind(models.TextChoices):
    """What a scenario was made of."""

    OBJECTION = "objection", "возражение"
    SCRIPT = "script", "скрипт"
    PRESENTATION = "presentation", "презентация"
    LOST_CALL = "lost_call", "проигранный звонок"


class Scenario(CompanyOwned):
    """A situation to rehearse; what is played is its newest version.

    ``source_key`` names what it was made of (``objection:12``, ``lost_call:40``), once a company. One whose source is
    gone, or that an integrator put away, is not active: its talks stay.
    """

    kind = models.CharField(max_length=12, choices=ScenarioKind.choices)
    title = models.CharField(max_length=300)
    stage = models.PositiveSmallIntegerField(choices=Stage.choices, help_text="what it trains first")
    source_key = models.CharField(max_length=60)
    manager = models.ForeignKey(
        Member,
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="of a lost call: whose it was",
    )
    call = models.ForeignKey(
        Call, null=True, on_delete=models.CASCADE, related_name="+", help_text="the lost call that it repeats"
    )
    is_active = models.BooleanField(default=True)
    put_away = models.BooleanField(default=False, help_text="by a person; the job does not bring it back")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "source_key"], name="scenario_once")]
        indexes = [
            models.Index(fields=["company", "manager", "-created_at"], name="scenario_manager"),
        ]


class ScenarioVersion(CompanyOwned):
    """One wording of a scenario: ``content`` is the JSON of ``engines.persona.wire``; never changed.

    ``author`` is empty where it was made by itself; ``digest`` tells whether what it was made of has changed.
    """

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64, blank=True)
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_hand = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scenario", "number"], name="scenario_version_once")]
        ordering = ["number"]


class Talk(CompanyOwned):
    """A rehearsal of a manager. ``state`` is the client's, as kept after the last turn; ``outcome`` is empty while it
    goes on. Its words and grade are a call of purpose ``training``, made when it ends."""

    class Outcome(models.TextChoices):
        AGREED = "agreed", "договорились"
        REFUSED = "refused", "отказ"
        HUNG_UP = "hung_up", "клиент положил трубку"
        STOPPED = "stopped", "прервана"

    class Mode(models.TextChoices):
        VOICE = "voice", "голосом"
        TEXT = "text", "текстом"

    manager = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="talks")
    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="talks")
    version = models.ForeignKey(ScenarioVersion, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(3)])
    weak_stage = models.PositiveSmallIntegerField(null=True, choices=Stage.choices)
    seed = models.PositiveIntegerField()
    mode = models.CharField(max_length=5, choices=Mode.choices, default=Mode.TEXT)
    engine = models.CharField(max_length=60, blank=True)
    opening = models.TextField(blank=True, help_text="the client's first words")
    state = models.JSONField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now, help_text="the last turn that was kept")
    ended_at = models.DateTimeField(null=True)
    call = models.OneToOneField(
        Call, null=True, on_delete=models.SET_NULL, related_name="talk", help_text="its words and its grade"
    )
    graded_at = models.DateTimeField(null=True)
    ungraded_why = models.CharField(max_length=300, blank=True, help_text="why no assessor could grade it")

    class Meta:
        indexes = [
            models.Index(fields=["company", "manager", "-started_at", "-id"], name="talk_manager"),
            models.Index(fields=["company", "-started_at", "-id"], name="talk_started"),
            models.Index(fields=["company", "last_at"], condition=models.Q(outcome=""), name="talk_going_on"),
        ]


class TalkTurn(CompanyOwned):
    """One turn of the manager and the client's reply, kept as soon as the reply is known. Times in seconds from the
    start of the talk, null where it was typed. ``shown``: trust, interest, patience and the open objections."""

    talk = models.ForeignKey(Talk, on_delete=models.CASCADE, related_name="turns")
    number = models.PositiveIntegerField()
    manager = models.TextField(blank=True, help_text="empty: silence")
    client = models.TextField(blank=True)
    manager_start = models.FloatField(null=True)
    manager_end = models.FloatField(null=True)
    client_start = models.FloatField(null=True)
    client_end = models.FloatField(null=True)
    over = models.BooleanField(default=False, help_text="said over the client's words")
    interrupts = models.BooleanField(default=False, help_text="the client cut in")
    why = models.JSONField(default=list)
    shown = models.JSONField(default=dict)
    engine = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["talk", "number"], name="talk_turn_once")]
        ordering = ["number"]
