"""Leave one company out: each company is judged by heads that were trained without it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from mentor.engines.assessor.local import LocalAssessor
from mentor.engines.assessor.local.linear import Heads
from mentor.engines.doors.wire import assessment_to_json

from .labelled import Labelled, with_noise
from .measure import judge, show
from .metrics import Pair, figures, pair_figures


def leave_one_company_out(
    calls: Sequence[Labelled], train: Callable[[set[str]], Heads], *, noise: bool, dump: Path | None
) -> None:
    """Print the figures over all companies; ``dump`` gets the predictions as JSON for looking at errors."""
    ordinary: dict[str, Pair] = {}
    twins: list[tuple[str, Pair]] = []
    for company in sorted({c.company for c in calls}):
        engine = LocalAssessor(train({c.id for c in calls if c.company != company}))
        own = [with_noise(c) if noise else c for c in calls if c.company == company]
        for call, pair in zip(own, judge(engine, own, []), strict=True):
            if call.twin_of:
                twins.append((call.twin_of, pair))
            else:
                ordinary[call.id] = pair
    show(figures(list(ordinary.values())) | pair_figures(ordinary, twins))
    if dump:
        every = [*ordinary.values(), *(p for _, p in twins)]
        data = {p.id: assessment_to_json(p.assessment) for p in every if p.assessment}
        dump.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
