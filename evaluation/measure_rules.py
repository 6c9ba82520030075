"""How well company rules told by example phrases are heard: ``python -m evaluation.measure_rules``.

Precision, recall and F1 over ``evaluation/corpus/rules.yaml``, by what the engine ships with: of what ``must_not_say``
takes for said, and of what ``must_say`` does. ``heard elsewhere``: the share of the corpus managers' ordinary turns,
where nobody labelled anything, that each takes for said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml

from mentor.engines.assessor.local.phrases import may_say_like, says_like

from .material import training_material

RULES = Path(__file__).parent / "corpus" / "rules.yaml"


Hearing = Callable[[str, tuple[str, ...]], bool]
HEARINGS: dict[str, Hearing] = {"must_not_say": says_like, "must_say": may_say_like}
EVERY = 24  # of the managers' turns one is listened to


def measure(hears: Hearing = says_like) -> tuple[dict[str, float], list[str]]:
    """Figures, and the passages judged wrong."""
    rules: list[dict[str, Any]] = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    right = found = real = 0
    wrong: list[str] = []
    for rule in rules:
        for kind in ("said", "unsaid"):
            for text in rule[kind]:
                heard = hears(text, tuple(rule["examples"]))
                found += heard
                real += kind == "said"
                right += heard and kind == "said"
                if heard != (kind == "said"):
                    wrong.append(f"{'лишнее' if heard else 'пропуск'}: {rule['rule']}: {text}")
    precision, recall = right / (found or 1), right / (real or 1)
    f1 = 2 * right / (found + real) if found + real else 0.0
    return {"precision": precision, "recall": recall, "F1": f1}, wrong


def elsewhere(hears: Hearing, turns: Sequence[str]) -> float:
    """Share of (rule, turn) that is taken for said."""
    rules: list[dict[str, Any]] = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    heard = sum(hears(turn, tuple(rule["examples"])) for rule in rules for turn in turns)
    return heard / (len(rules) * len(turns) or 1)


def main() -> None:
    spoken = [
        u.text for c in training_material().calls for u in c.conversation.utterances if u.speaker == "manager"
    ]
    for name, hears in HEARINGS.items():
        figures, wrong = measure(hears)
        print("\n".join(wrong))
        told = ", ".join(f"{figure} {value:.3f}" for figure, value in figures.items())
        print(f"{name}: {told}, heard elsewhere {elsewhere(hears, spoken[::EVERY]):.4f}")


if __name__ == "__main__":
    main()
