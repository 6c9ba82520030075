"""What was said in a call."""

from __future__ import annotations

from django.db import models

from mentor.calls.models import Call
from mentor.companies.models import CompanyOwned


class Times(models.TextChoices):
    """How the times of the utterances are known."""

    GIVEN = "given", "из источника"
    ESTIMATED = "estimated", "оценены по звуку"
    NONE = "none", "нет"


class Transcript(CompanyOwned):
    """Who said what, when. ``utterances``: ``[{"speaker", "text", "start", "end"}, …]``, seconds or null."""

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="transcript")
    source = models.CharField(max_length=60, help_text="telephony, or the recogniser's name")
    times = models.CharField(max_length=10, choices=Times.choices)
    utterances = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
