"""Lost clients and what is done to win them back. States shown on screens are pure functions of these facts."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Greatest
from django.utils import timezone

from mentor.analysis.models import Assessment, LostReason, Stage
from mentor.calls.models import Call
from mentor.clients.models import Client, Deal
from mentor.companies.models import CompanyOwned, Member


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

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "number"], name="recommendation_version_once")
        ]
        ordering = ["number"]


class FollowUp(CompanyOwned):
    """A later call with the client of an open case; the verdict is empty until it is judged."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="followups")
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="followups")
    agreed = models.BooleanField()
    fulfilled = models.CharField(max_length=7, blank=True)
    degree = models.FloatField(null=True)
    points = models.JSONField(null=True)
    engine = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recommendation", "call"], name="followup_once")]
