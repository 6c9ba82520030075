"""The five figures of a period, from small counts (pages) or from events (the file door): one arithmetic.

Source: the rules of the figures; the order of the printed object: the file door ``figures``.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from fractions import Fraction

from . import printing
from .counts import DealCount, PeriodCounts, Steps
from .deals import SuccessfulDeal, successful_deals
from .events import Book, Ledger
from .interval import Certainty, Interval, certainty, newcombe
from .leads import unique_leads
from .money import Money, MoneyCounts, fee, money_brought
from .periods import Period, Span, full_month_before, local_day
from .returns import Case, cases, pending_money, returned_payments, steps
from .terms import Terms, in_force


@dataclass(frozen=True, slots=True)
class Growth:
    """Current against previous conversion, all deals kept in both."""

    current: PeriodCounts
    previous: PeriodCounts

    @property
    def difference(self) -> Fraction | None:
        """As a share: 0.03 is three percentage points. None where either conversion is unknown."""
        now, before = self.current.conversion, self.previous.conversion
        return None if now is None or before is None else now - before

    @property
    def relative(self) -> Fraction | None:
        """The change relative to the previous conversion: 0.5 is half as much again. None where that is 0."""
        difference, before = self.difference, self.previous.conversion
        return None if difference is None or not before else difference / before

    @property
    def interval(self) -> Interval | None:
        return newcombe(self.current, self.previous)

    @property
    def significant(self) -> bool | None:
        interval = self.interval
        return None if interval is None else interval.excludes_zero

    @property
    def certainty(self) -> Certainty:
        return certainty(self.current, self.previous)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a page or a report shows of one period. ``provisional``: the period is not over."""

    period: Period
    compared_with: Span
    growth: Growth
    steps: Steps
    money: Money
    fee: Fraction | None
    provisional: bool


def figures_from_counts(
    *,
    period: Period,
    today: date,
    current: PeriodCounts,
    previous: PeriodCounts,
    steps: Steps,
    money: MoneyCounts,
    terms: Terms,
) -> Figures:
    """The figures of ``period`` as of the local date ``today``.

    ``current`` counts the whole period, ``previous`` the span ``period.compared_with(today)``, ``money`` the
    part of the period from ``terms.start`` on. A fee is for a month only.
    """
    return Figures(
        period=period,
        compared_with=period.compared_with(today),
        growth=Growth(current, previous),
        steps=steps,
        money=money_brought(money, terms),
        fee=fee(money, terms) if period.kind == "month" else None,
        provisional=period.is_provisional(today),
    )


def figures_from_events(book: Book, *, terms: Terms, period: Period, now: datetime) -> Figures:
    """The figures of ``period`` as of ``now``, counted from rows."""
    ledger = book.settle(zone=terms.zone, now=now)
    today = local_day(now, terms.zone)
    deals = successful_deals(ledger)
    found = cases(ledger, deals, window_days=terms.returned_window_days)
    return figures_from_counts(
        period=period,
        today=today,
        current=period_counts(ledger, deals, period.span, terms),
        previous=period_counts(ledger, deals, period.compared_with(today), terms),
        steps=steps(found, period.span, terms.zone),
        money=money_counts(ledger, deals, found, period.span, terms),
        terms=terms,
    )


def period_counts(
    ledger: Ledger, deals: tuple[SuccessfulDeal, ...], span: Span, terms: Terms
) -> PeriodCounts:
    """Unique leads and successful deals of the span, whether or not a deal's client is one of the leads."""
    leads = unique_leads(ledger, span, crm_connected_from=terms.crm_connected_from)
    return PeriodCounts(len(leads), len(_dated_in(deals, span, terms)))


def money_counts(
    ledger: Ledger,
    deals: tuple[SuccessfulDeal, ...],
    found: tuple[Case, ...],
    span: Span,
    terms: Terms,
) -> MoneyCounts:
    """What the span's money is made of: its part from the company's start, leads counted within that part."""
    span = span.since(terms.start)
    returns = {case.sale.ref for case in found if case.sale is not None and case.returned}
    leads = unique_leads(ledger, span, crm_connected_from=terms.crm_connected_from)
    without_baseline = any(in_force(terms.baseline, lead.day) is None for lead in leads)
    return MoneyCounts(
        leads=leads,
        deals=tuple(
            DealCount(
                day=local_day(deal.at, terms.zone),
                manager=deal.manager,
                client=deal.client,
                returned=deal.ref in returns,
            )
            for deal in _dated_in(deals, span, terms)
        ),
        returned=returned_payments(found, span, terms.zone),
        pending=pending_money(ledger, span, window_days=terms.returned_window_days),
        stand_in=stand_in_baseline(ledger, deals, terms) if without_baseline else None,
    )


def stand_in_baseline(ledger: Ledger, deals: tuple[SuccessfulDeal, ...], terms: Terms) -> Fraction | None:
    """The conversion of the last full month before the start; None without a start or leads in that month."""
    if terms.start is None:
        return None
    return period_counts(ledger, deals, full_month_before(terms.start), terms).conversion


def printed(figures: Figures) -> dict[str, object]:
    """The figures in their output form: strings rounded once, counts as integers, None for the unknown."""
    growth, money, interval = figures.growth, figures.money, figures.growth.interval
    return {
        "leads": growth.current.leads,
        "deals": growth.current.deals,
        "conversion": printing.share(growth.current.conversion),
        "previous": {
            "from": figures.compared_with.first.isoformat(),
            "to": figures.compared_with.last.isoformat(),
            "leads": growth.previous.leads,
            "deals": growth.previous.deals,
            "conversion": printing.share(growth.previous.conversion),
        },
        "growth_pp": printing.points(growth.difference),
        "interval_pp": None
        if interval is None
        else [printing.points(interval.low), printing.points(interval.high)],
        "significant": growth.significant,
        "returned": asdict(figures.steps),
        "money": {
            "growth": printing.money(money.growth),
            "returned": printing.money(money.returned),
            "total": printing.money(money.total),
            "pending": printing.money(money.pending),
        },
        "fee": printing.money(figures.fee),
    }


def _dated_in(deals: tuple[SuccessfulDeal, ...], span: Span, terms: Terms) -> list[SuccessfulDeal]:
    begin, end = span.bounds(terms.zone)
    return [deal for deal in deals if begin <= deal.at < end]
