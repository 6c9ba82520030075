"""Outcome of a call, the reason, the stage and the moment of a loss, and the next step."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from ...text.cues import Span
from ...text.quotes import quote_at
from ..port import LostReason, Moment, NextStep, Outcome
from .absent import client_is_absent
from .acts import Act, TaggedCall
from .client import TIME
from .evidence import Evidence, best_of
from .features import ending_features
from .loss import loss_features, lost_moment
from .objections import EVASIVE, Answer

NO_OBJECTION_WEIGHT = 1.5


@dataclass(frozen=True, slots=True)
class Ending:
    """How the call ended; reason, stage and moment are set only where it was lost.

    ``sure``: the outcome's share of the odds of all outcomes, 0–1.
    """

    outcome: Outcome
    reason: LostReason | None = None
    other_reasons: tuple[LostReason, ...] = ()
    stage: int | None = None
    moment: Moment | None = None
    sure: float = 1.0


def judge_ending(call: TaggedCall, answers: list[Answer], evidence: Evidence) -> Ending:
    """The outcome, and where it is a loss, why, when and at which stage."""
    features = ending_features(call)
    odds = evidence.outcome(features)
    outcome = "not_sales" if client_is_absent(call) else cast(Outcome, best_of(odds))
    sure = share_of(outcome, odds)
    if outcome != "lost":
        return Ending(outcome, sure=sure)
    reason = _reason(answers, evidence.reason(features))
    moment = lost_moment(call, [a.objection for a in answers if not a.handled], reason)
    others = _other_reasons(call, answers, reason)
    stage = int(evidence.lost_stage(loss_features(call, reason, moment.utterance)))
    return Ending(outcome, reason, others, stage, moment, sure)


def share_of(name: str, odds: Mapping[str, float]) -> float:
    """What part of all the odds is of ``name``; ``odds``: logarithms."""
    away = max(odds.values())
    return math.exp(odds[name] - away) / sum(math.exp(each - away) for each in odds.values())


def substantive_open(answers: list[Answer]) -> list[Answer]:
    """Objections of substance that were not handled, in order."""
    return [a for a in answers if not a.handled and a.objection.kind not in EVASIVE]


def _reason(answers: list[Answer], logits: dict[str, float]) -> LostReason:
    """The rubric's order: an unhandled objection of substance, else a refusal, else no next step.

    How the ending sounds weighs in, because the rubric asks what the client left on, not what was ever said.
    """
    weighed = dict(logits)
    if not substantive_open(answers):
        weighed["unhandled_objection"] -= NO_OBJECTION_WEIGHT
    return cast(LostReason, max(sorted(weighed), key=lambda r: weighed[r]))


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


def next_step(call: TaggedCall, outcome: Outcome) -> NextStep:
    """What was agreed and when, in words of the call; not agreed unless the call succeeded."""
    if outcome != "success":
        return NextStep(agreed=False)
    tail = range(max(0, len(call.roles) - 9), len(call.roles))
    recaps = [
        i for i in tail if call.roles[i] == "manager" and call.has(i, "propose", "recap", "time", "sends")
    ]
    dated = [i for i in tail if call.has(i, "sets_time", "time")]
    said = [i for i in recaps if i in dated] or recaps or dated
    if not said:
        return NextStep(agreed=True)
    best = max(said, key=lambda i: (len(TIME.all(call.text(i))), i))
    times = [i for i in dated if i >= best] or dated
    act: Act = "propose" if call.has(best, "propose") else "time"
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
        if place.start - end > 25:
            break
        end = place.end
    span = Span(places[0].start, end)
    return call.text(best)[span.start : span.end]
