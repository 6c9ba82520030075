"""Messages to people inside the product."""

from __future__ import annotations

from django.db import models

from mentor.companies.models import CompanyOwned, Member


class Notification(CompanyOwned):
    """A message to one member; ``key`` makes it once only."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "member", "key"], name="notification_once")]
        indexes = [models.Index(fields=["company", "member", "-created_at"], name="notification_member")]
