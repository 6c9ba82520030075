"""Money brought and the fee, from small counts; every part of it open to the last rouble.

Growth money = sum over the period's unique leads of (conversion without the returned deals - baseline in
force on the lead's first day) x average cheque in force on that day. Written out, each remaining deal
brings the mean cheque over the leads, each lead takes its baseline x cheque: any split of deals and leads
adds up exactly. All counts given here are those dated from the company's start. Amounts are exact
fractions of roubles; only ``printing`` rounds. Source: the rules of the figures, «Money» and «Fee».
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from .counts import DealCount, LeadCount, PeriodCounts, ReturnedPayment
from .printing import MONEY_PLACES, rounded
from .terms import Terms, in_force

SplitBy = Literal["manager", "day", "client"]
Part = str | date | None
Values = tuple[Fraction | None, Fraction | None]  # a baseline, and a cheque in roubles


@dataclass(frozen=True, slots=True)
class MoneyCounts:
    """What money is made of in one period, from the company's start on.

    ``stand_in`` is the conversion of the last full month before the start: it stands in where no baseline is
    in force. ``pending`` in roubles.
    """

    leads: tuple[LeadCount, ...] = ()
    deals: tuple[DealCount, ...] = ()
    returned: tuple[ReturnedPayment, ...] = ()
    pending: Fraction = Fraction(0)
    stand_in: Fraction | None = None

    @property
    def totals(self) -> PeriodCounts:
        """All its leads and deals, returned ones included."""
        return PeriodCounts(sum(row.count for row in self.leads), sum(row.count for row in self.deals))

    @property
    def without_returned(self) -> PeriodCounts:
        """The growth part's counts: the returned deals left out, their clients kept among the leads."""
        ordinary = sum(row.count for row in self.deals if not row.returned)
        return PeriodCounts(self.totals.leads, ordinary)


@dataclass(frozen=True, slots=True)
class Money:
    """Roubles, exact; None where unknown."""

    growth: Fraction | None
    returned: Fraction
    pending: Fraction

    @property
    def total(self) -> Fraction | None:
        """Growth plus returned as printed, so that the page adds up to the kopeck."""
        if self.growth is None:
            return None
        return rounded(self.growth, MONEY_PLACES) + rounded(self.returned, MONEY_PLACES)


@dataclass(frozen=True, slots=True)
class GrowthInputs:
    """The numbers that stand in the formula: the arithmetic panel shows them. Means are over the leads.

    ``baseline_money``, in roubles: the sum of baseline x cheque over the leads. Growth = deals x mean cheque
    - baseline money.
    """

    leads: int
    deals: int
    mean_baseline: Fraction | None
    mean_cheque: Fraction | None
    baseline_money: Fraction | None


@dataclass(frozen=True, slots=True)
class LeadGroup:
    """``leads`` that begin on days of one baseline (a share) and one cheque (roubles); None where unknown."""

    baseline: Fraction | None
    cheque: Fraction | None
    leads: int

    @property
    def takes(self) -> Fraction | None:
        """What these leads would have brought without us, in roubles."""
        product = _product(self.baseline, self.cheque)
        return None if product is None else self.leads * product


def lead_groups(counts: MoneyCounts, terms: Terms) -> tuple[LeadGroup, ...]:
    """The leads by the values of their days, in the order of days: the terms of the arithmetic panel."""
    ordered = sorted(counts.leads, key=lambda row: row.day)
    alike = _alike_leads(MoneyCounts(leads=tuple(ordered), stand_in=counts.stand_in), terms)
    return tuple(LeadGroup(baseline, cheque, leads) for (baseline, cheque), leads in alike)


def growth_inputs(counts: MoneyCounts, terms: Terms) -> GrowthInputs:
    """What goes into the growth money; a mean is None without leads or where a value is missing for one."""
    plain = counts.without_returned
    alike = _alike_leads(counts, terms)
    return GrowthInputs(
        leads=plain.leads,
        deals=plain.deals,
        mean_baseline=_mean(_summed((count, baseline) for (baseline, _), count in alike), plain.leads),
        mean_cheque=_mean(_summed((count, cheque) for (_, cheque), count in alike), plain.leads),
        baseline_money=_summed((count, _product(*values)) for values, count in alike),
    )


def growth_money(counts: MoneyCounts, terms: Terms) -> Fraction | None:
    """Money that the growth of conversion brought, in roubles; below zero for a fall.

    Zero without leads; None where a lead has neither a baseline nor a stand-in, or no cheque.
    """
    inputs = growth_inputs(counts, terms)
    if inputs.leads == 0:
        return Fraction(0)
    if inputs.mean_cheque is None or inputs.baseline_money is None:
        return None
    return inputs.deals * inputs.mean_cheque - inputs.baseline_money


def growth_parts(counts: MoneyCounts, terms: Terms, by: SplitBy) -> dict[Part, Fraction] | None:
    """The growth money by manager, day or client: the parts add up to the whole exactly.

    The key None gathers what has no manager (or client). None where the whole is unknown.
    """
    inputs = growth_inputs(counts, terms)
    if inputs.leads == 0:
        return {}
    if inputs.mean_cheque is None or inputs.baseline_money is None:
        return None
    # whole numbers first: fractions are exact and slow, and a month has few days
    brought: Counter[Part] = Counter()
    taken: dict[Fraction, Counter[Part]] = defaultdict(Counter)
    takes = {day: taken[value] for day, value in _takes(counts, terms).items()}
    for deal in counts.deals:
        if not deal.returned:
            brought[getattr(deal, by)] += deal.count
    for lead in counts.leads:
        takes[lead.day][getattr(lead, by)] += lead.count
    parts: dict[Part, Fraction] = defaultdict(Fraction)
    for part, count in brought.items():
        parts[part] += count * inputs.mean_cheque
    for value, leads in taken.items():
        for part, count in leads.items():
            parts[part] -= count * value
    return dict(parts)


def returned_parts(payments: Iterable[ReturnedPayment], by: SplitBy) -> dict[Part, Fraction]:
    """The returned money by the deal's manager, the payment's day or the client, in roubles."""
    parts: dict[Part, Fraction] = defaultdict(Fraction)
    for payment in payments:
        parts[getattr(payment, by)] += payment.amount
    return dict(parts)


def money_brought(counts: MoneyCounts, terms: Terms) -> Money:
    """Growth, returned and pending of one period."""
    return Money(
        growth=growth_money(counts, terms),
        returned=sum((row.amount for row in counts.returned), Fraction(0)),
        pending=counts.pending,
    )


def fee(counts: MoneyCounts, terms: Terms) -> Fraction | None:
    """The month's fee in roubles, exact; never below zero.

    0 where the conversion from the start (returned deals included) is not above the mean baseline of its
    leads, so also without leads; otherwise ``fee_rate`` x max(0, growth money or the printed total). None
    where the rate, the baseline or the base is unknown.
    """
    if terms.fee_rate is None:
        return None
    conversion = counts.totals.conversion
    if conversion is None:
        return Fraction(0)
    mean_baseline = growth_inputs(counts, terms).mean_baseline
    if mean_baseline is None:
        return None
    if conversion <= mean_baseline:
        return Fraction(0)
    money = money_brought(counts, terms)
    base = money.growth if terms.fee_base == "growth" else money.total
    return None if base is None else terms.fee_rate * max(Fraction(0), base)


def baseline_on(day: date, counts: MoneyCounts, terms: Terms) -> Fraction | None:
    """The baseline in force on that day, else the stand-in, else None."""
    held = in_force(terms.baseline, day)
    return counts.stand_in if held is None else held


def _takes(counts: MoneyCounts, terms: Terms) -> dict[date, Fraction]:
    """What a lead of each day takes, in roubles, where the whole is known."""
    days = {lead.day for lead in counts.leads}
    found = {
        day: _product(baseline_on(day, counts, terms), in_force(terms.average_cheque, day)) for day in days
    }
    return {day: value for day, value in found.items() if value is not None}


def _product(baseline: Fraction | None, cheque: Fraction | None) -> Fraction | None:
    return None if baseline is None or cheque is None else baseline * cheque


def _alike_leads(counts: MoneyCounts, terms: Terms) -> list[tuple[Values, int]]:
    """Leads by the baseline and the cheque of their day: a few values hold for months, and fractions are slow."""
    by_day: Counter[date] = Counter()
    for row in counts.leads:
        by_day[row.day] += row.count
    found: dict[Values, int] = defaultdict(int)
    for day, count in by_day.items():
        found[baseline_on(day, counts, terms), in_force(terms.average_cheque, day)] += count
    return list(found.items())


def _summed(rows: Iterable[tuple[int, Fraction | None]]) -> Fraction | None:
    """The sum of count x value; None where a value is missing."""
    total = Fraction(0)
    for count, value in rows:
        if value is None:
            return None
        total += count * value
    return total


def _mean(total: Fraction | None, leads: int) -> Fraction | None:
    return None if total is None or leads == 0 else total / leads
