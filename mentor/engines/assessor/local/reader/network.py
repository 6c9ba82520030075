"""The reader's network in numpy: words (convolutions) → utterances → the dialogue (two recurrent passes) → judgements.

Several networks of one shape, trained from different starts, are averaged: one alone leans on chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .context import WordsInContext
from .inputs import Inputs, token
from .tags import (
    ABSENT,
    ACT_INDEX,
    ACTS,
    CLIENT_ACTS,
    COURSE,
    LOST_STAGES,
    MANAGER_ACTS,
    OUTCOMES,
    REASONS,
    RULES,
    SAID,
)

Array = NDArray[np.float32]
WEIGHTS = Path(__file__).with_name("weights.npz")


@dataclass(frozen=True, slots=True)
class Sizes:
    """Widths of the layers."""

    word: int = 96
    bag: int = 32
    conv: int = 112
    extra: int = 48
    utterance: int = 128
    dialogue: int = 72


SIZES = Sizes()
HEADS = {
    "outcome": len(OUTCOMES),
    "reason": len(REASONS),
    "lost_stage": len(LOST_STAGES),
    "rules": len(RULES),
    "course": len(COURSE),
}
QUERIES = tuple(HEADS)
RULE_FEATURES = 4
COUNT_LIMIT = 6.0
LAST = 5
FLOOR = -15.0


@cache
def rule_acts() -> tuple[tuple[int, ...], ...]:
    """For each rule the columns of the acts that speak to it."""
    return tuple(tuple(ACT_INDEX[a] for a in (ABSENT.get(rule) or SAID.get(rule) or ())) for rule in RULES)


_FORBIDDEN = np.array([[a in CLIENT_ACTS for a in ACTS], [a in MANAGER_ACTS for a in ACTS]])


def _sigmoid(x: Array) -> Array:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(x, -30.0, 30.0))), dtype=np.float32)


def _softmax(x: Array) -> Array:
    raised = np.exp(x - x.max(0, keepdims=True))
    return np.asarray(raised / raised.sum(0, keepdims=True), dtype=np.float32)


def _relu(x: Array) -> Array:
    return np.maximum(x, np.float32(0.0))


class Member:
    """One network."""

    def __init__(self, weights: dict[str, Array]) -> None:
        self._w = weights
        self._words = WordsInContext(weights, token)

    def _linear(self, name: str, x: Array) -> Array:
        return np.asarray(x @ self._w[f"{name}.weight"].T + self._w[f"{name}.bias"], dtype=np.float32)

    def run(self, inputs: Inputs) -> dict[str, Array]:
        """Log-odds by name; see ``reading.Reading``."""
        u = self._utterances(inputs)
        h = np.concatenate([self._gru("forth", u), self._gru("back", u[::-1])[::-1]], axis=1)
        z = np.concatenate([u, h], axis=1)
        acts = np.where(
            np.where(inputs.manager[:, None], _FORBIDDEN[0], _FORBIDDEN[1]), FLOOR, self._linear("acts", z)
        )
        out = {
            "acts": acts,
            "answers": self._linear("answers", z),
            "lost_at": self._linear("lost_at", z)[:, 0],
        }
        weights = _softmax(self._linear("query", z))
        odds = _sigmoid(acts)
        counts = np.concatenate([odds.max(0), odds[-LAST:].max(0), inputs.whole])
        for k, name in enumerate(QUERIES):
            pooled = np.concatenate([(z * weights[:, k : k + 1]).sum(0), counts])
            out[name] = self._linear(f"heads.{name}", pooled)
        out["rules"] = out["rules"] + (self._w["rule_weights"] * rule_features(acts)).sum(1)
        return out

    def _utterances(self, inputs: Inputs) -> Array:
        read = self._words.read(inputs.tokens)
        looks = self._linear("look", read.within)
        rows = []
        for place in read.places:
            own = read.within[place]
            rows.append(np.concatenate([(own * _softmax(looks[place])).sum(0), own.max(0)]))
        extra = _relu(self._linear("extra", inputs.extra))
        return _relu(self._linear("join", np.concatenate([np.stack(rows), extra], axis=1)))

    def _gru(self, name: str, x: Array) -> Array:
        """A gated recurrent pass in PyTorch's form (gates: reset, update, new)."""
        size = SIZES.dialogue
        ahead = x @ self._w[f"{name}.weight_ih_l0"].T + self._w[f"{name}.bias_ih_l0"]
        recurrent, bias = self._w[f"{name}.weight_hh_l0"].T, self._w[f"{name}.bias_hh_l0"]
        h = np.zeros(size, dtype=np.float32)
        out = np.empty((len(x), size), dtype=np.float32)
        for i, row in enumerate(ahead):
            again = h @ recurrent + bias
            reset = _sigmoid(row[:size] + again[:size])
            update = _sigmoid(row[size : 2 * size] + again[size : 2 * size])
            new = np.tanh(row[2 * size :] + reset * again[2 * size :])
            h = (1.0 - update) * new + update * h
            out[i] = h
        return out


def rule_features(acts: Array) -> Array:
    """(RULES, RULE_FEATURES): the surest and second surest place of a rule's acts, and how many there are."""
    rows = np.zeros((len(RULES), RULE_FEATURES), dtype=np.float32)
    for r, ids in enumerate(rule_acts()):
        if not ids:
            continue
        own = acts[:, list(ids)]
        best = np.clip(own.max(1), -8.0, 8.0)
        top = np.sort(best)[::-1]
        second = top[1] if len(top) > 1 else -8.0
        places = min(COUNT_LIMIT, float(_sigmoid(best)[best > -8.0].sum()))
        deeds = min(COUNT_LIMIT, float(_sigmoid(own).sum()))
        rows[r] = (top[0] / 4, second / 4, np.log1p(places), np.log1p(deeds))
    return rows


class Network:
    """The mean of its members' log-odds."""

    def __init__(self, members: list[Member]) -> None:
        self._members = members

    def run(self, inputs: Inputs) -> dict[str, Array]:
        """Log-odds by name; see ``reading.Reading``."""
        runs = [member.run(inputs) for member in self._members]
        return {name: np.asarray(np.mean([run[name] for run in runs], axis=0)) for name in runs[0]}

    @staticmethod
    def from_arrays(arrays: dict[str, Any]) -> Network:
        """From arrays named ``<member>/<weight>``."""
        members: dict[str, dict[str, Array]] = {}
        for name, values in arrays.items():
            member, weight = name.split("/", 1)
            members.setdefault(member, {})[weight] = np.asarray(values, dtype=np.float32)
        return Network([Member(members[name]) for name in sorted(members)])


@cache
def shipped_network() -> Network:
    """The weights in the repository."""
    with np.load(WEIGHTS) as arrays:
        return Network.from_arrays({name: arrays[name] for name in arrays.files})
