"""Checks calls and follow-ups written as text, and acts: ``python -m evaluation.check_talks [FILE …]``.

Prints one line a mistake, ``file: talk: what is wrong``, then the counts; exits with 1 when there is any mistake.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from . import check_corpus
from .talks import CLIENT_ACTS, COMMON_ACTS, MANAGER_ACTS, TALKS, TalkError, Talks, load_acts, load_talks

ACTS = TALKS.parent / "acts"
_ALLOWED = {"manager": MANAGER_ACTS | COMMON_ACTS, "client": CLIENT_ACTS | COMMON_ACTS}
VERDICTS = ("full", "partial", "none")


def bases() -> dict[str, dict[str, Any]]:
    """Calls of the JSON folders by id, twins included."""
    corpus = TALKS.parent
    folders = [f / part for f in (corpus, corpus / "own") for part in ("calls", "contrast/calls")]
    found = {}
    for folder in folders:
        for path in sorted(folder.glob("*.json")):
            data = json.loads(path.read_text(encoding="utf-8"))
            found[data["id"]] = data
    return found


def check_talks(talks: Talks, known: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Mistakes of one file."""
    yield from talks.problems
    names = Counter(
        call["id"] for call in (*talks.calls, *talks.twins, *talks.followups, *talks.followup_twins)
    )
    yield from (f"{name}: имя встречается {count} раза" for name, count in names.items() if count > 1)
    by_id = known | {call["id"]: call for call in talks.calls}
    managers = {m["name"] for m in (talks.company or {}).get("managers", [])}
    for call in talks.calls:
        if call["manager"] not in managers:
            yield f"{call['id']}: менеджера «{call['manager']}» нет в компании"
        if call["gold"]["outcome"] == "lost" and call["id"] not in talks.lost_at:
            yield f"{call['id']}: нет строки lost_at"
    for call in (*talks.calls, *talks.twins):
        yield from (f"{call['id']}: {p}" for p in check_corpus.check_call(call))
        yield from _acts(call, talks.acts[call["id"]])
    for twin in talks.twins:
        yield from (
            f"{twin['id']}: {p}" for p in check_corpus.check_twin(by_id[twin["gold"]["twin_of"]], twin)
        )
    for item in (*talks.followups, *talks.followup_twins):
        if item["gold"]["fulfilled"] not in VERDICTS or not 0 <= item["gold"]["degree"] <= 1:
            yield f"{item['id']}: вердикт {item['gold']['fulfilled']} {item['gold']['degree']}"


def _acts(call: dict[str, Any], acts: Sequence[tuple[str, ...]]) -> Iterator[str]:
    for number, (said, own) in enumerate(zip(call["utterances"], acts, strict=True)):
        wrong = [act for act in own if act not in _ALLOWED[said["speaker"]]]
        if wrong:
            yield f"{call['id']}: строка {number}: нет таких действий: {' '.join(wrong)}"


def check_acts(path: Path, known: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Mistakes of one file of acts."""
    try:
        found = load_acts(path)
    except TalkError as error:
        yield str(error)
        return
    for name, lines in found.items():
        call = known.get(name)
        if call is None:
            yield f"{name}: нет такого звонка"
            continue
        said = call["utterances"]
        missing = [str(i) for i in range(len(said)) if i not in lines]
        if missing and "twin_of" not in call["gold"]:
            yield f"{name}: нет строк {', '.join(missing)}"
        for number, own in lines.items():
            if number >= len(said):
                yield f"{name}: строки {number} в звонке нет"
                continue
            wrong = [act for act in own if act not in _ALLOWED[said[number]["speaker"]]]
            if wrong:
                yield f"{name}: строка {number} ({said[number]['speaker']}): нет таких действий: {' '.join(wrong)}"


def main(files: Sequence[str]) -> int:
    """Command line; 1 when any label does not hold."""
    known = bases()
    paths = [Path(f) for f in files] or [*sorted(TALKS.glob("*.yaml")), *sorted(ACTS.glob("*.txt"))]
    failed = False
    for path in paths:
        if path.suffix == ".txt":
            problems, count = list(check_acts(path, known)), ""
        else:
            talks = load_talks(path, known)
            problems = list(check_talks(talks, known))
            outcomes = Counter(call["gold"]["outcome"] for call in talks.calls)
            count = (
                f"звонков {len(talks.calls)} {dict(outcomes)}, близнецов {len(talks.twins)}, "
                f"повторных {len(talks.followups)}, их близнецов {len(talks.followup_twins)}"
            )
        print("\n".join(f"{path.name}: {problem}" for problem in problems) or f"{path.name}: ошибок нет")
        print(f"{path.name}: {count}")
        failed = failed or bool(problems)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
