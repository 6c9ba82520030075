"""Prints the quality of the local judge of follow-ups beside a bag of words trained the same way.

    python -m evaluation.measure_followups DIR [--noise] [--json] [--errors]
    python -m evaluation.measure_followups --folds OUT [--fold N] [--noise]   # companies left out, see matcher.train

``DIR`` holds ``companies/``, ``calls/``, ``followups/`` and, where there are minimal pairs, ``contrast/followups/``.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mentor.engines.errors import EngineError
from mentor.engines.judge.local import LocalJudge, witness
from mentor.engines.judge.local.matcher.network import from_file
from mentor.engines.judge.port import Judge, Verdict

from .followups_baseline import BagOfWords
from .labelled import NOISE_SEED
from .labelled_followups import LabelledFollowup, damaged, load_followups
from .material import training_followups
from .metrics import kappa, share

CLASSES = ("none", "partial", "full")
Answer = tuple[str, float, bool]
Table = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judged follow-up: class, degree, agreed; ``verdict`` is None for the baseline and for a refusal."""

    item: LabelledFollowup
    answer: Answer
    verdict: Verdict | None = None

    @property
    def right(self) -> bool:
        """Is the class right."""
        return bool(self.answer[0] == self.item.gold["fulfilled"])


def run(engine: Judge, items: Sequence[LabelledFollowup], seconds: list[float]) -> list[Judgement]:
    """Every follow-up's verdict; a refusal counts as a wrong answer of its own class. ``seconds`` collects times."""
    found: list[Judgement] = []
    for item in items:
        start = time.perf_counter()
        try:
            verdict = engine.judge(item.recommendation, item.conversation, item.profile)
        except EngineError as error:
            print(f"{item.name}: {error}", file=sys.stderr)
            found.append(Judgement(item, ("refused", 0.0, False)))
            continue
        finally:
            seconds.append(time.perf_counter() - start)
        found.append(Judgement(item, (verdict.fulfilled, verdict.degree, verdict.agreed), verdict))
    return found


def table(judged: Sequence[Judgement]) -> Table:
    """All figures; minimal pairs count only in their own line."""
    own = [j for j in judged if j.item.twin_of is None]
    labels = [(j.answer[0], str(j.item.gold["fulfilled"])) for j in own]
    by_id = {j.item.id: j for j in own}
    pairs = [(by_id[j.item.twin_of], j) for j in judged if j.item.twin_of in by_id]
    quotes = [
        any(p.quote in u.text for u in j.item.conversation.utterances)
        for j in judged
        if j.verdict
        for p in j.verdict.points
        if p.quote
    ]
    points = [ok for j in judged for ok in _points_right(j)]
    return {
        "follow-ups": float(len(own)),
        "accuracy": share(sum(j.right for j in own), len(own)),
        "kappa": kappa(labels),
        "none against rest": share(sum((a == "none") == (b == "none") for a, b in labels), len(own)),
        "degree MAE": statistics.mean(abs(j.answer[1] - j.item.gold["degree"]) for j in own) if own else None,
        "returned": share(sum(j.answer[2] == j.item.gold["returned"] for j in own), len(own)),
        "pairs": float(len(pairs)),
        "pairs right": share(sum(a.right and b.right for a, b in pairs), len(pairs)),
        "points right": share(sum(points), len(points)),
        "verbatim quotes": share(sum(quotes), len(quotes)),
    }


def _points_right(judgement: Judgement) -> list[bool]:
    """Is each labelled point's state right; half-said points and those that do not apply are left out."""
    gold = {p["text"]: p["state"] for p in judgement.item.gold.get("points", [])}
    states = judgement.verdict.points if judgement.verdict else ()
    return [
        p.state == gold[p.text] for p in states if gold.get(p.text, "half") not in ("half", "inapplicable")
    ]


def confusion(judged: Sequence[Judgement]) -> str:
    """Rows are labels, columns are answers."""
    own = [j for j in judged if j.item.twin_of is None]
    lines = ["label \\ answer  " + "".join(f"{c:>9}" for c in CLASSES)]
    for gold in CLASSES:
        row = [sum(j.answer[0] == c and j.item.gold["fulfilled"] == gold for j in own) for c in CLASSES]
        lines.append(f"{gold:15} " + "".join(f"{n:9}" for n in row))
    return "\n".join(lines)


def read_folder(folder: Path, *, noise: bool) -> list[LabelledFollowup]:
    """Ordinary follow-ups and minimal pairs, as given or as a recogniser would print them."""
    items = load_followups(folder, contrast=False) + load_followups(folder, contrast=True)
    return [damaged(i, NOISE_SEED) for i in items] if noise else items


Judged = tuple[list[Judgement], list[Judgement]]


def of_folder(folder: Path, *, noise: bool, seconds: list[float], engine: Judge | None = None) -> Judged:
    """The engine (the shipped one by itself) and the baseline (trained on the corpus) on a folder."""
    items = read_folder(folder, noise=noise)
    engine = engine or LocalJudge()
    if items:
        engine.judge(
            items[0].recommendation, items[0].conversation, items[0].profile
        )  # vectors are read once
    bag = BagOfWords(training_followups())
    return run(engine, items, seconds), [Judgement(i, bag.judge(i)) for i in items]


def left_out(folder: Path, fold: int | None, *, noise: bool, seconds: list[float]) -> Judged:
    """Companies of the corpus judged by a matcher (and a baseline) that never saw them; one fold or all of them."""
    ours: list[Judgement] = []
    bags: list[Judgement] = []
    for number, companies in enumerate(json.loads((folder / "folds.json").read_text(encoding="utf-8"))):
        if fold is not None and fold != number:
            continue
        own = [i for i in training_followups() if i.company in companies]
        bag = BagOfWords([i for i in training_followups() if i.company not in companies])
        heard = [damaged(i, NOISE_SEED) for i in own] if noise else own
        ours += run(_left_out(folder, number), heard, seconds)
        bags += [Judgement(i, bag.judge(i)) for i in heard]
    return ours, bags


def _left_out(folder: Path, number: int) -> LocalJudge:
    """The judge of a fold: matcher and words that never saw its companies."""
    return LocalJudge(from_file(folder / f"{number}.npz"), witness.from_file(folder / f"{number}.words.npz"))


def show(engine: Table, baseline: Table, seconds: Sequence[float]) -> None:
    """Two columns: the engine, the bag of words."""
    cell: Callable[[float | None], str] = lambda v: "—" if v is None else f"{v:.3f}"  # noqa: E731 one formatter
    print(f"{'':22}{'engine':>10}{'bag of words':>16}")
    for name, value in engine.items():
        other = None if name in ("points right", "verbatim quotes") else baseline[name]
        print(f"{name:22}{cell(value):>10}{cell(other):>16}")
    print(f"{'ms a call, median':22}{statistics.median(seconds) * 1000:>10.1f}")
    print(f"{'ms a call, p95':22}{sorted(seconds)[int(len(seconds) * 0.95)] * 1000:>10.1f}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--folds", type=Path, help="weights that evaluation.matcher.train --folds wrote")
    parser.add_argument("--fold", type=int, help="only this one")
    parser.add_argument(
        "--noise", action="store_true", help="lower case, no punctuation, 8%% of words damaged"
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--errors", action="store_true", help="name the follow-ups judged wrong")
    options = parser.parse_args()
    if options.folder is None and options.folds is None:
        parser.error("a folder, or --folds")
    seconds: list[float] = []
    if options.folds is not None:
        judged, bags = left_out(options.folds, options.fold, noise=options.noise, seconds=seconds)
    else:
        judged, bags = of_folder(options.folder, noise=options.noise, seconds=seconds)
    if not judged:
        parser.error(f"{options.folder}: no follow-ups")
    ours, other = table(judged), table(bags)
    if options.json:
        print(json.dumps({"engine": ours, "bag of words": other}, ensure_ascii=False, indent=1))
        return
    show(ours, other, seconds)
    print(confusion(judged))
    if options.errors:
        for j in judged:
            if not j.right:
                print(f"{j.item.name}: {j.item.gold['fulfilled']} -> {j.answer[0]} {j.answer[1]}")


if __name__ == "__main__":
    main()
