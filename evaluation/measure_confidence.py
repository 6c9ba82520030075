"""Whether the assessor is wrong where it says that it is not sure, on companies left out.

    python -m evaluation.measure_confidence NETWORKS [--fit]

``NETWORKS`` as for ``evaluation.crosscheck``. Ordinary calls in fifths, the least sure first: the confidence told, the
share in which the labels leave the judgement as it is (the same outcome, the same stages unscored, every other score
within one point), the share of wrong outcomes, points off a call. ``--fit`` prints the weights anew, and fifths by
weights that were fitted without the company judged.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mentor.engines.assessor.local import LocalAssessor
from mentor.engines.assessor.local.confidence import Margins, confidence, margins
from mentor.engines.assessor.local.scoring import score_stages
from mentor.engines.errors import EngineError
from mentor.engines.rubric import STAGES

from .crosscheck import fold_engines
from .labelled import Labelled
from .material import training_material

Rows = NDArray[np.float64]
PARTS = 5
RIDGE, STEPS = 1.0, 100


@dataclass(frozen=True, slots=True)
class Judged:
    """One call: what was told, and how far it was from the labels; ``nulls``: stages scored in one of the two."""

    company: str
    told: float
    margins: Margins
    outcome_right: bool
    nulls: int
    off: tuple[int, ...]

    @property
    def right(self) -> bool:
        """An expert would leave it as it is."""
        return self.outcome_right and not self.nulls and all(each <= 1 for each in self.off)


def judged(engine: LocalAssessor, call: Labelled) -> Judged:
    """Raises ``EngineError`` where the call cannot be judged."""
    facts = engine.facts(call.conversation, call.profile)
    stages = score_stages(facts)
    pairs = [(stages[each].score, call.gold["stages"][each]["score"]) for each in STAGES]
    return Judged(
        company=call.company,
        told=confidence(facts, stages),
        margins=margins(facts, stages),
        outcome_right=facts.outcome == call.gold["outcome"],
        nulls=sum((mine is None) != (gold is None) for mine, gold in pairs),
        off=tuple(abs(mine - gold) for mine, gold in pairs if mine is not None and gold is not None),
    )


def fitted(rows: Rows, wrong: Rows) -> Rows:
    """Weights and constant of the log-odds of being right: ridge regression of standardised columns, by Newton."""
    mean, spread = rows.mean(0), rows.std(0) + 1e-6
    x = np.column_stack([(rows - mean) / spread, np.ones(len(rows))])
    weights = np.zeros(x.shape[1])
    for _ in range(STEPS):
        odds = 1.0 / (1.0 + np.exp(-x @ weights))
        pull = x.T @ (odds - wrong) + RIDGE * np.append(weights[:-1], 0.0)
        weights -= np.linalg.solve((x.T * (odds * (1 - odds))) @ x + RIDGE * np.eye(len(weights)), pull)
    scaled = weights[:-1] / spread
    return -np.append(scaled, weights[-1] - float((scaled * mean).sum()))


def fit(calls: Sequence[Judged]) -> tuple[Rows, Rows]:
    """Weights of the outcome, and of the stages where the outcome is right."""
    rows = _columns(calls)
    wrong = np.array([not each.outcome_right for each in calls], dtype=float)
    kept = wrong == 0
    off = np.array([not each.right for each in calls], dtype=float)
    return fitted(rows, wrong), fitted(rows[kept][:, 1:], off[kept])


def _columns(calls: Sequence[Judged]) -> Rows:
    return np.array([[c.margins.outcome, c.margins.rules, c.margins.answers] for c in calls])


def told_without(calls: Sequence[Judged]) -> Rows:
    """The confidence by weights that never saw the call's company."""
    found = np.zeros(len(calls))
    for company in {each.company for each in calls}:
        own = [i for i, each in enumerate(calls) if each.company == company]
        outcome, stages = fit([each for each in calls if each.company != company])
        rows = np.column_stack([_columns([calls[i] for i in own]), np.ones(len(own))])
        found[own] = 1 / (1 + np.exp(-rows @ outcome)) / (1 + np.exp(-rows[:, 1:] @ stages))
    return found


def show(calls: Sequence[Judged], told: Rows) -> None:
    """Fifths, the least sure first."""
    print(f"{'':8}{'told':>8}{'as it is':>10}{'outcome wrong':>15}{'points off':>12}")
    for number, places in enumerate(np.array_split(np.argsort(told, kind="stable"), PARTS), 1):
        own = [calls[i] for i in places]
        shares = (told[places].mean(), np.mean([c.right for c in own]))
        wrong, off = np.mean([not c.outcome_right for c in own]), np.mean([sum(c.off) for c in own])
        print(f"fifth {number} {shares[0]:>8.2f}{shares[1]:>10.2f}{wrong:>15.2f}{off:>12.2f}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("networks", type=Path)
    parser.add_argument("--fit", action="store_true")
    asked = parser.parse_args()
    material = training_material().calls
    calls: list[Judged] = []
    for left, engine in fold_engines(asked.networks, material):
        for call in material:
            if call.company in left and call.twin_of is None:
                try:
                    calls.append(judged(engine, call))
                except EngineError as error:
                    print(f"{call.id}: {error}")
    if asked.fit:
        for name, weights in zip(("OUTCOME", "STAGES"), fit(calls), strict=True):
            print(name, tuple(round(float(each), 3) for each in weights))
        show(calls, told_without(calls))
    else:
        show(calls, np.array([each.told for each in calls]))


if __name__ == "__main__":
    main()
