"""The file door ``figures``: one case in, one JSON object out. No database, no network."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn, TextIO

from mentor.analytics.rules.checks import contradictions
from mentor.analytics.rules.figures import figures_from_events, printed

from .case_file import Case, read_case
from .conflicts import conflict_errors
from .fields import CaseError

OK, BAD_CASE = 0, 2
MOST_BYTES = 200 * 1024 * 1024


def run_figures(path: Path, *, output: TextIO | None = None, errors: TextIO | None = None) -> int:
    """Print the figures of the case in ``path`` to ``output`` (stdout) as one JSON object.

    Returns 0, or 2 where the case cannot be counted: each problem goes to ``errors`` (stderr) with its field.
    """
    try:
        data = load(path)
        case = read_case(data)
        found = conflict_errors(contradictions(case.book, case.terms), data)
    except CaseError as error:
        found = [error]
    if found:
        for each in found:
            (errors or sys.stderr).write(f"{path.name}: {each}\n")
        return BAD_CASE
    (output or sys.stdout).write(json.dumps(answer(case), ensure_ascii=False, indent=1) + "\n")
    return OK


def answer(case: Case) -> dict[str, object]:
    """The figures of a case in their output form."""
    return printed(figures_from_events(case.book, terms=case.terms, period=case.period, now=case.now))


def load(path: Path) -> dict[str, Any]:
    """The JSON object of a file; fractions are Decimals. Raises ``CaseError``, also for a key given twice."""
    text = _text_of(path)
    try:
        data = json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once)
    except CaseError:
        raise
    except json.JSONDecodeError as error:
        raise CaseError("", f"это не JSON (строка {error.lineno}, место {error.colno})") from None
    except RecursionError:
        raise CaseError("", "слишком глубокая вложенность JSON") from None
    except ValueError:
        raise CaseError("", "в файле число, которое невозможно прочесть") from None
    if not isinstance(data, dict):
        raise CaseError("", "ожидался объект JSON")
    return data


def _text_of(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CaseError("", f"файл не читается ({error.strerror})") from None
    except ValueError:
        raise CaseError("", "такого имени файла не бывает") from None
    if len(raw) > MOST_BYTES:
        raise CaseError("", f"файл больше {MOST_BYTES // 1024 // 1024} МБ")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CaseError("", "текст не в кодировке UTF-8") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise CaseError(key, "поле названо дважды в одном объекте")
        found[key] = value
    return found


def _no_number(name: str) -> NoReturn:
    raise CaseError("", f"{name} — не число JSON")
