"""Pieces of a call's page: transcript lines, pins, stages, steps, the player's facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from mentor.analysis.models import Assessment, CallObjection, Deduction, Stage
from mentor.calls.models import Call, CallState, KeptReason, Purpose
from mentor.engines.rubric import STAGES
from mentor.pipeline.models import Step, StepState
from mentor.speech.measures import manager_lane
from mentor.speech.models import Times, Transcript
from mentor.speech.queries import speech_lanes, utterances_of

from .marks import Mark, Piece, pieces

STEP_LOOKS = {
    StepState.DONE: ("good", "circle-check"),
    StepState.FAILED: ("bad", "circle-x"),
    StepState.WAITING: ("attention", "hourglass"),
    StepState.RUNNING: ("accent", "loader"),
    StepState.PENDING: ("neutral", "circle-dashed"),
}
NO_SOUND = {
    KeptReason.MISSED: "Звонок пропущен: записи нет.",
    KeptReason.NO_RECORDING: "Телефония не прислала запись.",
    KeptReason.EXCLUDED: "Номер исключён: запись хранится и не разбирается.",
    KeptReason.INTERNAL: "Внутренний звонок: запись хранится и не разбирается.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the transcript; ``speaker`` is ``manager`` or ``client``."""

    speaker: str
    name: str
    start: float | None
    end: float | None
    anchor: str
    pieces: list[Piece]
    together: bool = False


@dataclass(frozen=True, slots=True)
class StageCard:
    """A stage: its score and every reason for it."""

    number: int
    title: str
    score: int | None
    deductions: list[Deduction]
    objections: list[CallObjection]
    is_lost_here: bool

    @property
    def words(self) -> str:
        """One sentence on the score."""
        if self.score is None:
            return "не оценивается: этапа не было"
        if not self.deductions:
            return "баллы не сняты"
        return f"снято {sum(each.points for each in self.deductions)}"


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of processing."""

    title: str
    state: str
    tone: str
    icon: str
    error: str
    at: datetime | None


def lines(
    call: Call,
    transcript: Transcript,
    assessment: Assessment | None,
    deductions: Iterable[Deduction],
    objections: Iterable[CallObjection],
    *,
    together: frozenset[int] = frozenset(),
) -> list[Line]:
    """The transcript with every quote of the judgement marked where it was said.

    ``together``: utterances that sound at once with the other side's.
    """
    marks: dict[int, list[Mark]] = {}
    for each in deductions:
        if each.utterance is not None:
            marks.setdefault(each.utterance, []).append(
                Mark(each.quote, "bad", f"−{each.points}: {each.rule}")
            )
    for heard in objections:
        marks.setdefault(heard.utterance, []).append(Mark(heard.quote, "attention", objection_words(heard)))
    if assessment and assessment.lost_utterance is not None:
        lost = Mark(assessment.lost_quote, "bad", "здесь клиент потерян")
        marks.setdefault(assessment.lost_utterance, []).append(lost)
    names = {"manager": call.manager.name.split()[0] if call.manager else "Менеджер", "client": "Клиент"}
    return [
        Line(
            speaker=row["speaker"],
            name=names.get(row["speaker"], "Собеседник"),
            start=row.get("start"),
            end=row.get("end"),
            anchor=f"u{at}",
            pieces=pieces(row["text"], marks.get(at, ())),
            together=at in together,
        )
        for at, row in enumerate(transcript.utterances)
    ]


def objection_words(heard: CallObjection) -> str:
    """«Возражение: цена, обработано»."""
    handled = "обработано" if heard.handled else "не обработано"
    return f"Возражение: {heard.get_kind_display()}, {handled}"


def pins(
    assessment: Assessment, deductions: Iterable[Deduction], objections: Iterable[CallObjection]
) -> list[dict[str, Any]]:
    """Marks over the wave, by time; only what has a time of its own."""
    found = [
        {"at": each.at_s, "title": f"−{each.points} {each.rule}", "tone": "bad"}
        for each in deductions
        if each.at_s is not None
    ]
    found += [
        {"at": each.at_s, "title": objection_words(each), "tone": "good" if each.handled else "attention"}
        for each in objections
        if each.at_s is not None
    ]
    if assessment.lost_at_s is not None:
        found.append({"at": assessment.lost_at_s, "title": "Здесь клиент потерян", "tone": "bad"})
    return sorted(found, key=lambda pin: pin["at"])


def stages(
    assessment: Assessment, deductions: list[Deduction], objections: list[CallObjection]
) -> list[StageCard]:
    """The five stages in their order."""
    return [
        StageCard(
            number=stage.value,
            title=str(stage.label),
            score=getattr(assessment, STAGES[stage.value - 1]),
            deductions=[each for each in deductions if each.stage == stage.value],
            objections=objections if stage == Stage.OBJECTIONS else [],
            is_lost_here=assessment.lost_stage == stage.value,
        )
        for stage in Stage
    ]


def step_rows(steps: list[Step]) -> list[StepRow]:
    """In the order of work, not of the table."""
    order = {name: at for at, (name, _) in enumerate(Step._meta.get_field("name").choices or ())}
    return [
        StepRow(
            title=str(step.get_name_display()),
            state=str(step.get_state_display()),
            tone=STEP_LOOKS[StepState(step.state)][0],
            icon=STEP_LOOKS[StepState(step.state)][1],
            error=step.error,
            at=step.finished_at or step.started_at,
        )
        for step in sorted(steps, key=lambda each: order[each.name])
    ]


def player(call: Call, transcript: Transcript | None) -> dict[str, Any]:
    """What the player is told: addresses where there is sound, or the words why there is none."""
    recording = call.recording
    opus, peaks = (recording.opus_name, recording.peaks_name) if recording else ("", "")
    one_lane = recording is not None and recording.lanes == 1
    return {
        "duration": (recording.duration_s if recording else None) or call.duration_s,
        "src": reverse("call_audio", args=[call.pk]) if opus else "",
        "peaks": reverse("call_peaks", args=[call.pk]) if opus and peaks else "",
        "lanes": ("Разговор",) if one_lane else lane_names(call, transcript),
        "message": "" if opus else _silence(call),
        "estimated": transcript is not None and transcript.times == Times.ESTIMATED,
        "damaged": recording is not None and recording.damaged,
    }


def lane_names(call: Call, transcript: Transcript | None) -> tuple[str, str]:
    """Whose the two lanes are, by where the manager's words lie in them; a rehearsal is recorded by ourselves."""
    lanes = speech_lanes(call)
    swapped = (
        transcript is not None
        and call.purpose != Purpose.TRAINING
        and lanes is not None
        and len(lanes) == 2
        and manager_lane(utterances_of(transcript), lanes) == 1
    )
    return ("Клиент", "Менеджер") if swapped else ("Менеджер", "Клиент")


def _silence(call: Call) -> str:
    if call.kept_reason:
        return NO_SOUND[KeptReason(call.kept_reason)]
    if call.recording is not None:
        return "Запись сохранена, звук для прослушивания готовится."
    if call.state == CallState.FETCHING or call.recording_url:
        return "Запись ещё не получена от телефонии."
    return "Записи нет: телефония прислала только расшифровку."
