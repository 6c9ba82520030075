"""The file door of the judge: ``followups/*.json`` in, one verdict a follow-up out. No database, no network."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from ..calls_json import CallsJsonError, Folder, load_folder, read_json
from ..judge.local import LocalJudge
from ..judge.port import Judge, Verdict
from ..profile import CompanyProfile
from .files import Report, at_once, opened, problems, side_by_side
from .followup_files import FollowupFile, read_followup


def run_judge_followups(
    in_dir: Path, out_dir: Path, *, engine: Judge | None = None, errors: TextIO | None = None
) -> int:
    """Judge every follow-up of ``in_dir/followups`` into ``out_dir/<id>.json``.

    Returns 0, or 2 where a file could not be used: it is named in ``errors`` (stderr), the rest is still written.
    """
    report = Report(errors)
    if not opened(in_dir, out_dir, "followups", report):
        return report.status
    folder = load_folder(in_dir)
    problems(report, folder.problems)
    found, unread = _followups(in_dir / "followups")
    problems(report, unread)
    if not found and not unread:
        report.problem(f"{in_dir}: нет ни одного повторного звонка в followups/*.json")
        return report.status
    judge = engine or LocalJudge()
    work = (partial(report.write, out_dir, item.id, partial(_judge, judge, item, folder)) for item in found)
    side_by_side(work, at_once(judge))
    return report.status


def _followups(where: Path) -> tuple[list[FollowupFile], list[CallsJsonError]]:
    """Readable follow-ups in the order of their files, and the error of each that is not; ids are unique."""
    found: dict[str, FollowupFile] = {}
    unread: list[CallsJsonError] = []
    for path in sorted(p for p in where.glob("*.json") if p.is_file()):
        try:
            item = read_followup(read_json(path), path.name)
        except CallsJsonError as error:
            unread.append(error)
            continue
        if item.id in found:
            unread.append(
                CallsJsonError(path.name, "id", f"повторный звонок «{item.id}» уже есть в другом файле")
            )
        else:
            found[item.id] = item
    return list(found.values()), unread


def profile_of(item: FollowupFile, folder: Folder) -> CompanyProfile:
    """The company of the lost call, or the one that the file names; an empty profile where neither is in the folder.

    A verdict rests on the recommendation and the words of the call: the company only helps to tell names apart.
    """
    companies: Mapping[str, str] = {call.id: call.company for call in folder.calls}
    key = companies.get(item.lost_call or "") or item.company or ""
    return folder.companies.get(key) or CompanyProfile(name="")


def _judge(engine: Judge, item: FollowupFile, folder: Folder) -> dict[str, Any]:
    return verdict_to_json(engine.judge(item.recommendation, item.conversation, profile_of(item, folder)))


def verdict_to_json(verdict: Verdict) -> dict[str, Any]:
    """The door's output; ``returned`` tells whether the client agreed in that call."""
    return {
        "fulfilled": verdict.fulfilled,
        "degree": verdict.degree,
        "returned": verdict.agreed,
        "points": [{"text": p.text, "state": p.state, "quote": p.quote} for p in verdict.points],
        "engine": verdict.engine,
    }
