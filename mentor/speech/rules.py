"""Who said what, when: pure rules over lanes, segments and transcripts. Times are in seconds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from mentor.engines.conversation import Speaker, Utterance
from mentor.engines.speech_to_text.port import Segment
from mentor.engines.voice_activity.alignment import Turn, align, expected_seconds
from mentor.engines.voice_activity.port import Span

MANAGER_LANE = 0  # telephony records the own side on the left; a source that does not says so
JOIN_GAP = 0.8
BEYOND_RECORDING = 2.0  # clocks of telephony and recorder differ a little
_TURN_OVERHEAD = 4  # letters' worth of breath: keeps «да» from taking no time

TimeFault = Literal[
    "not_a_number", "negative", "start_missing", "end_before_start", "not_sorted", "beyond_recording"
]
Activity = Sequence[Sequence[Span]]


@dataclass(frozen=True, slots=True)
class TimeProblem:
    """``index`` of the utterance, ``field`` ``start`` or ``end``, and what is wrong."""

    index: int
    field: Literal["start", "end"]
    code: TimeFault


class SuppliedTimesError(ValueError):
    """Times that came with a transcript cannot be true; ``problems`` names every one."""

    def __init__(self, problems: tuple[TimeProblem, ...]) -> None:
        super().__init__(f"{len(problems)} impossible times, first: {problems[0]}")
        self.problems = problems


def validate_supplied(utterances: Sequence[Utterance], duration: float | None) -> tuple[Utterance, ...]:
    """The same utterances where their times can be true; utterances without times are allowed.

    Numbers, not negative, end not before start, starts in order, nothing later than ``duration`` (where it is
    known) plus ``BEYOND_RECORDING``. Raises ``SuppliedTimesError``.
    """
    problems: list[TimeProblem] = []
    latest = 0.0
    limit = math.inf if duration is None else duration + BEYOND_RECORDING
    for index, utterance in enumerate(utterances):
        problems.extend(_problems_of(index, utterance, latest, limit))
        if utterance.start is not None and math.isfinite(utterance.start):
            latest = max(latest, utterance.start)
    if problems:
        raise SuppliedTimesError(tuple(problems))
    return tuple(utterances)


def _problems_of(index: int, utterance: Utterance, latest: float, limit: float) -> list[TimeProblem]:
    start, end = utterance.start, utterance.end
    found: list[TimeProblem] = []
    for name, value in (("start", start), ("end", end)):
        field: Literal["start", "end"] = "start" if name == "start" else "end"
        if value is None:
            continue
        if not math.isfinite(value):
            found.append(TimeProblem(index, field, "not_a_number"))
        elif value < 0:
            found.append(TimeProblem(index, field, "negative"))
        elif value > limit:
            found.append(TimeProblem(index, field, "beyond_recording"))
    if start is None and end is not None:
        found.append(TimeProblem(index, "start", "start_missing"))
    if start is not None and end is not None and end < start:
        found.append(TimeProblem(index, "end", "end_before_start"))
    if start is not None and 0 <= start < latest:
        found.append(TimeProblem(index, "start", "not_sorted"))
    return found


def merge_lanes(
    lanes: Sequence[Sequence[Segment]], *, manager_lane: int = MANAGER_LANE, join_gap: float = JOIN_GAP
) -> tuple[Utterance, ...]:
    """Utterances by start. Two lanes are manager and client; a single lane's speakers are unknown.

    Segments of one lane are joined where the pause is under ``join_gap`` seconds and the other side began
    nothing in between. Where both talk at once, both utterances keep their times.
    """
    segments = sorted(
        (
            (segment.start, lane, segment)
            for lane, found in enumerate(lanes)
            for segment in found
            if segment.text.strip()
        ),
        key=lambda row: row[:2],
    )
    merged: list[Utterance] = []
    last_lane = None
    for start, lane, segment in segments:
        before = merged[-1] if merged else None
        if before is not None and lane == last_lane and start - (before.end or 0.0) < join_gap:
            end = max(before.end or 0.0, segment.end)
            merged[-1] = replace(before, text=f"{before.text} {segment.text.strip()}", end=end)
        else:
            speaker = speaker_of(lane, len(lanes), manager_lane)
            merged.append(Utterance(speaker, segment.text.strip(), start, max(start, segment.end)))
        last_lane = lane
    return tuple(merged)


def join_turns(utterances: Sequence[Utterance], *, join_gap: float = JOIN_GAP) -> tuple[Utterance, ...]:
    """Neighbours of one side with a pause under ``join_gap`` seconds become one utterance. All have times."""
    joined: list[Utterance] = []
    for each in utterances:
        last = joined[-1] if joined else None
        start, end = each.start or 0.0, each.end or 0.0
        if last and last.speaker == each.speaker and start - (last.end or 0.0) < join_gap:
            end = max(last.end or 0.0, end)
            joined[-1] = replace(last, text=f"{last.text} {each.text}", end=end)
        else:
            joined.append(each)
    return tuple(joined)


def speaker_of(lane: int, lanes: int, manager_lane: int = MANAGER_LANE) -> Speaker:
    """Whose lane it is; with one lane nobody can tell."""
    if lanes != 2:
        return "unknown"
    return "manager" if lane == manager_lane else "client"


def estimate_times(
    utterances: Sequence[Utterance],
    activity: Activity,
    duration: float,
    *,
    manager_lane: int = MANAGER_LANE,
) -> tuple[Utterance, ...]:
    """The same utterances, each with a start and an end; those that have a start keep it.

    ``activity``: speech, one sequence of spans a lane (one or two). With two lanes a speaker's words are laid
    over their own lane. Order is kept, starts never go back, everything lies in 0…``duration``, an end is not
    before its start. These are estimates and must be shown as such.
    """
    length = max(0.0, duration)
    result: list[Utterance] = []
    run: list[Utterance] = []
    low = 0.0
    for utterance in utterances:
        if utterance.start is None:
            run.append(utterance)
            continue
        start = min(max(utterance.start, low), length)
        result.extend(_estimate(run, activity, low, start, manager_lane))
        run = []
        result.append(replace(utterance, start=start, end=utterance.end))
        low = start
    result.extend(_estimate(run, activity, _free_from(result, low, length), length, manager_lane))
    return _closed(result, length)


def _free_from(known: Sequence[Utterance], low: float, length: float) -> float:
    """Where unknown turns may begin after the last known one."""
    end = known[-1].end if known else None
    return low if end is None else min(max(low, end), length)


def _estimate(
    utterances: Sequence[Utterance], activity: Activity, low: float, high: float, manager_lane: int
) -> list[Utterance]:
    """A run of utterances without times, laid over the speech between ``low`` and ``high``."""
    if not utterances:
        return []
    heard = [spans for spans in (_within(lane, low, high) for lane in activity) if spans]
    split = len(heard) == 2  # a dead second channel tells nobody's turns: both sides are in the other
    turns = [
        Turn(
            letters=sum(character.isalnum() for character in utterance.text) + _TURN_OVERHEAD,
            side=_side(utterance.speaker, manager_lane) if split else None,
        )
        for utterance in utterances
    ]
    if not heard:
        return _spread(utterances, turns, low, high)
    wanted = expected_seconds(turns, heard)
    spans = align(turns, heard)
    starts = [span.start for span in spans]
    timed = []
    for index, (utterance, span) in enumerate(zip(utterances, spans, strict=True)):
        following = starts[index + 1] if index + 1 < len(starts) else high
        end = (
            span.end if span.end > span.start else min(span.start + wanted[index], max(following, span.start))
        )
        timed.append(replace(utterance, start=span.start, end=end))
    return timed


def _side(speaker: Speaker, manager_lane: int) -> int | None:
    if speaker == "unknown":
        return None
    return manager_lane if speaker == "manager" else 1 - manager_lane


def _within(spans: Sequence[Span], low: float, high: float) -> list[Span]:
    cut = [Span(max(span.start, low), min(span.end, high)) for span in spans]
    return [span for span in cut if span.end > span.start]


def _spread(
    utterances: Sequence[Utterance], turns: Sequence[Turn], low: float, high: float
) -> list[Utterance]:
    """Nothing was heard: share the time by the length of the texts."""
    share = (high - low) / sum(turn.letters for turn in turns)
    timed, at = [], low
    for utterance, turn in zip(utterances, turns, strict=True):
        end = min(at + turn.letters * share, high)
        timed.append(replace(utterance, start=at, end=end))
        at = end
    return timed


def _closed(utterances: Sequence[Utterance], length: float) -> tuple[Utterance, ...]:
    """Starts in order, missing ends filled up to the next start, all inside 0…length."""
    timed: list[Utterance] = []
    latest = 0.0
    for index, utterance in enumerate(utterances):
        assert utterance.start is not None
        start = min(max(utterance.start, latest), length)
        following = utterances[index + 1].start if index + 1 < len(utterances) else length
        end = utterance.end if utterance.end is not None else following
        end = min(max(end if end is not None else length, start), length)
        timed.append(replace(utterance, start=start, end=end))
        latest = start
    return tuple(timed)
