"""The whole table of quality: an engine beside the bag of words, on text as given and as a recogniser would print it.

Used by ``python manage.py evaluate DIR``. ``DIR`` holds ``companies/``, ``calls/``, ``followups/`` and ``contrast/`` as
``evaluation/README.md`` describes them.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mentor.engines.adviser.port import Adviser
from mentor.engines.assessor.port import Assessor
from mentor.engines.judge.port import Judge

from . import measure_advice, measure_followups
from .calls_baseline import WholeCallBag
from .labelled import load_labelled, with_noise
from .material import training_material
from .measure import judge
from .metrics import figures, pair_figures

Table = dict[str, float | None]

# What is asked of the local engines; a figure that is to be low is marked by ``<=``.
AIMS: Mapping[str, tuple[str, float]] = {
    "outcome accuracy": (">=", 0.95),
    "outcome kappa": (">=", 0.93),
    "lost F1": (">=", 0.97),
    "reason": (">=", 0.85),
    "lost stage": (">=", 0.75),
    "next step": (">=", 0.96),
    "stages MAE": ("<=", 1.0),
    "stages within 1": (">=", 0.82),
    "nulls agree": (">=", 0.95),
    "objections F1": (">=", 0.85),
    "handled": (">=", 0.90),
    "verbatim quotes": (">=", 1.0),
    "pairs right": (">=", 0.80),
    "ms a call, median": ("<=", 30.0),
    "follow-ups accuracy": (">=", 0.85),
    "follow-ups none against rest": (">=", 0.93),
    "follow-ups pairs right": (">=", 0.80),
    "advice missing": ("<=", 0.0),
    "advice overlap, max": ("<=", 0.25),
    "advice equal texts": ("<=", 0.0),
    "advice from nowhere": ("<=", 0.0),
    "advice names the stage": (">=", 1.0),
    "advice quotes the client": (">=", 0.95),
    "advice ends in a step": (">=", 1.0),
    "advice forbidden phrases": ("<=", 0.0),
    "advice words, longest": ("<=", 110.0),
}


@dataclass(frozen=True, slots=True)
class Engines:
    """What is measured. A family that has no judge of follow-ups leaves ``judge`` out; no adviser: the local one."""

    assessor: Assessor
    judge: Judge | None
    adviser: Adviser | None = None


def of_calls(engine: Assessor, folder: Path, *, noise: bool) -> Table:
    """All figures of the calls of a folder and of their minimal pairs."""
    calls, twins = load_labelled(folder, contrast=False), load_labelled(folder, contrast=True)
    if noise:
        calls, twins = [with_noise(c) for c in calls], [with_noise(c) for c in twins]
    if calls:
        judge(engine, calls[:1], [])  # what is read once is no part of a call's time
    seconds: list[float] = []
    judged, turned = judge(engine, calls, seconds), judge(engine, twins, seconds)
    result = figures(judged)
    result |= pair_figures(
        {p.id: p for p in judged}, [(c.twin_of or "", p) for c, p in zip(twins, turned, strict=True)]
    )
    return result | _times(seconds)


def _times(seconds: Sequence[float]) -> Table:
    if not seconds:
        return {}
    ordered = sorted(seconds)
    return {
        "ms a call, median": statistics.median(ordered) * 1000,
        "ms a call, p95": ordered[int(len(ordered) * 0.95)] * 1000,
    }


def of_followups(engine: Judge, folder: Path, *, noise: bool) -> tuple[Table, Table]:
    """Figures of the follow-ups: the engine's and the bag's."""
    seconds: list[float] = []
    judged, bags = measure_followups.of_folder(folder, noise=noise, seconds=seconds, engine=engine)
    ours, theirs = measure_followups.table(judged), measure_followups.table(bags)
    named = {f"follow-ups {k}" if k != "follow-ups" else k: v for k, v in (ours | _times(seconds)).items()}
    return named, {f"follow-ups {k}" if k != "follow-ups" else k: v for k, v in theirs.items()}


def of_advice(engines: Engines, folder: Path, *, noise: bool) -> Table:
    """Figures of the recommendations for the calls that are found lost; twins are one client's call, not two."""
    calls = load_labelled(folder, contrast=False)
    heard = [with_noise(call) for call in calls] if noise else calls
    return measure_advice.measured(measure_advice.advised(heard, engines.assessor, engines.adviser))


def evaluate(engines: Engines, folder: Path, *, baseline: bool) -> dict[str, Table]:
    """Columns by name: engine, engine with noise, and the bag's where it is asked for."""
    bag = None
    if baseline:
        known = training_material().calls
        bag = WholeCallBag([call for call in known if call.twin_of is None])
    columns: dict[str, Table] = {}
    for noise in (False, True):
        mark = ", noise" if noise else ""
        columns[f"engine{mark}"] = of_calls(engines.assessor, folder, noise=noise)
        columns[f"engine{mark}"] |= of_advice(engines, folder, noise=noise)
        theirs = of_calls(bag, folder, noise=noise) if bag else {}
        if engines.judge is not None and (folder / "followups").is_dir():
            own, other = of_followups(engines.judge, folder, noise=noise)
            columns[f"engine{mark}"] |= own
            theirs |= other if bag else {}
        if bag:
            columns[f"bag of words{mark}"] = theirs
    return columns


def show(columns: Mapping[str, Table]) -> str:
    """The table as text: figures down, columns across, the aim and whether it is met at the end."""
    names = list(dict.fromkeys(name for column in columns.values() for name in column))
    head = f"{'':32}" + "".join(f"{title:>22}" for title in columns) + f"{'aim':>10}"
    lines = [head]
    for name in names:
        cells = [column.get(name) for column in columns.values()]
        line = f"{name:32}" + "".join(f"{'—' if c is None else f'{c:.3f}':>22}" for c in cells)
        lines.append(line + _aim(name, cells[0]))
    return "\n".join(lines)


def _aim(name: str, value: float | None) -> str:
    if name not in AIMS:
        return ""
    sign, limit = AIMS[name]
    met = value is not None and (value >= limit if sign == ">=" else value <= limit)
    return f"{'≥' if sign == '>=' else '≤'} {limit:g}".rjust(10) + ("" if met else "  missed")


def as_json(columns: Mapping[str, Table]) -> str:
    """The columns and the aims as JSON."""
    aims = {name: f"{sign} {limit:g}" for name, (sign, limit) in AIMS.items()}
    return json.dumps({"figures": columns, "aims": aims}, ensure_ascii=False, indent=1)
