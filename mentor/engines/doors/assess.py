"""The file door of the assessor: a folder of companies and calls in, one JSON a call out. No database, no network."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any, TextIO

from ..assessor.local import LocalAssessor
from ..assessor.port import Assessor
from ..calls_json import CallFile, load_folder
from ..errors import EngineError
from ..profile import CompanyProfile
from .wire import assessment_to_json

OK, BAD_FILES = 0, 2


def run_assess(
    in_dir: Path, out_dir: Path, *, engine: Assessor | None = None, errors: TextIO | None = None
) -> int:
    """Assess every call of ``in_dir`` into ``out_dir/<id>.json``.

    Returns 0, or 2 where a file could not be used: it is named in ``errors`` (stderr), the rest is still written.
    """
    report = errors or sys.stderr
    problem = _folders_problem(in_dir, out_dir)
    if problem:
        report.write(problem + "\n")
        return BAD_FILES
    folder = load_folder(in_dir)
    status = OK
    for error in folder.problems:
        report.write(f"{error}\n")
        status = BAD_FILES
    if not folder.calls and not folder.problems:
        report.write(f"{in_dir}: нет ни одного звонка в calls/*.json\n")
        return BAD_FILES
    judge = engine or LocalAssessor()
    out_dir.mkdir(parents=True, exist_ok=True)
    for call in folder.calls:
        try:
            write_json(out_dir / f"{call.id}.json", _assess(judge, call, folder.companies[call.company]))
        except EngineError as error:
            report.write(f"{call.id}: {error}\n")
            status = BAD_FILES
        except OSError as error:
            report.write(f"{call.id}: не удалось записать ({error.strerror})\n")
            status = BAD_FILES
    return status


def _folders_problem(in_dir: Path, out_dir: Path) -> str | None:
    if not in_dir.is_dir():
        return f"{in_dir}: нет такой папки"
    if not (in_dir / "calls").is_dir():
        return f"{in_dir}: в папке нет calls/"
    if out_dir.exists() and not out_dir.is_dir():
        return f"{out_dir}: это не папка"
    # a result written over its own input could destroy a company's calls
    inside = [in_dir.resolve(), (in_dir / "calls").resolve(), (in_dir / "companies").resolve()]
    if out_dir.resolve() in inside:
        return f"{out_dir}: папка для результатов не может быть папкой со звонками"
    return None


def _assess(engine: Assessor, call: CallFile, profile: CompanyProfile) -> dict[str, Any]:
    start = time.perf_counter()
    assessment = engine.assess(call.conversation, profile)
    return assessment_to_json(assessment) | {"seconds": round(time.perf_counter() - start, 4)}


def write_json(path: Path, data: dict[str, Any]) -> None:
    """Write whole or not at all: a reader never sees half a file."""
    draft = path.with_name(path.name + ".part")
    draft.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)
