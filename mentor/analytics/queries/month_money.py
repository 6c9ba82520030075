"""The money of one month, from tallies, with everything that its parts are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from mentor.analytics.rules.counts import DealCount, LeadCount, PeriodCounts, ReturnedPayment
from mentor.analytics.rules.money import GrowthInputs, Money, MoneyCounts, growth_inputs, money_brought
from mentor.analytics.rules.periods import Span, full_month_before, month_of
from mentor.analytics.rules.terms import in_force
from mentor.clients.actions import LEAD, LEAD_FIRST, LEAD_FIRST_SINCE_START
from mentor.clients.payments import DEAL
from mentor.companies.models import Company
from mentor.core.reads import at_once
from mentor.recovery.counting import RETURNED_DEALS, RETURNED_KOPECKS
from mentor.tallies import queries as tallies
from mentor.tallies.models import Grain

from .company import Agreement, agreed_reads, agreement_of
from .days import KOPECKS
from .pending import pending


@dataclass(frozen=True, slots=True)
class MonthMoney:
    """``part``: the days of the month that count for money, from the company's start on; may be empty.

    In ``counts`` a manager is the id of a member as text, None where nobody is known.
    """

    month: Span
    part: Span
    agreement: Agreement
    counts: MoneyCounts
    stand_in_counts: PeriodCounts | None
    money: Money
    inputs: GrowthInputs


def month_money(
    company: Company, day: date, agreed: Sequence[Any] | None = None, unproven: list[int] | None = None
) -> MonthMoney:
    """The month of ``day``; at most seven queries, whatever the size of the company.

    ``agreed``: what ``agreed_reads`` gave, ``unproven``: clients whose payments wait, where they are read already.
    """
    start, month = company.started_on, month_of(day)
    part = month.since(start)
    found = at_once(*agreed_reads()) if agreed is None else agreed
    agreement = agreement_of(company, found, billed_from=part.first)
    rows = _read(part, LEAD_FIRST[Grain.MONTH] if part.first == month.first else LEAD_FIRST_SINCE_START)
    stand_in = None
    if start is not None and any(
        in_force(agreement.terms.baseline, row.start) is None for row in rows if row.name not in _OF_DEALS
    ):
        stand_in = _counts_of(full_month_before(start).first)
    counts = MoneyCounts(
        leads=tuple(
            LeadCount(day=row.start, manager=_who(row.member_id), count=row.value)
            for row in rows
            if row.name not in _OF_DEALS
        ),
        deals=tuple(_deals(rows)),
        returned=tuple(_returned(rows)),
        pending=pending(part, company, unproven),
        stand_in=None if stand_in is None else stand_in.conversion,
    )
    return MonthMoney(
        month=month,
        part=part,
        agreement=agreement,
        counts=counts,
        stand_in_counts=stand_in,
        money=money_brought(counts, agreement.terms),
        inputs=growth_inputs(counts, agreement.terms),
    )


_OF_DEALS = (DEAL, RETURNED_DEALS, RETURNED_KOPECKS)


def _read(part: Span, leads: str) -> list[tallies.Row]:
    if not part.days:
        return []
    return tallies.read(names=(leads, *_OF_DEALS), grain=Grain.DAY, since=part.first, until=part.last)


def _deals(rows: list[tallies.Row]) -> Iterable[DealCount]:
    """Returned deals are among all deals: what is left of those is ordinary."""
    returned = {(row.start, row.member_id): row.value for row in rows if row.name == RETURNED_DEALS}
    every = {(row.start, row.member_id): row.value for row in rows if row.name == DEAL}
    for (day, member), count in every.items():
        yield DealCount(day=day, manager=_who(member), count=count - returned.get((day, member), 0))
    for (day, member), count in returned.items():
        yield DealCount(day=day, manager=_who(member), count=count, returned=True)


def _returned(rows: list[tallies.Row]) -> Iterable[ReturnedPayment]:
    for row in rows:
        if row.name == RETURNED_KOPECKS:
            amount = Fraction(row.value, KOPECKS)
            yield ReturnedPayment(
                payment="", deal="", day=row.start, manager=_who(row.member_id), client=None, amount=amount
            )


def _who(member_id: int) -> str | None:
    return str(member_id) if member_id else None


def _counts_of(month: date) -> PeriodCounts:
    found = {
        row.name: row.value
        for row in tallies.totals(names=(LEAD, DEAL), grain=Grain.MONTH, since=month, until=month)
    }
    return PeriodCounts(found.get(LEAD, 0), found.get(DEAL, 0))
