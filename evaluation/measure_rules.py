"""How well company rules told by example phrases are heard: ``python -m evaluation.measure_rules``.

Precision, recall and F1 of «says like» over ``evaluation/corpus/rules.yaml``, by what the engine ships with.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from mentor.engines.assessor.local.phrases import says_like

RULES = Path(__file__).parent / "corpus" / "rules.yaml"


def measure() -> tuple[dict[str, float], list[str]]:
    """Figures, and the passages judged wrong."""
    rules: list[dict[str, Any]] = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    right = found = real = 0
    wrong: list[str] = []
    for rule in rules:
        for kind in ("said", "unsaid"):
            for text in rule[kind]:
                heard = says_like(text, tuple(rule["examples"]))
                found += heard
                real += kind == "said"
                right += heard and kind == "said"
                if heard != (kind == "said"):
                    wrong.append(f"{'лишнее' if heard else 'пропуск'}: {rule['rule']}: {text}")
    precision, recall = right / (found or 1), right / (real or 1)
    f1 = 2 * right / (found + real) if found + real else 0.0
    return {"precision": precision, "recall": recall, "F1": f1}, wrong


def main() -> None:
    figures, wrong = measure()
    print("\n".join(wrong))
    print(", ".join(f"{name} {value:.3f}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
