"""Counts statements and their time on Django's connection."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

_SPACES = re.compile(r"\s+")
_MARKS = re.compile(r"\(%s(?:, %s)+\)")


@dataclass
class Statements:
    """What was asked of the database: how often, for how long (seconds), in which words."""

    count: int = 0
    seconds: float = 0.0
    texts: Counter[str] = field(default_factory=Counter)
    spent: Counter[str] = field(default_factory=Counter)
    commits: int = 0
    commit_seconds: float = 0.0


@contextmanager
def watched() -> Iterator[Statements]:
    """Statements of this thread's connection, savepoints included, and its commits apart."""
    from django.db import connection

    found = Statements()

    def note(execute: Callable[..., Any], query: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(query, params, many, context)
        finally:
            took = time.perf_counter() - began
            text = _MARKS.sub("(…)", _SPACES.sub(" ", query))[:120]
            found.count += 1
            found.seconds += took
            found.texts[text] += 1
            found.spent[text] += took  # type: ignore[assignment]

    commit = connection._commit

    def noted_commit() -> None:
        began = time.perf_counter()
        commit()
        found.commits += 1
        found.commit_seconds += time.perf_counter() - began

    connection._commit = noted_commit  # type: ignore[method-assign]
    try:
        with connection.execute_wrapper(note):
            yield found
    finally:
        del connection._commit  # the class's own again
