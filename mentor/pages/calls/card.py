"""One call as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mentor.analysis.models import Assessment, LostReason
from mentor.analysis.rules import quality
from mentor.calls import queries as calls
from mentor.calls.models import AttentionItem, Call
from mentor.clients.queries import phones_of
from mentor.companies import queries as companies
from mentor.companies.models import Member
from mentor.companies.people import Viewer
from mentor.engines.rubric import STAGES
from mentor.knowledge import queries as knowledge
from mentor.pages.recommendations.crm import crm_urls
from mentor.pages.recommendations.sources import AdviceCard, advice_cards
from mentor.pages.recommendations.verdict import VerdictCard, verdict_cards
from mentor.pipeline.models import StepState
from mentor.recovery import queries as recovery
from mentor.speech.measures import Measures
from mentor.speech.models import Transcript
from mentor.speech.queries import measures_of

from . import card_parts as parts
from . import spoken
from .queries import OUTCOME_TONES, STATE_TONES, client_words

SLOW_SECONDS = 15 * 60  # decision 6
SOURCES = {"telephony": "прислала телефония"}


@dataclass(frozen=True, slots=True)
class CallCard:
    """Everything on the page of a call."""

    call: Call
    client: str
    phone: str
    state: str
    state_tone: str
    transcript: Transcript | None
    assessment: Assessment | None
    outcome_tone: str
    mean: float | None
    lines: list[parts.Line]
    rows: list[spoken.Row]
    measures: Measures | None
    figures: list[spoken.Figure]
    why_missing: str
    speakers: str
    bands: list[dict[str, Any]]
    stages: list[parts.StageCard]
    pins: list[dict[str, Any]]
    advice: list[AdviceCard]
    crm_url: str
    answers: list[VerdictCard]
    steps: list[parts.StepRow]
    can_retry: bool
    attention: list[AttentionItem]
    player: dict[str, Any]
    latency_s: float | None
    managers: list[Member]

    @property
    def is_slow(self) -> bool:
        """Later than people were promised."""
        return self.latency_s is not None and self.latency_s > SLOW_SECONDS

    @property
    def other_reasons(self) -> str:
        """The further reasons of a loss, in words."""
        found = self.assessment.other_reasons if self.assessment else []
        return ", ".join(str(LostReason(each).label) for each in found)

    @property
    def next_step(self) -> str:
        """What was agreed and when, said once where both are the same words."""
        if self.assessment is None:
            return ""
        what, when = self.assessment.step_what.strip(), self.assessment.step_when.strip(" .,?!")
        if not what or not when:
            return what or when
        return what if when.casefold() in what.casefold() else f"{what.rstrip('.,?!')}, {when}"

    @property
    def transcript_source(self) -> str:
        source = self.transcript.source if self.transcript else ""
        return SOURCES.get(source, f"распознала {source}" if source else "")


def call_card(viewer: Viewer, call: Call, now: datetime) -> CallCard:
    """A fixed number of queries, whatever the call holds. The caller has checked access."""
    transcript: Transcript | None = getattr(call, "transcript", None)
    assessment = _effective(call)
    deductions = list(assessment.deductions.order_by("id")) if assessment else []
    objections = list(assessment.heard_objections.order_by("id")) if assessment else []
    steps = list(call.steps.all())
    client, phone = client_words(call, phones_of([call.client_id] if call.client_id else []))
    measures = measures_of(call, transcript) if transcript else None
    sounds = spoken.notes(call)
    lines = (
        parts.lines(call, transcript, assessment, deductions, objections, together=measures.together)
        if transcript and measures
        else []
    )
    taken = call.assessed_at - call.available_at if call.assessed_at and call.available_at else None
    return CallCard(
        call=call,
        client=client,
        phone=phone,
        state=call.get_kept_reason_display() if call.kept_reason else call.get_state_display(),
        state_tone=STATE_TONES.get(call.state, "neutral"),
        transcript=transcript,
        assessment=assessment,
        outcome_tone=OUTCOME_TONES.get(assessment.outcome, "neutral") if assessment else "neutral",
        mean=quality([getattr(assessment, stage) for stage in STAGES]) if assessment else None,
        lines=lines,
        rows=spoken.rows(lines, sounds) if lines else [],
        measures=measures,
        figures=spoken.figures(measures, knowledge.usual_speech()) if measures and lines else [],
        why_missing=spoken.why_missing(transcript, measures) if transcript and measures else "",
        speakers=spoken.speakers_words(transcript) if transcript else "",
        bands=spoken.bands(measures or Measures(), sounds),
        stages=parts.stages(assessment, deductions, objections) if assessment else [],
        pins=parts.pins(assessment, deductions, objections) if assessment else [],
        advice=advice_cards(viewer, recovery.recommendations_for_call(call, now)),
        crm_url=crm_urls([call.client_id], viewer.company).get(call.client_id, "") if call.client_id else "",
        answers=list(verdict_cards(viewer, recovery.answers_in_call(call)).values()),
        steps=parts.step_rows(steps),
        can_retry=any(each.state == StepState.FAILED for each in steps),
        attention=calls.open_attention(call),
        player=parts.player(call, transcript),
        managers=companies.managers() if viewer.sees_all else [],
        latency_s=taken.total_seconds() if taken else None,
    )


def _effective(call: Call) -> Assessment | None:
    result = getattr(call, "result", None)
    if result is None:
        return None
    return call.assessments.select_related("rubric", "user").get(pk=result.assessment_id)
