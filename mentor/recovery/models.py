"""Lost clients and what is done to win them back. States shown on screens are pure functions of these facts."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Greatest
from django.utils import timezone

from mentor.analysis.models import Assessment, LostReason, Stage
from mentor.calls.models import Call
from mentor.clients.models import Client, Deal
from mentor.companies.models import CompanyOwned, Member, User
from mentor.engines.adviser.port import Advice


class CloseReason(models.TextChoices):
    """Why a case is no longer open."""

    RETURNED = "returned", "вернулся и оплатил"
    BOUGHT_ITSELF = "bought_itself", "купил сам"
    LOST_AGAIN = "lost_again", "деньги возвращены, потерян снова"
    NOT_LOST = "not_lost", "разбор изменён: не потерян"
    DO_NOT_CALL = "do_not_call", "просил не звонить"


class LossCase(CompanyOwned):
    """A client lost in a call, until returned or closed. Each step is the moment it first happened."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="cases")
    manager = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="cases")
    call = models.ForeignKey(
        Call, on_delete=models.PROTECT, related_name="+", help_text="the latest lost call"
    )
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")
    is_archive = models.BooleanField(
        default=False, help_text="lost in imported history: no due dates, no notices"
    )
    lost_reason = models.CharField(max_length=20, choices=LostReason.choices)
    lost_stage = models.PositiveSmallIntegerField(null=True, choices=Stage.choices)
    quote = models.TextField(blank=True)
    lost_at = models.DateTimeField(help_text="start of the first lost call of this case")
    recommended_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    returned_deal = models.ForeignKey(Deal, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=14, choices=CloseReason.choices, blank=True)
    # [[name, local day, manager id, value], …] that this case counts for now; the difference goes to the tallies.
    counted = models.JSONField(default=list, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "client"], condition=models.Q(closed_at__isnull=True), name="one_open_case"
            )
        ]
        indexes = [
            models.Index(fields=["company", "-lost_at", "-id"], name="case_lost"),
            models.Index(fields=["company", "manager", "-lost_at", "-id"], name="case_manager"),
            models.Index(fields=["company", "client"], name="case_client"),
        ]


class CaseWord(CompanyOwned):
    """What people decided about a case, in their words; nothing is overwritten."""

    class Kind(models.TextChoices):
        STOPPED = "stopped", "просил не звонить"
        RESUMED = "resumed", "снова можно звонить"
        GIVEN = "given", "передан"

    case = models.ForeignKey(LossCase, on_delete=models.CASCADE, related_name="said")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    words = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=150)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "id"]


class Recommendation(CompanyOwned):
    """What to say to win this client back: one at a time a case, versions kept, only facts stored."""

    class Mark(models.TextChoices):
        DONE = "done", "отмечено выполненной"
        MESSENGER = "messenger", "написал в мессенджер"

    case = models.ForeignKey(LossCase, on_delete=models.CASCADE, related_name="recommendations")
    call = models.ForeignKey(
        Call, on_delete=models.PROTECT, related_name="+", help_text="the lost call it answers"
    )
    manager = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="recommendations")
    due_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    marked_at = models.DateTimeField(null=True)
    mark = models.CharField(max_length=10, choices=Mark.choices, blank=True)
    snoozed_until = models.DateTimeField(null=True)
    snooze_reason = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "case"],
                condition=models.Q(closed_at__isnull=True),
                name="one_open_recommendation",
            )
        ]
        indexes = [
            models.Index(
                fields=["company", "manager", "due_at", "id"],
                condition=models.Q(closed_at__isnull=True),
                name="recommendation_waiting",
            ),
            models.Index(fields=["company", "manager", "-created_at", "-id"], name="recommendation_written"),
            models.Index(
                models.F("company"),
                Greatest("due_at", "snoozed_until"),
                condition=models.Q(closed_at__isnull=True, marked_at__isnull=True),
                name="recommendation_late",
            ),
        ]


class RecommendationVersion(CompanyOwned):
    """A text of a recommendation, with who or what wrote it and from which sources."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    why = models.TextField()
    say = models.TextField()
    engine = models.CharField(max_length=60, blank=True)
    author = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    sources = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)

    @property
    def text(self) -> str:
        """Why and what to say, in the specification's form."""
        return Advice(self.why, self.say, (), self.engine).text

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "number"], name="recommendation_version_once")
        ]
        ordering = ["number"]


class FollowUp(CompanyOwned):
    """A later call with the client of an open case; the verdict is empty until it is judged.

    ``fulfilled`` and ``degree`` (0–1) are the engine's own, of the text ``version`` that was in force when the call
    began. ``ruled`` and ``ruled_degree`` are the head's last ruling; ``rules.effective`` says which of the two counts.
    ``points``: [{"text", "state", "quote", "utterance", "at_s"}, …]; ``error``: why no engine could judge it.
    """

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="followups")
    version = models.ForeignKey(RecommendationVersion, null=True, on_delete=models.SET_NULL, related_name="+")
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="followups")
    agreed = models.BooleanField()
    fulfilled = models.CharField(max_length=7, blank=True)
    degree = models.FloatField(null=True)
    points = models.JSONField(null=True)
    engine = models.CharField(max_length=60, blank=True)
    error = models.CharField(max_length=300, blank=True)
    judged_at = models.DateTimeField(null=True)
    ruled = models.CharField(max_length=7, blank=True)
    ruled_degree = models.FloatField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recommendation", "call"], name="followup_once")]


class VerdictWord(CompanyOwned):
    """What people said of a verdict; nothing is overwritten, the newest ruling counts.

    ``verdict`` is empty where a manager contests and where a head takes a ruling back.
    """

    class Kind(models.TextChoices):
        RULED = "ruled", "решение РОПа"
        CONTESTED = "contested", "менеджер не согласен"

    followup = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="said")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    verdict = models.CharField(max_length=7, blank=True)
    words = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=150)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "id"]


class Correction(CompanyOwned):
    """A head's correction: of one text («Эта рекомендация неверна») or of a phrase («У нас так не говорят»).

    It acts from ``created_at`` until ``cancelled_at``. ``say`` are the right words, if given. ``situation`` are the
    client's words in the corrected loss: by their meaning a later loss is found alike.
    """

    class Kind(models.TextChoices):
        ADVICE = "advice", "рекомендация неверна"
        PHRASE = "phrase", "у нас так не говорят"

    kind = models.CharField(max_length=6, choices=Kind.choices)
    version = models.ForeignKey(RecommendationVersion, null=True, on_delete=models.SET_NULL, related_name="+")
    phrase = models.CharField(max_length=300, blank=True)
    why = models.CharField(max_length=500, blank=True)
    say = models.TextField(blank=True)
    situation = models.TextField(blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=150)
    created_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.CharField(max_length=150, blank=True)

    class Meta:
        indexes = [models.Index(fields=["company", "-created_at", "-id"], name="correction_made")]


class Reminder(CompanyOwned):
    """A reminder of a recommendation that had its moment: told, or passed over as too late to be of use."""

    class Moment(models.TextChoices):
        HALF = "half", "половина срока"
        DUE = "due", "срок"

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="reminders")
    moment = models.CharField(max_length=4, choices=Moment.choices)
    told = models.BooleanField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recommendation", "moment"], name="reminder_once")]


class Neglect(CompanyOwned):
    """«Саботаж» of a manager while it lasts; the levels are the worst that heads were told of (0: not told)."""

    manager = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="neglects")
    opened_at = models.DateTimeField()
    told_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    silent_level = models.PositiveSmallIntegerField(default=0)
    overdue_level = models.PositiveSmallIntegerField(default=0)
    ignored_level = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "manager"],
                condition=models.Q(closed_at__isnull=True),
                name="one_open_neglect",
            )
        ]
