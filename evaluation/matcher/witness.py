"""Trains the judge's second witness, words of the whole talk: ``python -m evaluation.matcher.witness [--folds OUT]``.

Deterministic, numpy only, seconds. Writes ``mentor/engines/judge/local/weights-words.npz``, or, with the folder that
``evaluation.matcher.train --folds N OUT`` filled, one file a fold beside its matcher.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from mentor.engines.judge.local.witness import WEIGHTS

from ..followups_baseline import BagOfWords
from ..labelled_followups import LabelledFollowup
from ..material import training_followups


def write(items: Sequence[LabelledFollowup], path: Path) -> None:
    """Fit on ``items`` and keep names and weights, in half precision."""
    names, weights = BagOfWords(items).verdict_weights()
    np.savez_compressed(path, names=np.array(names), weights=weights.astype(np.float16))
    print(f"{path}: {len(names)} words, {path.stat().st_size // 1024} KB")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folds", type=Path)
    asked = parser.parse_args()
    items = training_followups()
    if asked.folds is None:
        write(items, WEIGHTS)
        return
    for number, left in enumerate(json.loads((asked.folds / "folds.json").read_text(encoding="utf-8"))):
        write([item for item in items if item.company not in left], asked.folds / f"{number}.words.npz")


if __name__ == "__main__":
    main()
