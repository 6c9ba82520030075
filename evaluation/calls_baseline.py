"""The floor to beat: words, pairs of words and letter n-grams of a whole call, and logistic regression over them.

It is right for the wrong reasons: minimal pairs show it. Deterministic, numpy only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import cast

import numpy as np
from numpy.typing import NDArray

from mentor.engines.assessor.port import Assessment, NextStep, Outcome, StageScore
from mentor.engines.conversation import Conversation
from mentor.engines.profile import CompanyProfile
from mentor.engines.rubric import STAGES
from mentor.engines.text.normal import stem, words_of

from .followups_baseline import softmax_fit
from .labelled import Labelled

MIN_COUNT = 3
LETTERS = 4
OUTCOMES = ("success", "lost", "interrupted", "not_sales")
NULL = "null"
Floats = NDArray[np.float64]


def grams_of(conversation: Conversation) -> set[str]:
    """Features of a whole call: who said which words, pairs of words and pieces of words."""
    found: set[str] = set()
    for turn in conversation.utterances:
        side = turn.speaker[0]
        words = words_of(turn.text)
        stems = [stem(w) for w in words]
        found |= {f"{side}:{w}" for w in stems} | {f"{side}:{a} {b}" for a, b in pairwise(stems)}
        found |= {f"{side}#{w[i : i + LETTERS]}" for w in words for i in range(len(w) - LETTERS + 1)}
    return found


class WholeCallBag:
    """One multinomial regression for the outcome, one for each stage's score, one for the next step."""

    name = "bag of words"

    def __init__(self, calls: Sequence[Labelled]) -> None:
        grams = [grams_of(call.conversation) for call in calls]
        counts = Counter(name for found in grams for name in found)
        self._index = {n: i for i, n in enumerate(sorted(n for n, c in counts.items() if c >= MIN_COUNT))}
        x = np.array([self._row(found) for found in grams])
        # as many dimensions as calls: the same fit as over all grams (the penalty is round), in a fraction of the time
        values, vectors = np.linalg.eigh(x @ x.T)
        kept = values > 1e-8
        self._basis = x.T @ (vectors[:, kept] / np.sqrt(values[kept]))
        x = x @ self._basis
        self._targets: dict[str, tuple[list[str], Floats]] = {}
        for name in ("outcome", "next step", *STAGES):
            labels = [_label(call.gold, name) for call in calls]
            classes = sorted(set(labels))
            wanted = np.array([[float(label == c) for c in classes] for label in labels])
            self._targets[name] = (classes, softmax_fit(x, wanted))

    def assess(self, conversation: Conversation, profile: CompanyProfile) -> Assessment:
        """What the bag guesses; it has no reasons, objections or quotes to give."""
        del profile
        row = self._row(grams_of(conversation)) @ self._basis
        guess = {name: classes[int(np.argmax(row @ w))] for name, (classes, w) in self._targets.items()}
        return Assessment(
            outcome=cast(Outcome, guess["outcome"]),
            lost_reason=None,
            other_reasons=(),
            lost_stage=None,
            lost_at=None,
            stages={s: StageScore(None if guess[s] == NULL else int(guess[s])) for s in STAGES},
            objections=(),
            next_step=NextStep(agreed=guess["next step"] == "yes"),
            engine=self.name,
            rubric_version=0,
        )

    def _row(self, found: set[str]) -> Floats:
        row = np.zeros(len(self._index) + 1)
        row[-1] = 1.0
        hits = [self._index[n] for n in found if n in self._index]
        row[hits] = 1.0 / np.sqrt(max(1, len(hits)))
        return row


def _label(gold: Mapping[str, object], name: str) -> str:
    if name == "outcome":
        return str(gold["outcome"])
    if name == "next step":
        return "yes" if cast(dict[str, object], gold["next_step"])["agreed"] else "no"
    score = cast(dict[str, dict[str, object]], gold["stages"])[name]["score"]
    return NULL if score is None else str(score)
