"""The written talks: read from text, played against a persona."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from mentor.engines.doors.rehearse import Wanted, play_of
from mentor.engines.persona.port import Heard, Level, Persona, Play, TalkState, answer, opened

HERE = Path(__file__).parent
COMPANIES = HERE.parent / "corpus" / "companies"
_HEAD = re.compile(r"\[([1-4]) (\d+)\]")
_READY = re.compile(r"([a-z_]+)> (.+)")


@dataclass(frozen=True, slots=True)
class Written:
    """A talk as it stands in the file: ``ready`` are (kind of objection, words) for when one is raised."""

    company: str
    skill: int
    objection: int
    lines: tuple[str, ...]
    ready: tuple[tuple[str, str], ...]


def written(folder: Path = HERE) -> list[Written]:
    """All talks. Raises ``ValueError`` for a file that does not begin with a head."""
    return [talk for path in sorted(folder.glob("*.txt")) for talk in _talks(path)]


def _talks(path: Path) -> Iterator[Written]:
    head: tuple[int, int] | None = None
    lines: list[str] = []
    ready: list[tuple[str, str]] = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), "[1 0]"]:
        if begins := _HEAD.fullmatch(line):
            if head is not None:
                yield Written(path.stem, *head, tuple(lines), tuple(ready))
            head, lines, ready = (int(begins[1]), int(begins[2])), [], []
        elif head is None:
            raise ValueError(f"{path.name}: the first line is no [skill objection]")
        elif said := _READY.fullmatch(line):
            ready.append((said[1], said[2]))
        elif line.strip():
            lines.append(line)


def play_for(talk: Written, level: Level, seed: int) -> Play:
    """The play of a talk's company and objection."""
    return replace(_first_play(talk.company, talk.objection), level=level, seed=seed)


@cache
def _first_play(company: str, objection: int) -> Play:
    return play_of(Wanted(COMPANIES / f"{company}.json", objection, 1), sys.stderr)


def perform(talk: Written, play: Play, persona: Persona) -> TalkState:
    """The talk played to its end: the state in which the client, or the written words, ended it."""
    state = persona.open(play).state
    lines, ready = list(talk.lines), list(talk.ready)
    while state.ending is None:
        words = _next(play, state, lines, ready)
        if words is None:
            return state
        state = answer(persona, play, state, Heard(words)).state
    return state


def _next(play: Play, state: TalkState, lines: list[str], ready: list[tuple[str, str]]) -> str | None:
    """Words kept ready for the objection that stands open, else the next line."""
    for index in reversed(opened(state)):
        kind = play.scenario.doubts[index].kind
        for each in ready:
            if each[0] == kind:
                ready.remove(each)
                return each[1]
    return lines.pop(0) if lines else None
