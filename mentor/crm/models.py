"""Connections to CRMs, what they told of each lead and deal, and what waits to be written there."""

from __future__ import annotations

from django.db import models

from mentor.calls.models import Call
from mentor.clients.models import Client, CrmLead, Deal, Payment
from mentor.companies.models import CompanyOwned
from mentor.providers.linked import LinkedAccount
from mentor.providers.troubles import ProviderTrouble
from mentor.recovery.models import Recommendation


class CrmConnection(LinkedAccount):
    """One CRM of a company. ``mapping``: stage → meaning; ``people``: CRM user → member id; ``catalogue``: a
    ``told.Catalogue`` as JSON. Nothing is read before the stages are mapped."""

    mapping = models.JSONField(default=dict)
    people = models.JSONField(default=dict)
    catalogue = models.JSONField(default=dict)
    mapped_at = models.DateTimeField(null=True, blank=True)
    takes_calls = models.BooleanField(default=False)
    writes_notes = models.BooleanField(default=False)
    writes_tasks = models.BooleanField(default=False)
    nudged_at = models.DateTimeField(null=True, blank=True, help_text="last event of the CRM")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company"], condition=models.Q(is_on=True), name="one_crm_of_a_company"
            )
        ]
        indexes = [
            models.Index(
                fields=["previous_hook_hash"],
                condition=~models.Q(previous_hook_hash=""),
                name="crm_connection_old_hook",
            )
        ]

    @property
    def source(self) -> str:
        """The name under which calls of this connection are stored."""
        return f"crm-{self.provider}:{self.pk}"


class Grant(CompanyOwned):
    """What a log-in gave us: access and refresh tokens, sealed. Its row is locked while they are exchanged."""

    connection = models.OneToOneField(CrmConnection, on_delete=models.CASCADE, related_name="grant")
    sealed = models.TextField()
    expires_at = models.DateTimeField()

    @property
    def place(self) -> str:
        """What the tokens are bound to."""
        return f"crm-grant:{self.company_id}:{self.connection_id}"


class RecordState(models.TextChoices):
    """What became of something that the CRM told."""

    TAKEN = "taken", "учтено"
    PARKED = "parked", "отложено"


class Record(CompanyOwned):
    """A lead or deal of the CRM: what was told last, and which entries in the books came of it; ``pay``: a payment
    inside a deal, keyed «deal:payment», of which nothing is told but by its deal.

    ``amount`` is what the payment in force says; ``payments`` counts those that were written, for their numbers.
    """

    connection = models.ForeignKey(CrmConnection, on_delete=models.CASCADE, related_name="records")
    kind = models.CharField(max_length=4)
    key = models.CharField(max_length=100, help_text="its id in the CRM")
    told = models.JSONField(default=dict)
    told_at = models.DateTimeField(null=True, help_text="when the CRM says it changed")
    state = models.CharField(max_length=6, choices=RecordState.choices, default=RecordState.TAKEN)
    reason_code = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    user = models.CharField(max_length=40, blank=True)
    url = models.CharField(max_length=300, blank=True)
    client = models.ForeignKey(Client, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    lead = models.ForeignKey(CrmLead, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    leads = models.PositiveSmallIntegerField(default=0)
    deal = models.ForeignKey(Deal, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    payment = models.ForeignKey(Payment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    payments = models.PositiveSmallIntegerField(default=0)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    seen_at = models.DateTimeField(auto_now=True)
    asked_at = models.DateTimeField(null=True, help_text="when the CRM last had it; null: ask now")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "connection", "kind", "key"], name="crm_record_once")
        ]
        indexes = [
            models.Index(fields=["company", "connection", "-seen_at"], name="crm_record_seen"),
            models.Index(fields=["company", "client", "-told_at"], name="crm_record_client"),
            models.Index(fields=["company", "connection", "asked_at"], name="crm_record_asked"),
            models.Index(
                fields=["company", "connection", "-told_at"],
                condition=models.Q(state="parked"),
                name="crm_record_parked",
            ),
        ]


class OutgoingState(models.TextChoices):
    """How far something to be written into the CRM has come."""

    WAITING = "waiting", "ждёт"
    SENDING = "sending", "передаётся"
    SENT = "sent", "передано"
    FAILED = "failed", "не передано"
    DROPPED = "dropped", "пропущено"


class OutgoingKind(models.TextChoices):
    NOTE = "note", "примечание"
    TASK = "task", "задача"


class Outgoing(CompanyOwned):
    """A note or a task for the CRM; its words are made when it goes."""

    connection = models.ForeignKey(CrmConnection, on_delete=models.CASCADE, related_name="outgoing")
    kind = models.CharField(max_length=4, choices=OutgoingKind.choices)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="+")
    recommendation = models.ForeignKey(
        Recommendation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    state = models.CharField(max_length=7, choices=OutgoingState.choices, default=OutgoingState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    remote_id = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "kind", "call"], name="crm_outgoing_once")]
        indexes = [
            models.Index(
                fields=["company", "not_before", "id"],
                condition=models.Q(state__in=["waiting", "sending"]),
                name="crm_outgoing_due",
            ),
            models.Index(fields=["company", "connection", "-created_at"], name="crm_outgoing_made"),
        ]


class Where(models.TextChoices):
    """Which way of a connection something went wrong."""

    HOOK = "hook", "события"
    HISTORY = "history", "чтение CRM"
    CALLS = "calls", "звонки из CRM"
    WRITING = "writing", "передача в CRM"
    GONE = "gone", "поиск удалённого"


class CrmTrouble(ProviderTrouble):
    """The last thing that went wrong on one way of a connection."""

    connection = models.ForeignKey(CrmConnection, on_delete=models.CASCADE, related_name="troubles")
    where = models.CharField(max_length=8, choices=Where.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "connection", "where"], name="crm_trouble_once")
        ]
