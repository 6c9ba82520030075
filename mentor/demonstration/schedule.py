"""When the demonstration's calls and payments took place, for any "now". Pure.

The stories are told in working days before the day of the demonstration. That day is today where at least an
hour of work has passed, else the last working day before it: then its calls are over whatever the clock says.
Today's calls are moved together towards the morning where their planned time has not come yet; order stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .content import Call, Deal, Demo, Moment, Payment

OPENS, CLOSES = time(9), time(19)
FIRST_HOUR = timedelta(hours=1)
# The longest conversation lasts under five minutes; the rest is time to be transcribed and assessed.
SETTLED = timedelta(minutes=12)
LONGEST_BREAK = 31  # days; no calendar has a longer pause between working days


@dataclass(frozen=True, slots=True)
class ScheduledCall:
    """A call with its moment, aware, in the company's time zone."""

    call: Call
    started_at: datetime


@dataclass(frozen=True, slots=True)
class ScheduledPayment:
    """A payment with its deal and its moment, aware, in the company's time zone."""

    payment: Payment
    deal: Deal
    paid_at: datetime


@dataclass(frozen=True, slots=True)
class Schedule:
    """The demonstration on real dates; ``started_on`` is the first day of the pilot."""

    started_on: date
    calls: tuple[ScheduledCall, ...]
    payments: tuple[ScheduledPayment, ...]


def monday_to_friday(day: date) -> bool:
    """The working calendar unless the company has a better one."""
    return day.weekday() < 5


def schedule(
    demo: Demo,
    now: datetime,
    zone: ZoneInfo,
    *,
    is_working_day: Callable[[date], bool] = monday_to_friday,
) -> Schedule:
    """Place every call and payment before ``now`` (aware), on working days between 9:00 and 19:00 local time.

    Raises ``ValueError`` on a naive ``now`` and on a calendar without working days.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    local = now.astimezone(zone)
    longest = max(moment.working_days_ago for moment in _moments(demo))
    days = _working_days(_anchor(local, is_working_day), longest, is_working_day)
    pace = _pace(demo, local) if days[0] == local.date() else 1.0

    def place(moment: Moment) -> datetime:
        return _placed(moment, days, zone, pace)

    return Schedule(
        started_on=days[demo.company.pilot.started_working_days_ago],
        calls=tuple(ScheduledCall(call, place(call.day)) for call in demo.calls),
        payments=tuple(
            ScheduledPayment(payment, demo.deal(payment.deal), place(payment.day))
            for payment in sorted(demo.payments, key=lambda row: (-row.day.working_days_ago, row.day.time))
        ),
    )


def _moments(demo: Demo) -> list[Moment]:
    return [call.day for call in demo.calls] + [payment.day for payment in demo.payments]


def _anchor(local: datetime, is_working_day: Callable[[date], bool]) -> date:
    opened = datetime.combine(local.date(), OPENS, local.tzinfo)
    day = local.date() if local >= opened + FIRST_HOUR else local.date() - timedelta(days=1)
    return _back_to_work(day, is_working_day)


def _back_to_work(day: date, is_working_day: Callable[[date], bool]) -> date:
    for back in range(LONGEST_BREAK + 1):
        candidate = day - timedelta(days=back)
        if is_working_day(candidate):
            return candidate
    raise ValueError("the calendar has no working days")


def _working_days(anchor: date, count: int, is_working_day: Callable[[date], bool]) -> list[date]:
    """The anchor and ``count`` working days before it, newest first."""
    days = [anchor]
    while len(days) <= count:
        days.append(_back_to_work(days[-1] - timedelta(days=1), is_working_day))
    return days


def _minutes(moment: time) -> float:
    return (moment.hour - OPENS.hour) * 60 + moment.minute


def _pace(demo: Demo, local: datetime) -> float:
    """How much of their planned distance from the opening today's events may keep (0…1)."""
    latest = max(
        (_minutes(moment.time) for moment in _moments(demo) if not moment.working_days_ago), default=0.0
    )
    opened = datetime.combine(local.date(), OPENS, local.tzinfo)
    available = (local - opened - SETTLED).total_seconds() / 60
    return min(1.0, available / latest) if latest else 1.0


def _placed(moment: Moment, days: list[date], zone: ZoneInfo, pace: float) -> datetime:
    kept = pace if moment.working_days_ago == 0 else 1.0
    opened = datetime.combine(days[moment.working_days_ago], OPENS, zone)
    return opened + timedelta(seconds=round(_minutes(moment.time) * 60 * kept))
