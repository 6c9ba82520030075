"""Companies left out: each is judged by heads and networks that never saw it.

    python -m evaluation.crosscheck NETWORKS [--noise] [--dump FILE]

``NETWORKS`` is the folder that ``python -m evaluation.reader.train --folds N NETWORKS`` filled; the heads of each fold
are trained here and kept beside the networks.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from mentor.engines.assessor.local import LocalAssessor
from mentor.engines.assessor.local.linear import Heads
from mentor.engines.assessor.local.reader.network import Network
from mentor.engines.doors.wire import assessment_to_json

from .labelled import Labelled, with_noise
from .material import training_material
from .measure import judge, show
from .metrics import Pair, figures, pair_figures
from .train_assessor import collect, train, write


def fold_engines(networks: Path, calls: Sequence[Labelled]) -> list[tuple[list[str], LocalAssessor]]:
    """(companies left out, the engine that never saw them) of every fold whose network is there."""
    split: list[list[str]] = json.loads((networks / "folds.json").read_text())
    collected = None
    found = []
    for number, left in enumerate(split):
        arrays = networks / f"{number}.npz"
        kept = networks / f"{number}.heads.json"
        if not arrays.is_file():
            continue
        if not kept.is_file():
            collected = collected or collect(list(calls))
            write(train(collected, {c.id for c in calls if c.company not in left}), kept)
        with np.load(arrays) as loaded:
            network = Network.from_arrays({name: loaded[name] for name in loaded.files})
        found.append((left, LocalAssessor(Heads.from_json(kept.read_text(encoding="utf-8")), network)))
    return found


def judged(
    engines: Sequence[tuple[list[str], LocalAssessor]], calls: Sequence[Labelled], *, noise: bool
) -> tuple[dict[str, Pair], list[tuple[str, Pair]]]:
    """Ordinary calls by id, and twins with the id of their base."""
    ordinary: dict[str, Pair] = {}
    twins: list[tuple[str, Pair]] = []
    for left, engine in engines:
        own = [with_noise(c) if noise else c for c in calls if c.company in left]
        for call, pair in zip(own, judge(engine, own, []), strict=True):
            if call.twin_of:
                twins.append((call.twin_of, pair))
            else:
                ordinary[call.id] = pair
    return ordinary, twins


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("networks", type=Path)
    parser.add_argument("--noise", action="store_true", help="measure on damaged text")
    parser.add_argument("--dump", type=Path, help="write predictions here")
    asked = parser.parse_args()
    calls = training_material().calls
    ordinary, twins = judged(fold_engines(asked.networks, calls), calls, noise=asked.noise)
    show(figures(list(ordinary.values())) | pair_figures(ordinary, twins))
    if asked.dump:
        every = [*ordinary.values(), *(p for _, p in twins)]
        data = {p.id: assessment_to_json(p.assessment) for p in every if p.assessment}
        asked.dump.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
