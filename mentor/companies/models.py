"""Companies and the people in them.

``User`` is a log-in and belongs to no company's data; everything else here is one company's and isolated.
"""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from mentor.core.tenancy import current_company_id


class UserManager(BaseUserManager["User"]):
    """Creates log-ins; e-mails are kept in lower case, so that one address is one person."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        user = self.model(email=email.strip().lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A log-in. ``is_integrator`` marks our own staff, who work in one chosen company at a time."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150, blank=True)
    is_integrator = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.email

    def get_full_name(self) -> str:
        """What the frame of every page calls this person."""
        return self.name


class Engine(models.TextChoices):
    """Who judges calls, writes recommendations and judges follow-ups of a company."""

    LOCAL = "local", "свой: разбор не покидает сервер"
    LANGUAGE_MODEL = "language_model", "языковая модель, а когда она не отвечает — свой"


class Company(models.Model):
    """A tenant and its settings. Points are rubric points, shares are percent, days are working days."""

    name = models.CharField(max_length=200)
    industry = models.CharField(max_length=300, blank=True)
    product = models.TextField(blank=True)
    time_zone = models.CharField(max_length=64, default="Europe/Moscow")
    started_on = models.DateField(null=True, blank=True, help_text="first day of work with mentor.ai")
    pass_mark = models.PositiveSmallIntegerField(default=7, validators=[MaxValueValidator(10)])
    pass_share = models.PositiveSmallIntegerField(default=70, validators=[MaxValueValidator(100)])
    min_graded_calls = models.PositiveSmallIntegerField(default=5)
    work_from = models.TimeField(default=time(9))
    work_to = models.TimeField(default=time(19))
    work_days = models.CharField(max_length=7, default="12345", help_text="ISO weekdays, 1 is Monday")
    recommendation_due_days = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1)])
    done_percent = models.PositiveSmallIntegerField(
        default=50, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    crm_card_url = models.CharField(max_length=300, blank=True, help_text="address of a deal; {id} is its id")
    neglect_login_days = models.PositiveSmallIntegerField(default=3)
    neglect_overdue_count = models.PositiveSmallIntegerField(default=3)
    goal_days = models.PositiveSmallIntegerField(default=30)
    goal_growth_pp = models.DecimalField(max_digits=6, decimal_places=2, default=Decimal(3))
    goal_money = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(120_000))
    margin_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    returned_window_days = models.PositiveSmallIntegerField(default=90)
    training_keep_days = models.PositiveSmallIntegerField(
        default=365,
        validators=[MinValueValidator(1)],
        help_text="how long rehearsals are kept, with their sound",
    )
    crm_connected_from = models.DateField(null=True, blank=True)
    carry_falls = models.BooleanField(
        default=True, help_text="what a month's base lies below zero is taken off later months"
    )
    is_demonstration = models.BooleanField(
        default=False, help_text="plays weeks in minutes: what a call caused is dated as if it had come live"
    )
    engine = models.CharField(
        max_length=20,
        choices=Engine.choices,
        blank=True,
        help_text="empty: as the installation's settings say",
    )
    stresses = models.TextField(blank=True, help_text="names as they are said, «+» before the stressed vowel")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class CompanyOwned(models.Model):
    """A row of one company: the company in scope unless said otherwise. Isolated by row-level security."""

    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, default=current_company_id, editable=False, db_index=False
    )

    class Meta:
        abstract = True


class Role(models.TextChoices):
    """What a person may see. Integrators are not members: see ``User.is_integrator``."""

    HEAD = "head", "РОП"
    MANAGER = "manager", "менеджер"


class Member(CompanyOwned):
    """A person of the company; a manager may have calls long before a log-in."""

    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="members")
    role = models.CharField(max_length=10, choices=Role.choices)
    name = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    is_acceptor = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "user"], name="member_user_once"),
            models.UniqueConstraint(
                fields=["company", "email"], condition=~models.Q(email=""), name="member_email_once"
            ),
        ]
        indexes = [models.Index(fields=["company", "role"], name="member_role")]

    def __str__(self) -> str:
        return self.name


class Extension(CompanyOwned):
    """An internal number or a telephony user id by which a provider names a manager."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="extensions")
    value = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "value"], name="extension_once")]


class Absence(CompanyOwned):
    """Days on which a manager is away, the first and the last included: due dates stand still meanwhile."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="absences")
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="absence_days"
            )
        ]
        indexes = [models.Index(fields=["company", "member", "last_day"], name="absence_member")]


class Invitation(CompanyOwned):
    """An invitation link; only its hash is kept, so the link is shown once."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)


class ApiKey(CompanyOwned):
    """A key of the public API; shown once, kept as SHA-256, named by its first characters."""

    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    key_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)


class ExcludedNumber(CompanyOwned):
    """A phone of staff or a supplier: its calls are stored and kept out of every figure."""

    phone = models.CharField(max_length=16)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "phone"], name="excluded_number_once")]


class AverageCheque(CompanyOwned):
    """The average cheque in roubles, from 00:00 of ``valid_from`` in the company's time zone.

    An entry is never changed: of two from one day the later entered holds."""

    amount = models.DecimalField(
        max_digits=14, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    valid_from = models.DateField()
    set_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["company", "valid_from"], name="average_cheque_from")]


class Baseline(CompanyOwned):
    """Conversion without mentor.ai, a fraction 0–1, with its source, from 00:00 of ``valid_from``.

    An entry is never changed: of two from one day the later entered holds."""

    conversion = models.DecimalField(max_digits=9, decimal_places=8)
    leads = models.PositiveIntegerField(null=True, blank=True)
    deals = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=300)
    valid_from = models.DateField()
    set_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["company", "valid_from"], name="baseline_from")]


class FeeTerms(CompanyOwned):
    """What the company pays: ``rate``, a fraction 0–1 of ``base``, for months whose billed part begins on or after
    ``valid_from``. An entry is never changed: of two from one day the later entered holds."""

    class Base(models.TextChoices):
        GROWTH = "growth", "рост"
        GROWTH_AND_RETURNED = "growth_and_returned", "рост и вернувшиеся клиенты"

    rate = models.DecimalField(
        max_digits=9,
        decimal_places=8,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
    )
    base = models.CharField(max_length=20, choices=Base.choices)
    source = models.CharField(max_length=300, help_text="the contract")
    valid_from = models.DateField()
    set_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["company", "valid_from"], name="fee_terms_from")]


class AuditEntry(CompanyOwned):
    """Who did what in the company: every step of an integrator, every write that matters."""

    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=80, blank=True, help_text="kind:id of what was acted on")
    details = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["company", "-at"], name="audit_at")]


class ModelSpend(CompanyOwned):
    """What one answer of a language model cost; ``month`` is its first day. Never changed, summed by month."""

    month = models.DateField()
    engine = models.CharField(max_length=60)
    tokens_in = models.PositiveIntegerField()
    tokens_out = models.PositiveIntegerField()
    roubles = models.DecimalField(max_digits=14, decimal_places=6)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["company", "month"], include=["roubles"], name="model_spend_month")]
