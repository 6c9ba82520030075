"""What filters of lists have in common: the stretch of time, offered choices, the clients searched for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from mentor.clients import queries as clients
from mentor.core.periods import Period, choose

TOO_MANY = (
    f"Под запрос подходит больше {clients.MOST_FOUND} клиентов, показана часть. "
    "Уточните имя или введите больше цифр телефона."
)


@dataclass(frozen=True, slots=True)
class Span:
    """Whole local days that a list shows; without bounds (``since`` is None) all time."""

    period: Period
    since: datetime | None = None
    until: datetime | None = None


def chosen_span(params: Mapping[str, str], now: datetime, zone: ZoneInfo) -> Span:
    """From ``period``, ``from``, ``to``. A list without a period shows everything: nothing open may hide."""
    period = choose(params, now.astimezone(zone).date(), default="nine_weeks")
    if not params.get("period"):
        return Span(replace(period, key="", title="Свои даты"))
    since = datetime.combine(period.first, time(), zone)
    return Span(period, since, datetime.combine(period.last + timedelta(days=1), time(), zone))


def chosen(params: Mapping[str, str], name: str, allowed: Iterable[object]) -> str:
    """The value of a filter if it is one of those offered, else none: an unknown value filters nothing."""
    value = params.get(name, "")
    return value if value in {str(each) for each in allowed} else ""


@dataclass(frozen=True, slots=True)
class Search:
    """A search by client: the words, the clients found (None: nothing was searched for)."""

    text: str
    client_ids: list[int] | None = None

    @property
    def warning(self) -> str:
        found = self.client_ids or ()
        return TOO_MANY if len(found) > clients.MOST_FOUND else ""


def searched(params: Mapping[str, str]) -> Search:
    """``q``: beginnings of words of the client's name, or the phone, its first or its last digits."""
    text = params.get("q", "").replace("\x00", "").strip()[:100]
    return Search(text, clients.matching(text) if text else None)
