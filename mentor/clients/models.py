"""Whom the company sells to, and what was paid. Money is roubles with kopecks, never float."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Reverse

from mentor.companies.models import CompanyOwned, Member, User
from mentor.tallies.models import Grain

from .names import LONGEST_WORD


class Client(CompanyOwned):
    """A person or firm; ``merged_into`` names the one that stands for it after a merge."""

    name = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    do_not_call = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["company", "name"], name="client_name")]

    def __str__(self) -> str:
        return self.name or f"клиент {self.pk}"


class ClientWord(CompanyOwned):
    """A word of a client's name, for the search by the beginnings of words; kept by ``actions``.

    A table of its own, because row-level security lets no index on texts or arrays narrow down foreign rows.
    """

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="words")
    word = models.CharField(max_length=LONGEST_WORD)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "word", "client"], name="client_word_once")]


class ClientPhone(CompanyOwned):
    """A phone in E.164; one phone is one client within a company. ``tail``: it backwards, to search by its end."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="phones")
    e164 = models.CharField(max_length=16)
    tail = models.GeneratedField(
        expression=Reverse("e164"), output_field=models.CharField(max_length=16), db_persist=True
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "e164"], name="client_phone_once")]
        indexes = [models.Index(fields=["company", "tail"], name="client_phone_tail")]


class LeadSeen(CompanyOwned):
    """A client counted once in one period: the denominator of conversion, kept so that counts can be corrected."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="leads")
    grain = models.CharField(max_length=1, choices=Grain.choices)
    start = models.DateField()
    first_day = models.DateField(help_text="local day of the first sales conversation in the period")
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "client", "grain", "start"], name="lead_once")
        ]
        indexes = [models.Index(fields=["company", "grain", "start", "first_day"], name="lead_period")]


class Deal(CompanyOwned):
    """A sale in the making or made; successful while proven money stands."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="deals")
    manager = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    external_id = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # What this deal counts for now; the difference to the next state goes to the tallies.
    counted_day = models.DateField(null=True, editable=False)
    counted_manager = models.ForeignKey(
        Member, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    returned_case_id = models.BigIntegerField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "external_id"],
                condition=~models.Q(external_id=""),
                name="deal_external_once",
            )
        ]
        indexes = [models.Index(fields=["company", "client"], name="deal_client")]


class PaymentSource(models.TextChoices):
    CRM = "crm", "CRM"
    RECEIPT = "receipt", "чек"


class Payment(CompanyOwned):
    """Money received, or given back where ``refund_of`` names the payment; the amount is positive in both."""

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="payments")
    amount = models.DecimalField(
        max_digits=14, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    paid_at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=PaymentSource.choices)
    external_id = models.CharField(max_length=100, blank=True)
    refund_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="refunds"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "source", "external_id"],
                condition=~models.Q(external_id=""),
                name="payment_external_once",
            )
        ]
        indexes = [
            models.Index(fields=["company", "paid_at"], name="payment_paid"),
            models.Index(
                fields=["company", "deal"],
                condition=models.Q(source=PaymentSource.RECEIPT, confirmed_at__isnull=True),
                name="payment_waiting",
            ),
        ]

    @property
    def is_proven(self) -> bool:
        """Only these count: payments from the CRM or with a confirmed receipt."""
        return self.source == PaymentSource.CRM or self.confirmed_at is not None
