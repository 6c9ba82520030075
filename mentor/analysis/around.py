"""How a stage went in real calls before and after a moment of each manager: one query, however many managers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from mentor.calls.models import Purpose

COUNTED = (Purpose.LIVE.value, Purpose.HISTORY.value)  # decision 1: what figures count


@dataclass(frozen=True, slots=True)
class Shares:
    """Calls where the stage was graded, and passed."""

    graded: int = 0
    passed: int = 0

    @property
    def share(self) -> float | None:
        return self.passed / self.graded if self.graded else None


@dataclass(frozen=True, slots=True)
class Around:
    """Before and after."""

    before: Shares = Shares()
    after: Shares = Shares()


Key = tuple[int, int]  # manager, number of the stage

_SQL = """
SELECT asked.manager, asked.stage,
       count(*) FILTER (WHERE result.started_at < asked.at),
       count(*) FILTER (WHERE result.started_at < asked.at AND result.scores[asked.stage] >= %s),
       count(*) FILTER (WHERE result.started_at >= asked.at),
       count(*) FILTER (WHERE result.started_at >= asked.at AND result.scores[asked.stage] >= %s)
FROM unnest(%s::bigint[], %s::int[], %s::timestamptz[]) AS asked (manager, stage, at)
JOIN analysis_callresult result
  ON result.manager_id = asked.manager AND result.purpose = ANY(%s)
 AND result.started_at BETWEEN asked.at - %s AND asked.at + %s
 AND result.scores[asked.stage] IS NOT NULL
GROUP BY asked.manager, asked.stage
"""


def around(moments: Mapping[Key, datetime], *, pass_mark: int, reach: timedelta) -> dict[Key, Around]:
    """For each manager and stage the shares of passed calls ``reach`` before and after its moment."""
    if not moments:
        return {}
    managers, stages = ([key[place] for key in moments] for place in (0, 1))
    with connection.cursor() as cursor:
        asked: list[Any] = [
            pass_mark,
            pass_mark,
            managers,
            stages,
            list(moments.values()),
            list(COUNTED),
            reach,
            reach,
        ]
        cursor.execute(_SQL, asked)
        found = _by_key(cursor.fetchall())
    return {key: found.get(key, Around()) for key in moments}


def _by_key(rows: Iterable[tuple[int, ...]]) -> dict[Key, Around]:
    return {
        (manager, stage): Around(Shares(graded, passed), Shares(later, passed_later))
        for manager, stage, graded, passed, later, passed_later in rows
    }
