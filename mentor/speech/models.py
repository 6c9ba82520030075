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


class SpeakersBy(models.TextChoices):
    """How it is known who said what."""

    SOURCE = "source", "из источника"
    LANES = "lanes", "по дорожкам записи"
    VOICES = "voices", "по голосам"
    MEANING = "meaning", "по смыслу"
    PERSON = "person", "указал человек"


class Transcript(CompanyOwned):
    """Who said what, when. ``utterances``: ``[{"speaker", "text", "start", "end"}, …]``, seconds or null."""

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="transcript")
    source = models.CharField(max_length=60, help_text="telephony, or the recogniser's name")
    times = models.CharField(max_length=10, choices=Times.choices)
    utterances = models.JSONField()
    speakers_by = models.CharField(max_length=8, choices=SpeakersBy.choices, default=SpeakersBy.SOURCE)
    speakers_confidence = models.FloatField(
        null=True,
        blank=True,
        help_text="0.5–1: share of utterances whose speaker is likely right; null: not a guess",
    )
    figures = models.JSONField(
        default=dict, help_text="plain numbers of speech.measures, for comparing calls without reading words"
    )
    created_at = models.DateTimeField(auto_now_add=True)
