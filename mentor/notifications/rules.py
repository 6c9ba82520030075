"""When a message goes out, what an answer means, when it is too late. Pure: no Django, no clock of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

MOST_ATTEMPTS: Final = 8
FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(hours=1)


class State(StrEnum):
    """Of a row of the outbox. ``sending`` is noted before anything leaves; see ``after``."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    GIVEN_UP = "given_up"
    DROPPED = "dropped"


class Reason(StrEnum):
    """Why a row is not sent (any more)."""

    REFUSED = "refused"
    INTERRUPTED = "interrupted"
    BLOCKED = "blocked"
    STALE = "stale"
    CHANNEL_OFF = "channel_off"
    NOT_WANTED = "not_wanted"
    MEMBER_OFF = "member_off"
    ATTEMPTS = "attempts"


@dataclass(frozen=True, slots=True)
class Sent:
    """The other side has it."""


@dataclass(frozen=True, slots=True)
class Later:
    """It surely did not arrive and may be tried again; ``pause_s`` is what the other side asked for."""

    why: str
    pause_s: float | None = None


@dataclass(frozen=True, slots=True)
class Blocked:
    """The person closed this way: it is switched off until they open it again."""

    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The other side will never take this message."""

    why: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """It left, and nobody knows whether it arrived."""

    why: str


Answer = Sent | Later | Blocked | Refused | Unclear


@dataclass(frozen=True, slots=True)
class Next:
    """What becomes of a row after an attempt; ``not_before`` only where it waits."""

    state: State
    reason: Reason | None = None
    not_before: datetime | None = None


def pause(attempts: int) -> timedelta:
    """Half a minute after the first failed attempt, twice as long after each next one, an hour at most."""
    doubled: int = 2 ** max(0, min(attempts, 16) - 1)
    return min(LONGEST_PAUSE, FIRST_PAUSE * doubled)


def after(answer: Answer, attempts: int, now: datetime) -> Next:
    """What an answer means; ``attempts`` counts this one.

    What may have arrived is never sent again: a pause asked for by the other side uses up no attempt's patience,
    since it says that it works.
    """
    match answer:
        case Sent():
            return Next(State.SENT)
        case Blocked():
            return Next(State.FAILED, Reason.BLOCKED)
        case Refused():
            return Next(State.FAILED, Reason.REFUSED)
        case Unclear():
            return Next(State.FAILED, Reason.INTERRUPTED)
        case Later(pause_s=asked):
            if asked is None and attempts >= MOST_ATTEMPTS:
                return Next(State.GIVEN_UP, Reason.ATTEMPTS)
            wait = pause(attempts) if asked is None else timedelta(seconds=asked)
            return Next(State.WAITING, not_before=now + wait)


def pause_of_all(answer: Answer) -> timedelta | None:
    """How long everything else of this way out waits too; None: it may go at once.

    A server that hangs or fails does so for the next message as well: each would take its whole waiting time, and what
    left without an answer may not be sent again. So one message a pause finds out whether it works.
    """
    match answer:
        case Later(pause_s=None) | Unclear():
            return FIRST_PAUSE
        case Later(pause_s=float() | int() as asked):
            return timedelta(seconds=asked)
        case _:
            return None


def quiet_until(now: datetime, begins: time, ends: time, zone: ZoneInfo) -> datetime | None:
    """The end of the quiet hours that ``now`` lies in, or None. Equal times: no hours are quiet.

    Hours may run over midnight (21:00–08:00); the first minute is quiet, the last is not.
    """
    if begins == ends:
        return None
    local = now.astimezone(zone)
    clock = local.time()
    over_midnight = begins > ends
    quiet = clock >= begins or clock < ends if over_midnight else begins <= clock < ends
    if not quiet:
        return None
    day = local.date() + timedelta(days=1) if over_midnight and clock >= begins else local.date()
    return datetime.combine(day, ends, zone)
