"""What a company's own grades bring: half of its calls are graded, the other half judged, without and with them.

    python -m evaluation.measure_experience NETWORKS

``NETWORKS`` as for ``evaluation.crosscheck``: each company is judged by an engine that never saw it. The labels stand
for the expert's grades; both halves take their turn.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from mentor.analysis.agreement import Judged, of_habits
from mentor.analysis.agreement import Pair as Graded
from mentor.engines.assessor.port import Assessment
from mentor.engines.profile import Habit
from mentor.engines.rubric import STAGES, seed_rubric

from .crosscheck import fold_engines
from .labelled import Labelled
from .material import training_material
from .measure import judge, show
from .metrics import Pair, figures

FEWEST = 12
SHOWN = ("stages MAE", "stages within 1", "stages exact", *(f"{stage} MAE" for stage in STAGES))


def strictness(pairs: Iterable[Pair]) -> tuple[Habit, ...]:
    """The habits of the readers who labelled these calls, beside the engine's judgement of them."""
    return of_habits(
        Graded(n, _of_engine(pair.assessment), _of_labels(pair.gold))
        for n, pair in enumerate(pairs)
        if pair.assessment is not None
    )


def _of_engine(found: Assessment) -> Judged:
    stages = [found.stages[stage] for stage in STAGES]
    rules = {(n, d.code) for n, stage in enumerate(stages, 1) for d in stage.deductions}
    return Judged(found.outcome, [stage.score for stage in stages], rules)


def _of_labels(gold: dict) -> Judged:  # type: ignore[type-arg]  # labels are plain JSON
    codes = {rule.wording: rule.code for rule in seed_rubric().rules}
    stages = [gold["stages"][stage] for stage in STAGES]
    rules = {
        (n, codes[d["rule"]])
        for n, stage in enumerate(stages, 1)
        for d in stage["deductions"]
        if d["rule"] in codes
    }
    return Judged(gold["outcome"], [stage["score"] for stage in stages], rules)


def halves(calls: Sequence[Labelled]) -> list[tuple[Sequence[Labelled], Sequence[Labelled]]]:
    """(graded, judged), both ways round."""
    return [(calls[::2], calls[1::2]), (calls[1::2], calls[::2])]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("networks", type=Path)
    asked = parser.parse_args()
    material = training_material()
    without: list[Pair] = []
    taught: list[Pair] = []
    for left, engine in fold_engines(asked.networks, material.calls):
        for company in left:
            own = [c for c in material.calls if c.company == company and c.twin_of is None]
            if len(own) < FEWEST:
                continue
            for graded, judged in halves(own):
                habits = strictness(judge(engine, graded, []))
                without += judge(engine, judged, [])
                taught += judge(
                    engine, [replace(c, profile=replace(c.profile, habits=habits)) for c in judged], []
                )
    for name, pairs in (("without grades", without), ("with grades", taught)):
        found = figures(pairs)
        print(f"{name}, {len(pairs)} calls")
        show({key: found[key] for key in SHOWN})


if __name__ == "__main__":
    main()
