"""What the company knows about selling; engines read it through ``CompanyProfile``."""

from __future__ import annotations

from django.db import models

from mentor.calls.models import Call
from mentor.companies.models import CompanyOwned, User


class Script(CompanyOwned):
    """A script by stages, or a presentation: ``stages`` maps a stage code to lines, one item a line."""

    class Kind(models.TextChoices):
        SCRIPT = "script", "скрипт"
        PRESENTATION = "presentation", "презентация"

    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.SCRIPT)
    title = models.CharField(max_length=200)
    stages = models.JSONField(default=dict)
    required = models.JSONField(default=list, help_text="what a presentation must mention")
    updated_at = models.DateTimeField(auto_now=True)


class KnownObjection(CompanyOwned):
    """An objection the company hears often, with the answer that works."""

    text = models.CharField(max_length=300)
    good_answer = models.TextField()
    position = models.PositiveIntegerField(default=0)


class ExpertRule(CompanyOwned):
    """A principle of selling written by the expert."""

    text = models.TextField()
    position = models.PositiveIntegerField(default=0)


class ForbiddenPhrase(CompanyOwned):
    """Words this company does not use."""

    phrase = models.CharField(max_length=300)
    why = models.CharField(max_length=300, blank=True)
    instead = models.CharField(max_length=500, blank=True)


class ReferenceCall(CompanyOwned):
    """A call to learn from."""

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="reference")
    note = models.CharField(max_length=300, blank=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
