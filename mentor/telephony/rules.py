"""When is a telephony silent for longer than usual, and is its clock wrong? Pure: moments in, an answer out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from mentor.core.working_time import WorkingTime

LEAST_CALLS = 20
"""With fewer calls nobody knows what is usual; then a whole working day without one is told."""
LEAST_SILENCE = timedelta(minutes=30)
TIMES = 2
UNKNOWN = timedelta(hours=8)
CLOCK_SKEW = timedelta(minutes=5)
"""Clocks that differ by less are right."""
TOLD = (3, 5)
"""A clock is judged by so many calls at least, and by the newest so many."""


def usual_silence(moments: Sequence[datetime], working: WorkingTime) -> timedelta:
    """The longest pause between calls that is usual, in working time.

    ``moments`` of calls, oldest first. The longest twentieth of the pauses is left out: a failure of some day must
    not become the measure of the next one.
    """
    if len(moments) < LEAST_CALLS:
        return UNKNOWN
    pauses = sorted(working.worked(earlier, later) for earlier, later in pairwise(moments))
    return pauses[int(len(pauses) * 0.95) - 1]


def limit_of(moments: Sequence[datetime], working: WorkingTime) -> timedelta:
    """How much working time without a call is told."""
    usual = usual_silence(moments, working)
    return usual if usual == UNKNOWN else max(LEAST_SILENCE, usual * TIMES)


def silence(
    last: datetime, now: datetime, moments: Sequence[datetime], working: WorkingTime
) -> timedelta | None:
    """Working time since ``last`` where it is longer than usual and the company works now; else None."""
    if not working.is_open(now):
        return None
    waited = working.worked(last, now)
    return waited if waited > limit_of(moments, working) else None


def behind(lags: Sequence[timedelta]) -> timedelta:
    """How far a telephony's clock is behind ours; zero where it is right or nobody knows.

    ``lags``: how long after its end each call was told of, the newest first. Events that were held up come at once,
    with lags of all lengths; a wrong clock makes them long and alike.
    """
    least, most = TOLD
    newest = lags[:most]
    if len(newest) < least or min(newest) <= CLOCK_SKEW or max(newest) - min(newest) > CLOCK_SKEW:
        return timedelta()
    return min(newest)
