"""The monthly statement (акт): what a month costs, and how a month that was signed is mended by a later one.

Three things stand beside the month's own fee (source: the rules of the figures, «Fee»; decision 16):

- a fall is carried: what a month's base lies below zero is taken off the bases of later months before the
  rate, until it is used up (a company may switch this off); only a month that is billed uses it up;
- a signed statement stays as it is: where later data change its fee, the next statement carries the difference
  as a line that names the month, also downwards;
- all sums of a statement are whole kopecks, and it adds up as printed.

So whatever is corrected and whenever, all statements together always bill what the months cost as known now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

from . import printing
from .counts import PeriodCounts
from .money import GrowthInputs, Money, MoneyCounts, growth_inputs, money_brought
from .printing import MONEY_PLACES, rounded
from .terms import FeeBase, Terms


@dataclass(frozen=True, slots=True)
class MonthInputs:
    """Everything that a month's fee is counted from; ``counts`` with the returned deals. ``month``: its first day."""

    month: date
    counts: PeriodCounts
    inputs: GrowthInputs
    money: Money
    rate: Fraction | None
    base_kind: FeeBase

    @property
    def base(self) -> Fraction | None:
        """Growth money, or the printed total, in roubles; below zero for a fall; None where unknown."""
        return self.money.growth if self.base_kind == "growth" else self.money.total

    @property
    def is_billed(self) -> bool | None:
        """The conversion is above the mean baseline of its leads; None where that is unknown."""
        conversion = self.counts.conversion
        if conversion is None:
            return False
        baseline = self.inputs.mean_baseline
        return None if baseline is None else conversion > baseline


@dataclass(frozen=True, slots=True)
class MonthFee:
    """A month's own fee in whole kopecks. ``carried_in``, ``used``, ``carried_out``: roubles of base, exact."""

    inputs: MonthInputs
    carried_in: Fraction
    used: Fraction
    carried_out: Fraction
    fee: Fraction


@dataclass(frozen=True, slots=True)
class Difference:
    """A line about an earlier month: what was billed for it so far, and what it costs as known now."""

    month: date
    billed: Fraction
    now: Fraction

    @property
    def amount(self) -> Fraction:
        return self.now - self.billed


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of one month; ``total`` below zero is owed to the customer."""

    own: MonthFee
    differences: tuple[Difference, ...]

    @property
    def month(self) -> date:
        return self.own.inputs.month

    @property
    def total(self) -> Fraction:
        return self.own.fee + sum((line.amount for line in self.differences), Fraction(0))


class UnknownFeeError(ValueError):
    """The month has no fee to state: its rate, baseline or cheque is missing. ``month``: which one."""

    def __init__(self, month: date) -> None:
        super().__init__(f"the fee of {month:%Y-%m} is unknown")
        self.month = month


def month_inputs(month: date, counts: MoneyCounts, terms: Terms) -> MonthInputs:
    """``counts``: of the whole month, dated from the company's start."""
    return MonthInputs(
        month=month,
        counts=counts.totals,
        inputs=growth_inputs(counts, terms),
        money=money_brought(counts, terms),
        rate=terms.fee_rate,
        base_kind=terms.fee_base,
    )


def month_fees(months: Sequence[MonthInputs], *, carry_falls: bool) -> tuple[MonthFee, ...]:
    """The fee of each month, oldest first. Raises ``UnknownFeeError``, and ValueError for months out of order."""
    if any(one.month >= other.month for one, other in pairwise(months)):
        raise ValueError("months must be given once each, oldest first")
    fees: list[MonthFee] = []
    carried = Fraction(0)
    for inputs in months:
        fees.append(_month_fee(inputs, carried if carry_falls else Fraction(0)))
        carried = fees[-1].carried_out
    return tuple(fees)


def next_statement(
    months: Sequence[MonthInputs], signed: Sequence[Statement], *, carry_falls: bool
) -> Statement:
    """The statement of the last of ``months``, all of them as known now; ``signed``: the earlier ones as they stand.

    ``months`` holds every month from the company's first. Only a signed month can differ: one that was never
    stated has nothing to differ from. Raises as ``month_fees`` does.
    """
    return statement_after(months, billed_so_far(signed), carry_falls=carry_falls)


def statement_after(
    months: Sequence[MonthInputs], billed: Mapping[date, Fraction], *, carry_falls: bool
) -> Statement:
    """The same from what was ``billed`` for each month so far, as ``billed_so_far`` or ``billed_in`` give it."""
    fees = month_fees(months, carry_falls=carry_falls)
    earlier = {fee.inputs.month: fee.fee for fee in fees[:-1]}
    lines = [
        Difference(month=month, billed=sum_, now=earlier[month])
        for month, sum_ in sorted(billed.items())
        if month in earlier and earlier[month] != sum_
    ]
    return Statement(own=fees[-1], differences=tuple(lines))


def billed_so_far(signed: Sequence[Statement]) -> dict[date, Fraction]:
    """Roubles billed for each month by the signed statements: its own fee and the differences carried since."""
    billed: dict[date, Fraction] = defaultdict(Fraction)
    for statement in signed:
        billed[statement.month] += statement.own.fee
        for line in statement.differences:
            billed[line.month] += line.amount
    return dict(billed)


def billed_in(printed_statements: Iterable[Mapping[str, Any]]) -> dict[date, Fraction]:
    """``billed_so_far`` of statements in their frozen form."""
    billed: dict[date, Fraction] = defaultdict(Fraction)
    for one in printed_statements:
        billed[date.fromisoformat(one["month"])] += Fraction(one["fee"])
        for line in one["differences"]:
            billed[date.fromisoformat(line["month"])] += Fraction(line["amount"])
    return dict(billed)


def printed(statement: Statement) -> dict[str, object]:
    """The frozen form of a statement: every input as text, so that it can be kept and read without any code."""
    own = statement.own
    inputs = own.inputs
    return {
        "month": inputs.month.isoformat(),
        "leads": inputs.counts.leads,
        "deals": inputs.counts.deals,
        "conversion": printing.share(inputs.counts.conversion),
        "returned_deals": inputs.counts.deals - inputs.inputs.deals,
        "mean_baseline": printing.share(inputs.inputs.mean_baseline),
        "mean_cheque": printing.money(inputs.inputs.mean_cheque),
        "baseline_money": printing.money(inputs.inputs.baseline_money),
        "growth": printing.money(inputs.money.growth),
        "returned": printing.money(inputs.money.returned),
        "total_brought": printing.money(inputs.money.total),
        "fee_rate": printing.share(inputs.rate),
        "fee_base": inputs.base_kind,
        "base": printing.money(inputs.base),
        "carried_in": printing.money(own.carried_in),
        "carried_used": printing.money(own.used),
        "carried_out": printing.money(own.carried_out),
        "fee": printing.money(own.fee),
        "differences": [
            {
                "month": line.month.isoformat(),
                "billed": printing.money(line.billed),
                "now": printing.money(line.now),
                "amount": printing.money(line.amount),
            }
            for line in statement.differences
        ],
        "total": printing.money(statement.total),
    }


def _month_fee(inputs: MonthInputs, carried: Fraction) -> MonthFee:
    base, billed, nothing = inputs.base, inputs.is_billed, Fraction(0)
    if base is None or billed is None or inputs.rate is None:
        raise UnknownFeeError(inputs.month)
    above = max(nothing, base)
    used = min(carried, above) if billed else nothing
    return MonthFee(
        inputs=inputs,
        carried_in=carried,
        used=used,
        carried_out=carried - used + max(nothing, -base),
        fee=rounded(inputs.rate * (above - used), MONEY_PLACES) if billed else nothing,
    )
