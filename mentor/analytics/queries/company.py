"""The company's agreed values, read from its settings into the form that the rules take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, cast

from mentor.analytics.rules.counts import PeriodCounts
from mentor.analytics.rules.interval import Interval, wilson
from mentor.analytics.rules.terms import DatedValue, FeeBase, Terms
from mentor.companies import queries as companies
from mentor.companies.models import Baseline, Company
from mentor.core.reads import Read, at_once


@dataclass(frozen=True, slots=True)
class BaselineInForce:
    """The conversion without us that holds on a day, with where it comes from.

    ``interval``: its own 95% limits, where the leads and deals behind it are known.
    """

    conversion: Fraction
    source: str
    valid_from: date | None
    counts: PeriodCounts | None

    @property
    def interval(self) -> Interval | None:
        return wilson(self.counts) if self.counts else None


@dataclass(frozen=True, slots=True)
class Agreement:
    """``terms`` for the rules, and the baselines with their sources for the page."""

    terms: Terms
    baselines: tuple[Baseline, ...]

    def entered_baseline(self, day: date) -> BaselineInForce | None:
        """The baseline that somebody entered and that holds on ``day``."""
        held = [row for row in self.baselines if row.valid_from <= day]
        if not held:
            return None
        row = held[-1]
        counts = PeriodCounts(row.leads, row.deals) if row.leads and row.deals is not None else None
        return BaselineInForce(Fraction(row.conversion), row.source, row.valid_from, counts)


def agreed_reads() -> tuple[Read[Any], ...]:
    """What is to be read for ``agreement_of``."""
    return companies.average_cheques(), companies.baselines(), companies.every_fee()


def agreement(company: Company, *, billed_from: date | None = None) -> Agreement:
    """One query. ``billed_from``: the first billed day of a month whose fee is asked for."""
    return agreement_of(company, at_once(*agreed_reads()), billed_from=billed_from)


def agreement_of(company: Company, found: Sequence[Any], *, billed_from: date | None = None) -> Agreement:
    """The same from what ``agreed_reads`` gave."""
    cheques, baselines, fees = found
    fee = companies.fee_on(fees, billed_from) if billed_from else None
    return Agreement(
        terms=Terms(
            zone=company.zone,
            average_cheque=_dated(cheques),
            baseline=_dated([(row.valid_from, row.conversion) for row in baselines]),
            fee_rate=Fraction(fee.rate) if fee else None,
            fee_base=cast(FeeBase, fee.base) if fee else "growth",
            start=company.started_on,
            crm_connected_from=company.crm_connected_from,
            returned_window_days=company.returned_window_days,
        ),
        baselines=tuple(baselines),
    )


def _dated(values: Sequence[tuple[date, object]]) -> tuple[DatedValue, ...]:
    return tuple(DatedValue(since, Fraction(str(value))) for since, value in values)
