"""The month's money by manager and by day: exact parts that add up to the whole. No queries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from mentor.analytics.queries.month_money import MonthMoney
from mentor.analytics.rules.money import SplitBy, growth_parts, returned_parts
from mentor.core import formats
from mentor.pages.overview.figures import roubles


@dataclass(frozen=True, slots=True)
class Part:
    """A share of the month's money: of a manager or of a day. Roubles; ``growth`` is None where unknown."""

    title: str
    leads: int
    deals: int
    growth: Fraction | None
    returned: Fraction
    day: date | None = None

    @property
    def total(self) -> Fraction | None:
        return None if self.growth is None else self.growth + self.returned

    @property
    def cells(self) -> tuple[str, ...]:
        """Leads, deals, growth, returned, all of it: as a row shows them, sums rounded as all figures are."""
        return (
            formats.integer(self.leads),
            formats.integer(self.deals),
            formats.money(roubles(self.growth), plus=True),
            formats.money(roubles(self.returned)),
            formats.money(roubles(self.total), plus=True),
        )


def by_manager(found: MonthMoney, names: dict[int, str]) -> list[Part]:
    """The largest first. ``names``: everybody's, by id; who is not there is «не определён»."""
    titles = {key: names.get(int(key or 0), "не определён") for key in _keys(found, "manager")}
    parts = _parts(found, "manager", titles)
    return sorted(
        parts, key=lambda part: (-(part.returned if part.total is None else part.total), part.title)
    )


def by_day(found: MonthMoney, today: date) -> list[Part]:
    """In the order of days; a day on which nothing was is left out."""
    titles = {day: formats.date_range(day, day, today) for day in sorted(_keys(found, "day"))}
    return _parts(found, "day", titles)


def whole(found: MonthMoney) -> Part:
    """What the parts add up to."""
    money, ordinary = found.money, found.counts.without_returned
    return Part("Всего", ordinary.leads, ordinary.deals, money.growth, money.returned)


def _keys(found: MonthMoney, by: SplitBy) -> set[Any]:
    rows = (*found.counts.leads, *found.counts.deals, *found.counts.returned)
    return {getattr(row, by) for row in rows}


def _parts(found: MonthMoney, by: SplitBy, titles: dict[Any, str]) -> list[Part]:
    growth = growth_parts(found.counts, found.agreement.terms, by)
    returned = returned_parts(found.counts.returned, by)
    leads: Counter[Any] = Counter()
    deals: Counter[Any] = Counter()
    for lead in found.counts.leads:
        leads[getattr(lead, by)] += lead.count
    for deal in found.counts.deals:
        deals[getattr(deal, by)] += 0 if deal.returned else deal.count
    return [
        Part(
            title=title,
            leads=leads[key],
            deals=deals[key],
            growth=None if growth is None else growth.get(key, Fraction(0)),
            returned=returned.get(key, Fraction(0)),
            day=key if by == "day" else None,
        )
        for key, title in titles.items()
    ]
