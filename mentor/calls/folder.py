"""The watched folder: which files of it make a call, which must wait, which will never become one. Pure rules.

A call is ``name.wav`` (or another recording) with ``name.json`` beside it; a table ``name.csv`` names its files
itself. A file is looked at once it has kept its size for a while: copying may take minutes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal

SOURCE = "folder"
DONE, REFUSED = "done", "refused"
RECORDINGS = frozenset(
    f".{suffix}"
    for suffix in (
        "wav mp3 ogg oga opus webm m4a mp4 aac flac amr awb gsm 3gp caf aiff aif wma au".split()  # noqa: SIM905 - one line of words reads better
    )
)
# What programs call a file while they are still writing it; it gets its own name afterwards.
_UNFINISHED = (".part", ".tmp", ".temp", ".partial", ".crdownload", ".filepart", ".download", "~")


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds: unchanged for ``settle`` is complete; ``alone`` is given to a recording that may still come to a
    description that could stand by itself; after ``wait`` nothing more is expected."""

    settle: float = 3.0
    alone: float = 30.0
    wait: float = 600.0


AT_ONCE = Timing(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as the disk shows it. ``regular`` is False for links and devices."""

    name: str
    size: int
    changed_ns: int
    regular: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """A file and for how many seconds it has not changed."""

    seen: Seen
    quiet: float

    @property
    def name(self) -> str:
        return self.seen.name

    @property
    def stem(self) -> str:
        return key(PurePath(self.name).stem)

    @property
    def suffix(self) -> str:
        return PurePath(self.name).suffix.lower()


@dataclass(frozen=True, slots=True)
class Job:
    """What to do now. ``names``: the files concerned, the leading one first; ``code``: why they are refused."""

    kind: Literal["call", "table", "refuse"]
    names: tuple[str, ...]
    code: str = ""


@dataclass(slots=True)
class Steadiness:
    """Remembers since when each file has looked as it does."""

    _since: dict[str, tuple[Seen, float]] = field(default_factory=dict)

    def observe(self, files: Iterable[Seen], now: float) -> list[Entry]:
        """``now``: seconds of a clock that never goes back."""
        since: dict[str, tuple[Seen, float]] = {}
        for seen in files:
            known, first = self._since.get(seen.name, (None, now))
            since[seen.name] = (seen, first if known == seen else now)
        self._since = since
        return [Entry(seen, now - first) for seen, first in since.values()]


def key(name: str) -> str:
    """Names that people take for the same: «й» in one character or two, capital letters or not."""
    return unicodedata.normalize("NFC", name).casefold()


def is_ours(name: str) -> bool:
    """Whether a name in the folder is a file that somebody finished; the rest is not looked at."""
    return not name.startswith(".") and not key(name).endswith(_UNFINISHED)


def plan(
    entries: Iterable[Entry], *, tables: Mapping[str, Collection[str]], whole: Collection[str], timing: Timing
) -> list[Job]:
    """Jobs that are due, tables first.

    ``tables``: the settled tables and the files that each names; ``whole``: names of descriptions that need no
    recording (or are no descriptions at all, which is best said at once).
    """
    here = {key(entry.name): entry for entry in entries}
    jobs = [_strange(entry) for entry in here.values() if not entry.seen.regular]
    claimed: set[str] = set()
    for name, files in sorted(tables.items()):
        wanted = {key(each) for each in files}
        claimed |= wanted | {key(name)}
        if _table_is_due(here[key(name)], [here.get(each) for each in wanted], timing):
            jobs.append(Job("table", (name, *sorted(here[each].name for each in wanted if each in here))))
    free = [entry for at, entry in here.items() if at not in claimed and entry.seen.regular]
    jobs.extend(job for group in _by_stem(free) if (job := _of_group(group, whole, timing)) is not None)
    return jobs


def _strange(entry: Entry) -> Job:
    return Job("refuse", (entry.name,), "not_a_file")


def _table_is_due(table: Entry, files: list[Entry | None], timing: Timing) -> bool:
    complete = all(file is not None and file.quiet >= timing.settle for file in files)
    return table.quiet >= (timing.settle if complete else timing.wait)


def _by_stem(entries: list[Entry]) -> list[list[Entry]]:
    groups: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda each: each.name):
        groups.setdefault(entry.stem, []).append(entry)
    return list(groups.values())


def _of_group(group: list[Entry], whole: Collection[str], timing: Timing) -> Job | None:
    """What files of one name make together, if it is time to say."""
    quiet = min(entry.quiet for entry in group)
    descriptions = [entry.name for entry in group if entry.suffix == ".json"]
    recordings = [entry.name for entry in group if entry.suffix in RECORDINGS]
    others = [entry.name for entry in group if entry.suffix not in RECORDINGS and entry.suffix != ".json"]
    if quiet < timing.settle:
        return None
    if descriptions and recordings:
        if len(recordings) > 1:
            return Job("refuse", (descriptions[0], *recordings), "several_recordings")
        return Job("call", (descriptions[0], recordings[0]))
    if descriptions and descriptions[0] in whole:
        return Job("call", (descriptions[0],)) if quiet >= timing.alone else None
    if quiet < timing.wait:
        return None
    code = "audio_missing" if descriptions else "sidecar_missing" if recordings else "unknown_file"
    return Job("refuse", (*descriptions, *recordings, *others)[:1], code)
