"""Closed lists of words kept as data: endings for the stemmer, words without content, words common in firms' names."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def _lists() -> dict[str, frozenset[str]]:
    found: dict[str, list[str]] = {}
    name = ""
    for line in Path(__file__).with_name("words.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
            found[name] = []
        else:
            found[name].extend(line.split())
    return {key: frozenset(values) for key, values in found.items()}


def words(name: str) -> frozenset[str]:
    """One list of ``words.txt``."""
    return _lists()[name]
