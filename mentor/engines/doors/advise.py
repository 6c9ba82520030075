"""The file door of the adviser: a folder of calls in, one recommendation for each lost client out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from ..adviser.local import LocalAdviser
from ..adviser.port import Advice, Adviser, LostCall
from ..assessor.local import LocalAssessor
from ..assessor.port import Assessor
from ..calls_json import CallFile, load_folder
from ..errors import EngineError
from ..profile import CompanyProfile
from .files import Report, at_once, opened, problems, side_by_side


def run_advise(
    in_dir: Path,
    out_dir: Path,
    *,
    only: Path | None = None,
    assessor: Assessor | None = None,
    adviser: Adviser | None = None,
    errors: TextIO | None = None,
) -> int:
    """Advise on the calls that the assessor finds lost, or on those listed in ``only`` (one id a line).

    No two of the texts share much: one that would is worded otherwise. Returns 0, or 2 where a file could not be used
    or a listed call is unknown or was not lost: it is named in ``errors`` (stderr), the rest is still written to
    ``out_dir/<id>.json``.
    """
    report = Report(errors)
    if not opened(in_dir, out_dir, "calls", report):
        return report.status
    folder = load_folder(in_dir)
    problems(report, folder.problems)
    if not folder.calls and not folder.problems:
        report.problem(f"{in_dir}: нет ни одного звонка в calls/*.json")
        return report.status
    listed = _listed(only, {call.id for call in folder.calls}, report) if only else None
    if only and listed is None:
        return report.status
    judge, writer = assessor or LocalAssessor(), adviser or LocalAdviser()
    wanted = [call for call in folder.calls if listed is None or call.id in listed]
    written: list[str] = []

    def work(call: CallFile) -> None:
        profile = folder.companies[call.company]
        lost = _lost(judge, call, profile, report, listed=listed is not None)
        if lost is not None:
            lost = replace(lost, others=tuple(written))
            report.write(out_dir, call.id, partial(_advise, writer, lost, profile, written))

    side_by_side((partial(work, call) for call in wanted), at_once(writer))
    return report.status


def _listed(only: Path, known: Collection[str], report: Report) -> set[str] | None:
    """Ids of the list that are in the folder; None where the list cannot be read."""
    try:
        lines = only.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        report.problem(f"{only}: текст не в кодировке UTF-8")
        return None
    except OSError as error:
        report.problem(f"{only}: список не читается ({error.strerror})")
        return None
    wanted = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
    if not wanted:
        report.problem(f"{only}: в списке нет ни одного звонка")
        return None
    for identifier in wanted:
        if identifier not in known:
            report.problem(f"{identifier}: нет такого звонка в calls/ (из списка {only.name})")
    return {identifier for identifier in wanted if identifier in known}


def _lost(
    engine: Assessor, call: CallFile, profile: CompanyProfile, report: Report, *, listed: bool
) -> LostCall | None:
    """The call with its assessment where the client was lost; a call that was asked for and was not lost is named."""
    try:
        assessment = engine.assess(call.conversation, profile)
    except EngineError as error:
        report.problem(f"{call.id}: {error}")
        return None
    if assessment.outcome == "lost":
        return LostCall(call.conversation, assessment)
    if listed:
        report.problem(f"{call.id}: клиент в этом звонке не потерян, рекомендация не нужна")
    return None


def _advise(engine: Adviser, lost: LostCall, profile: CompanyProfile, written: list[str]) -> dict[str, Any]:
    advice = engine.advise(lost, profile)
    written.append(advice.text)
    return advice_to_json(advice)


def advice_to_json(advice: Advice) -> dict[str, Any]:
    """The door's output; ``text`` is ``why`` and ``say`` joined in the specification's form."""
    return {
        "text": advice.text,
        "why": advice.why,
        "say": advice.say,
        "sources": [{"kind": s.kind, "ref": s.ref, "quote": s.quote} for s in advice.sources],
        "engine": advice.engine,
    }
