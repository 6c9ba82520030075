"""How a sentence sounds, the manager's or the client's: trained and measured on the labelled calls.

``python -m evaluation.speakers`` measures with whole companies left out; ``--train`` writes the weights that the
product reads (``assessor/local/speakers.tsv``) from all of them. Sentences of one call without their labels are
what a recogniser gives of a recording with one lane.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from mentor.engines.assessor.local import speakers
from mentor.engines.conversation import Conversation, Utterance

from .labelled import Labelled
from .material import training_material

FEWEST, SMALLEST = 8, 0.15
EPOCHS, RATE, SHRINK = 4, 0.3, 2e-4
_SENTENCE_END = re.compile(r"(?<=[.?!…])\s+")


def sentences(call: Conversation) -> list[Utterance]:
    """The turns cut where a recogniser ends its segments."""
    return [
        replace(turn, text=part)
        for turn in call.utterances
        for part in _SENTENCE_END.split(turn.text.strip())
        if part
    ]


def train(calls: Sequence[Labelled]) -> dict[str, float]:
    """Weights of grams, positive for the manager: logistic regression by AdaGrad, small weights left out."""
    rows = [
        (speakers.grams(each.text), each.speaker == "manager")
        for call in calls
        for each in sentences(call.conversation)
    ]
    seen = Counter(gram for grams, _ in rows for gram in grams)
    names = sorted(gram for gram, count in seen.items() if count >= FEWEST)
    place = {gram: at for at, gram in enumerate(names)}
    data = [
        (np.array(sorted(place[g] for g in grams if g in place), dtype=int), mine) for grams, mine in rows
    ]
    weights, grown = np.zeros(len(names)), np.full(len(names), 1e-8)
    order, draw = list(range(len(data))), random.Random(0)
    for _ in range(EPOCHS):
        draw.shuffle(order)
        for at in order:
            grams, mine = data[at]
            error = float(mine) - 1.0 / (1.0 + np.exp(-np.clip(weights[grams].sum(), -30, 30)))
            grown[grams] += error * error
            weights[grams] += RATE * error / np.sqrt(grown[grams]) - SHRINK * weights[grams]
    return {gram: float(weights[place[gram]]) for gram in names if abs(weights[place[gram]]) >= SMALLEST}


def measured(
    calls: Sequence[Labelled], weights: dict[str, float], *, whole_turns: bool
) -> tuple[float, float]:
    """Share of utterances whose side is told right, and the mean confidence; calls without labels."""
    right, sure = [], []
    for call in calls:
        said = list(call.conversation.utterances) if whole_turns else sentences(call.conversation)
        blank = tuple(replace(each, speaker="unknown", start=None, end=None) for each in said)
        told = speakers.tell_speakers(
            replace(call.conversation, utterances=blank),
            call.profile,
            whole_turns=whole_turns,
            weights=weights,
        )
        right.append(np.mean([role == each.speaker for role, each in zip(told.roles, said, strict=True)]))
        sure.append(told.confidence)
    return float(np.mean(right)), float(np.mean(sure))


def main() -> None:
    """Measure, or train and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", action="store_true")
    both = [
        call
        for call in training_material().calls
        if len({each.speaker for each in call.conversation.utterances}) == 2
    ]
    if parser.parse_args().train:
        weights = train(both)
        lines = [f"{gram}\t{weight:.2f}" for gram, weight in sorted(weights.items())]
        speakers.WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{len(lines)} grams written to {speakers.WEIGHTS}")
        return
    left_out = set(sorted({call.company for call in both})[::4])
    weights = train([call for call in both if call.company not in left_out])
    held = [call for call in both if call.company in left_out]
    print(f"{len(held)} calls of {len(left_out)} companies left out of training")
    for title, turns in (("turns", True), ("sentences", False)):
        right, sure = measured(held, weights, whole_turns=turns)
        without, _ = measured(held, {}, whole_turns=turns)
        print(f"{title}: right {right:.3f}, confidence {sure:.3f}; by cues alone {without:.3f}")


if __name__ == "__main__":
    main()
