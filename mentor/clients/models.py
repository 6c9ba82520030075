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
    talked = models.BooleanField(
        default=True,
        db_default=True,
        help_text="the member is whose conversation it was, not only the owner of a CRM lead",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "client", "grain", "start"], name="lead_once")
        ]
        indexes = [models.Index(fields=["company", "grain", "start", "first_day"], name="lead_period")]


class CrmLead(CompanyOwned):
    """A row of the customer's CRM: somebody asked. ``manager`` owns it. A mistaken one is withdrawn, never erased."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="crm_leads")
    manager = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    external_id = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(help_text="when it appeared in the CRM")
    entered_at = models.DateTimeField(auto_now_add=True)
    entered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=300, blank=True, help_text="why it was withdrawn")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "external_id"],
                condition=~models.Q(external_id=""),
                name="crm_lead_external_once",
            )
        ]
        indexes = [
            models.Index(fields=["company", "-created_at", "-id"], name="crm_lead_when"),
            models.Index(fields=["company", "client"], name="crm_lead_client"),
        ]


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
        indexes = [
            models.Index(fields=["company", "client"], name="deal_client"),
            models.Index(fields=["company", "-created_at", "-id"], name="deal_when"),
        ]

    def __str__(self) -> str:
        return self.title or (f"сделка {self.external_id}" if self.external_id else f"сделка № {self.pk}")


class PaymentSource(models.TextChoices):
    CRM = "crm", "CRM"
    RECEIPT = "receipt", "чек"


class Payment(CompanyOwned):
    """Money received, or given back where ``refund_of`` names the payment; the amount is positive in both.

    Nothing is overwritten: a mistake is taken out by an entry with ``refund_of`` and ``is_correction``, and the right
    payment, where there is one, names the wrong one in ``corrects``. ``rejected_at``: its receipt proves nothing.
    """

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
    rejected_at = models.DateTimeField(null=True, blank=True)
    is_correction = models.BooleanField(
        default=False, db_default=False, help_text="never happened, unlike money given back"
    )
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    reason = models.CharField(max_length=300, blank=True, default="", db_default="")
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
                condition=models.Q(
                    source=PaymentSource.RECEIPT, confirmed_at__isnull=True, rejected_at__isnull=True
                ),
                name="payment_unproven",
            ),
        ]

    @property
    def is_proven(self) -> bool:
        """Only these count: payments from the CRM or with a confirmed receipt."""
        return self.source == PaymentSource.CRM or self.confirmed_at is not None

    @property
    def is_waiting(self) -> bool:
        """Its receipt is neither confirmed nor rejected."""
        return not self.is_proven and self.rejected_at is None


class ReceiptState(models.TextChoices):
    PENDING = "pending", "ждёт проверки"
    CONFIRMED = "confirmed", "подтверждён"
    REJECTED = "rejected", "отклонён"


class Receipt(CompanyOwned):
    """A document that proves a payment or a refund; its file is named by the hash of what it holds."""

    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="receipt")
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=50)
    size = models.PositiveIntegerField()
    original_name = models.CharField(max_length=255, blank=True)
    number = models.CharField(max_length=100, blank=True, help_text="as printed on it")
    state = models.CharField(max_length=10, choices=ReceiptState.choices, default=ReceiptState.PENDING)
    attached_at = models.DateTimeField(auto_now_add=True)
    attached_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reject_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["company", "state", "attached_at", "id"], name="receipt_state"),
            models.Index(fields=["company", "sha256"], name="receipt_file"),
            models.Index(fields=["company", "number"], condition=~models.Q(number=""), name="receipt_number"),
        ]


class EntryKind(models.TextChoices):
    LEAD = "lead", "лиды"
    DEAL = "deal", "сделки"
    PAYMENT = "payment", "оплаты"


class ImportState(models.TextChoices):
    CHECKING = "checking", "проверяется"
    CHECKED = "checked", "ждёт решения"
    LOADING = "loading", "загружается"
    DONE = "done", "загружен"
    REFUSED = "refused", "не читается"
    CANCELLED = "cancelled", "отменён"


class EntryImport(CompanyOwned):
    """A table of leads, deals or payments: checked first, loaded only on consent. Counts are rows of the table."""

    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.CHECKING)
    file_name = models.CharField(max_length=200)
    original_name = models.CharField(max_length=255, blank=True)
    error = models.CharField(max_length=500, blank=True)
    new = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    loaded = models.PositiveIntegerField(default=0)
    last_line = models.PositiveIntegerField(default=0, help_text="of the table, up to which it is loaded")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    agreed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["company", "-created_at", "-id"], name="entry_import_when")]


class ImportRefusal(CompanyOwned):
    """A row of a table that cannot be taken: its line, the column, and the reason in words."""

    entry_import = models.ForeignKey(EntryImport, on_delete=models.CASCADE, related_name="refusals")
    line = models.PositiveIntegerField(help_text="counts from 1, the heading included")
    field = models.CharField(max_length=40, blank=True)
    value = models.CharField(max_length=100, blank=True, help_text="what stands there")
    detail = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["company", "entry_import", "line"], name="import_refusal_line")]
