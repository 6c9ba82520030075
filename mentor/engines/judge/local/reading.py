"""Meanings with many wordings, kept as data: which of them a text holds."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from ...text.cues import load_cues
from ...text.normal import normalise


@cache
def concepts() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Meanings with many wordings, by name."""
    cues = load_cues(Path(__file__).with_name("concepts.txt"))
    return tuple((name, cue._compiled) for name, cue in cues.items())


@lru_cache(maxsize=8192)
def meanings(text: str) -> frozenset[str]:
    """Names of the concepts that ``text`` holds a wording of."""
    normal = normalise(text).text
    return frozenset(name for name, pattern in concepts() if pattern.search(normal))
