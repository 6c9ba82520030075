"""What the reader says of one call."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..acts import TaggedCall
from .inputs import inputs_of
from .network import Network, shipped_network
from .tags import ACT_INDEX, ANSWERS, COURSE, LOST_STAGES, OUTCOMES, REASONS, RULES

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """Log-odds. ``acts``: (utterances, ACTS); ``answers``: (utterances, ANSWERS); ``lost_at``: one an utterance."""

    acts: Array
    answers: Array
    lost_at: Array
    outcome: dict[str, float]
    reason: dict[str, float]
    lost_stage: dict[str, float]
    rules: dict[str, float]
    course: dict[str, float]

    def act(self, index: int, name: str) -> float:
        """Log-odds that utterance ``index`` carries the act."""
        return float(self.acts[index, ACT_INDEX[name]])

    def answer(self, index: int, name: str) -> float:
        """Log-odds of a statement of ``tags.ANSWERS`` about the client's utterance ``index``."""
        return float(self.answers[index, ANSWERS.index(name)])

    def best(self, name: str, among: list[int]) -> int | None:
        """Which of the utterances carries an act most surely; None where there is none to choose from."""
        return max(among, key=lambda i: self.act(i, name), default=None)


def read(call: TaggedCall, network: Network | None = None) -> Reading:
    """Reads a call whose roles and cues are marked."""
    network = network or shipped_network()
    out = network.run(inputs_of(call))
    return Reading(
        acts=out["acts"],
        answers=out["answers"],
        lost_at=out["lost_at"],
        outcome=_named(OUTCOMES, out["outcome"]),
        reason=_named(REASONS, out["reason"]),
        lost_stage=_named(LOST_STAGES, out["lost_stage"]),
        rules=_named(RULES, out["rules"]),
        course=_named(COURSE, out["course"]),
    )


def _named(names: tuple[str, ...], values: Array) -> dict[str, float]:
    return {name: float(value) for name, value in zip(names, values, strict=True)}
