"""Wordings kept as data: ``wordings/frames.txt`` holds the variants of each part of the speech."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("wordings")
_SLOT = re.compile(r"\{(\w+)\}")


def sections(name: str) -> dict[str, list[str]]:
    """Lines of a file by ``[section]``; a line that begins with a blank continues the one before it."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if line.startswith("["):
            current = found.setdefault(line.strip("[]"), [])
        elif line.startswith(" ") and current:
            current[-1] += line
        else:
            current.append(line)
    return found


@cache
def _frames() -> dict[str, tuple[str, ...]]:
    return {name: tuple(lines) for name, lines in sections("frames.txt").items()}


def frames(name: str) -> tuple[str, ...]:
    """All variants of one part."""
    return _frames()[name]


def fillable(variants: tuple[str, ...], slots: Mapping[str, str | None]) -> tuple[str, ...]:
    """Variants whose slots the call fills, filled; those that say most of this call, where there are any."""
    ready = [v for v in variants if all(slots.get(name) for name in _SLOT.findall(v))]
    most = max((len(_SLOT.findall(v)) for v in ready), default=0)
    return tuple(fill(v, slots) for v in ready if len(_SLOT.findall(v)) == most)


def fill(text: str, slots: Mapping[str, str | None]) -> str:
    """``text`` with its slots filled; an unknown slot raises ``KeyError``."""
    return _SLOT.sub(lambda match: slots[match.group(1)] or "", text)
