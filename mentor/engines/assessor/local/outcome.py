"""Outcome of a call, the reason, the stage and the moment of a loss, and the next step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from ...text.cues import Span
from ...text.quotes import quote_at
from ..port import LostReason, Moment, NextStep, Outcome
from .acts import TaggedCall
from .client import TIME
from .features import ending_features
from .linear import Heads
from .objections import EVASIVE, Answer, objection_moment_of

TAIL = 6


@dataclass(frozen=True, slots=True)
class Ending:
    """How the call ended; reason, stage and moment are set only where it was lost."""

    outcome: Outcome
    reason: LostReason | None = None
    other_reasons: tuple[LostReason, ...] = ()
    stage: int | None = None
    moment: Moment | None = None


def judge_ending(call: TaggedCall, answers: list[Answer], heads: Heads) -> Ending:
    """The outcome, and where it is a loss, why, when and at which stage."""
    features = ending_features(call)
    outcome = cast(Outcome, heads.best("outcome", features)[0])
    if outcome != "lost":
        return Ending(outcome)
    reason = _reason(call, answers, heads.logits("reason", features))
    moment = lost_moment(call, answers, reason)
    others = _other_reasons(call, answers, reason)
    stage = int(heads.best("lost_stage", features)[0])
    return Ending(outcome, reason, others, stage, moment)


def substantive_open(answers: list[Answer]) -> list[Answer]:
    """Objections of substance that were not handled, in order."""
    return [a for a in answers if not a.handled and a.objection.kind not in EVASIVE]


def _reason(call: TaggedCall, answers: list[Answer], logits: dict[str, float]) -> LostReason:
    """The rubric's order of reasons, weighed by how the ending sounds."""
    return cast(LostReason, max(sorted(logits), key=lambda r: logits[r]))


def _other_reasons(call: TaggedCall, answers: list[Answer], main: LostReason) -> tuple[LostReason, ...]:
    found: list[LostReason] = []
    if substantive_open(answers):
        found.append("unhandled_objection")
    tail = [i for i in call.of("client")[-3:] if call.has(i, "refuses", "bought")]
    if tail:
        found.append("refusal")
    if not any(call.has(i, "agrees") and call.has(i, "sets_time") for i in call.of("client")[-3:]):
        found.append("no_next_step")
    return tuple(reason for reason in found if reason != main)


def lost_moment(call: TaggedCall, answers: list[Answer], reason: LostReason) -> Moment:
    """The client's words after which the talk never came back to a deal."""
    clients = call.of("client")
    if reason == "unhandled_objection":
        unmet = substantive_open(answers) or [a for a in answers if not a.handled]
        if unmet:
            return objection_moment_of(call, unmet[0].objection)
    if reason == "no_next_step":
        evasive = [a for a in answers if not a.handled]
        if evasive:
            return objection_moment_of(call, evasive[-1].objection)
        late = [i for i in clients[-4:] if call.has(i, "evades")]
        if late:
            return call.moment(late[0], "evades")
    if reason == "refusal":
        refused = [i for i in clients if call.has(i, "bought", "refuses") and len(call.text(i)) > 0]
        open_ones = [a for a in answers if not a.handled]
        if open_ones:
            return objection_moment_of(call, open_ones[-1].objection)
        if refused:
            at = refused[-1] if len(refused) == 1 else refused[-2 if refused[-1] == clients[-1] else -1]
            return call.moment(at, "bought" if call.has(at, "bought") else "refuses")
    last = clients[-1] if clients else len(call.roles) - 1
    return call.moment(last)


def next_step(call: TaggedCall, outcome: Outcome) -> NextStep:
    """What was agreed and when, in words of the call; not agreed unless the call succeeded."""
    if outcome != "success":
        return NextStep(agreed=False)
    tail = range(max(0, len(call.roles) - 9), len(call.roles))
    recaps = [i for i in tail if call.roles[i] == "manager" and call.has(i, "propose", "recap", "time", "sends")]
    dated = [i for i in tail if call.has(i, "sets_time", "time")]
    said = [i for i in recaps if i in dated] or recaps or dated
    if not said:
        return NextStep(agreed=True)
    best = max(said, key=lambda i: (len(TIME.all(call.text(i))), i))
    times = [i for i in dated if i >= best] or dated
    act = "propose" if call.has(best, "propose") else "time"
    return NextStep(True, quote_at(call.text(best), call.acts[best].get(act)), _when(call, times))


def _when(call: TaggedCall, indices: list[int]) -> str | None:
    """The words that tell the time, from the first to the last of them in the utterance that has most."""
    if not indices:
        return None
    best = max(indices, key=lambda i: (len(TIME.all(call.text(i))), -i))
    places = TIME.all(call.text(best))
    if not places:
        return None
    end = places[0].end
    for place in places[1:]:
        if place.start - end > 25:  # noqa: PLR2004 farther words speak of another time
            break
        end = place.end
    span = Span(places[0].start, end)
    return call.text(best)[span.start : span.end]
