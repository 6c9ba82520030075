"""Messages to people: inside the product, and the outbox of what leaves it."""

from __future__ import annotations

from datetime import time

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from mentor.companies.models import CompanyOwned, Member

from .kinds import Channel, Kind
from .rules import Reason, State


class Notification(CompanyOwned):
    """A message to one member; ``key`` makes it once only. The bell and the page show it without further ado."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=40, choices=Kind.choices)
    key = models.CharField(max_length=120)
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "member", "key"], name="notification_once")]
        indexes = [
            models.Index(fields=["company", "member", "-created_at"], name="notification_member"),
            models.Index(
                fields=["company", "member"],
                condition=models.Q(read_at__isnull=True),
                name="notification_unread",
            ),
        ]


class Delivery(CompanyOwned):
    """The outbox: one row for a message and a way out of the product. ``expires_at``: too late to be of use."""

    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    state = models.CharField(
        max_length=8, choices=[(each.value, each.value) for each in State], default=State.WAITING.value
    )
    reason = models.CharField(
        max_length=11, choices=[(each.value, each.value) for each in Reason], blank=True
    )
    error = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    expires_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "notification", "channel"], name="delivery_once")
        ]
        indexes = [
            models.Index(
                fields=["company", "not_before"],
                condition=models.Q(state__in=("waiting", "sending")),
                name="delivery_open",
            )
        ]


class NoticeSettings(CompanyOwned):
    """How the company wants its people told: the newest row holds. Local times; equal ones: no quiet hours."""

    quiet_from = models.TimeField(default=time(21))
    quiet_to = models.TimeField(default=time(8))
    personal_data = models.BooleanField(
        default=False, help_text="names, quotes and advice may leave the product in messages"
    )
    neglect_ignored_days = models.PositiveSmallIntegerField(
        default=3, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    created_at = models.DateTimeField(auto_now_add=True)


class Preference(CompanyOwned):
    """What a member wants to get by which way; own quiet hours where both are given."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="notice_preference")
    telegram = models.JSONField(default=list)
    mail = models.JSONField(default=list)
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)


class TelegramLink(CompanyOwned):
    """A one-time deep link to the bot; only its hash is kept."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="telegram_links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class TelegramChat(CompanyOwned):
    """The chat of a member with the bot. ``off_at``: Telegram refused it, until the member links again."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="telegram_chat")
    chat_id = models.BigIntegerField()
    linked_at = models.DateTimeField()
    off_at = models.DateTimeField(null=True)
    off_why = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["chat_id", "-linked_at"], name="telegram_chat")]
