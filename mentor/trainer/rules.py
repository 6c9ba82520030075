"""What to train first. Pure: stages and losses in, advice out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Lost:
    """A lost call of the manager; ``scenario_id`` where it can be repeated."""

    call_id: int
    stage: int
    started_at: datetime
    scenario_id: int | None = None


@dataclass(frozen=True, slots=True)
class Trainable:
    """A scenario of the company; ``last_at``: when this manager last rehearsed it."""

    scenario_id: int
    kind: str
    stage: int
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Advised:
    """``stage``: the weak one that it trains, None where too little is known; ``lost``: the loss that speaks for it."""

    scenario_id: int
    stage: int | None
    lost: Lost | None = None


# A scenario of which kind comes nearest to a stage, where no lost call does.
_KINDS_OF_STAGE: Mapping[int, tuple[str, ...]] = {
    1: ("script",),
    2: ("script",),
    3: ("presentation", "script"),
    4: ("objection",),
    5: ("script", "objection"),
}


def advise(weak: Sequence[int], losses: Sequence[Lost], scenarios: Sequence[Trainable]) -> Advised | None:
    """The weakest stage with the freshest loss; else that stage's own kind of scenario; else what was rehearsed least.

    ``weak``: numbers of the weak stages, the weakest first.
    """
    fresh = sorted(losses, key=lambda each: each.started_at, reverse=True)
    for stage in weak:
        lost = next((each for each in fresh if each.stage == stage and each.scenario_id), None)
        if lost is not None and lost.scenario_id is not None:
            return Advised(lost.scenario_id, stage, lost)
        fit = [each for each in scenarios if each.stage == stage] or [
            each for each in scenarios if each.kind in _KINDS_OF_STAGE[stage]
        ]
        if fit:
            return Advised(_least_rehearsed(fit).scenario_id, stage)
    lost = next((each for each in fresh if each.scenario_id), None)
    if lost is not None and lost.scenario_id is not None:
        return Advised(lost.scenario_id, lost.stage, lost)
    return Advised(_least_rehearsed(scenarios).scenario_id, None) if scenarios else None


def _least_rehearsed(scenarios: Sequence[Trainable]) -> Trainable:
    return min(scenarios, key=lambda each: each.last_at.timestamp() if each.last_at else 0.0)
