"""The file door of the assessor: a folder of companies and calls in, one JSON a call out. No database, no network."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from ..assessor.local import LocalAssessor
from ..assessor.port import Assessor
from ..calls_json import CallFile, load_folder
from ..profile import CompanyProfile
from .files import Report, at_once, opened, problems, side_by_side
from .wire import assessment_to_json


def run_assess(
    in_dir: Path, out_dir: Path, *, engine: Assessor | None = None, errors: TextIO | None = None
) -> int:
    """Assess every call of ``in_dir`` into ``out_dir/<id>.json``.

    Returns 0, or 2 where a file could not be used: it is named in ``errors`` (stderr), the rest is still written.
    """
    report = Report(errors)
    if not opened(in_dir, out_dir, "calls", report):
        return report.status
    folder = load_folder(in_dir)
    problems(report, folder.problems)
    if not folder.calls and not folder.problems:
        report.problem(f"{in_dir}: нет ни одного звонка в calls/*.json")
        return report.status
    judge = engine or LocalAssessor()
    side_by_side(
        (
            partial(
                report.write, out_dir, call.id, partial(_assess, judge, call, folder.companies[call.company])
            )
            for call in folder.calls
        ),
        at_once(judge),
    )
    return report.status


def _assess(engine: Assessor, call: CallFile, profile: CompanyProfile) -> dict[str, Any]:
    start = time.perf_counter()
    assessment = engine.assess(call.conversation, profile)
    return assessment_to_json(assessment) | {"seconds": round(time.perf_counter() - start, 4)}
