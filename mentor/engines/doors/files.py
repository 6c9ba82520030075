"""What every file door shares: folders checked first, a bad file named, the rest still written, one exit status."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TextIO

from ..errors import EngineError

OK, BAD_FILES = 0, 2
_OWN_FOLDERS = ("calls", "companies", "followups")


class Report:
    """Collects what went wrong: each line goes to ``errors`` (stderr) at once, ``status`` is the exit status so far."""

    def __init__(self, errors: TextIO | None = None) -> None:
        self._errors = errors or sys.stderr
        self.status = OK

    def problem(self, text: object) -> None:
        """One thing that could not be used."""
        self._errors.write(f"{text}\n")
        self.status = BAD_FILES

    def write(self, out_dir: Path, identifier: str, make: Callable[[], dict[str, Any]]) -> None:
        """Write ``make()`` to ``out_dir/<identifier>.json``; an engine's or the disk's refusal is named, not raised."""
        try:
            write_json(out_dir / f"{identifier}.json", make())
        except EngineError as error:
            self.problem(f"{identifier}: {error}")
        except OSError as error:
            self.problem(f"{identifier}: не удалось записать ({error.strerror})")


def at_once(engine: object) -> int:
    """How many pieces of work an engine takes side by side: those that wait for another machine say so."""
    return int(getattr(engine, "parallel", 1))


def side_by_side(work: Iterable[Callable[[], object]], most: int) -> None:
    """Do all of it, ``most`` at a time; what one raises is raised at the end."""
    if most <= 1:
        for piece in work:
            piece()
        return
    with ThreadPoolExecutor(max_workers=most) as pool:
        for done in [pool.submit(piece) for piece in work]:
            done.result()


def opened(in_dir: Path, out_dir: Path, needed: str, report: Report) -> bool:
    """Are the folders fit for work: ``in_dir/needed`` is there, ``out_dir`` can be made and is no input."""
    problem = _folders_problem(in_dir, out_dir, needed)
    if problem is None:
        try:
            out_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            problem = f"{out_dir}: папку не удалось создать ({error.strerror})"
    if problem is not None:
        report.problem(problem)
    return problem is None


def _folders_problem(in_dir: Path, out_dir: Path, needed: str) -> str | None:
    if not in_dir.is_dir():
        return f"{in_dir}: нет такой папки"
    if not (in_dir / needed).is_dir():
        return f"{in_dir}: в папке нет {needed}/"
    if out_dir.exists() and not out_dir.is_dir():
        return f"{out_dir}: это не папка"
    # a result written over its own input could destroy a company's calls
    inside = [in_dir.resolve(), *((in_dir / name).resolve() for name in _OWN_FOLDERS)]
    if out_dir.resolve() in inside:
        return f"{out_dir}: папка для результатов не может быть папкой со звонками"
    return None


def problems(report: Report, errors: Iterable[object]) -> None:
    """Name every file that could not be read."""
    for error in errors:
        report.problem(error)


def write_json(path: Path, data: dict[str, Any]) -> None:
    """Write whole or not at all: a reader never sees half a file."""
    draft = path.with_name(path.name + ".part")
    draft.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)
