"""Reads of people and settings of the company in scope."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, cast

from django.db.models import QuerySet

from mentor.core.reads import Read, Rows
from mentor.core.working_time import WorkingTime

from .models import AverageCheque, Baseline, Company, ExcludedNumber, Extension, FeeTerms, Member, Role


def company() -> Company:
    """The company in scope."""
    return Company.objects.get()


def working_time(of: Company) -> WorkingTime:
    return WorkingTime(of.zone, of.work_from, of.work_to, of.work_days)


def every_manager() -> QuerySet[Member]:
    """Managers by name, those who left too; for a choice in a form."""
    return Member.objects.filter(role=Role.MANAGER).order_by("name", "id")


def managers(*, active_only: bool = True) -> list[Member]:
    """Managers by name."""
    found = Member.objects.filter(role=Role.MANAGER).order_by("name", "id")
    return list(found.filter(is_active=True) if active_only else found)


@cache
def names() -> Read[dict[int, str]]:
    """What everybody is called, by id; those who left too."""
    return Read.of(Member.objects.values_list("id", "name"), _named)


def _named(rows: Rows) -> dict[int, str]:
    return dict(cast(list[tuple[int, str]], rows))


def people_with_numbers() -> list[Member]:
    """Everybody whom an entry can name, with internal numbers. Two queries."""
    return list(Member.objects.order_by("id").prefetch_related("extensions"))


def manager(member_id: int) -> Member | None:
    """A manager of the company, working or not."""
    return Member.objects.filter(role=Role.MANAGER, pk=member_id).first()


def find_manager(*, extension: str, email: str) -> Member | None:
    """Whom a telephony means by an internal number or an e-mail."""
    if extension:
        known = Extension.objects.select_related("member").filter(value=extension).first()
        if known:
            return known.member
    if email:
        return Member.objects.filter(email=email.strip().lower()).first()
    return None


def is_extension(value: str) -> bool:
    """Whether this is an internal number of ours."""
    return Extension.objects.filter(value=value).exists()


def is_excluded(phone: str) -> bool:
    return ExcludedNumber.objects.filter(phone=phone).exists()


@cache
def average_cheques() -> Read[list[tuple[date, Decimal]]]:
    """(valid from, roubles), oldest first; of several from one day the one entered last."""
    rows = AverageCheque.objects.order_by("valid_from", "id").values_list("valid_from", "amount")
    return Read.of(
        rows, lambda found: list({date.fromisoformat(day): Decimal(sum_) for day, sum_ in found}.items())
    )


@cache
def baselines() -> Read[list[Baseline]]:
    """Oldest first, without who entered them; of several from one day the one entered last."""
    rows = Baseline.objects.order_by("valid_from", "id")
    return Read.of(
        rows.values_list("valid_from", "conversion", "leads", "deals", "source"),
        lambda found: list({each.valid_from: each for each in map(_baseline, found)}.values()),
    )


def _baseline(row: list[Any]) -> Baseline:
    day, conversion, leads, deals, source = row
    return Baseline(
        valid_from=date.fromisoformat(day),
        conversion=Decimal(conversion),
        leads=leads,
        deals=deals,
        source=source,
    )


@cache
def every_fee() -> Read[list[FeeTerms]]:
    """What was ever agreed, oldest first, without who entered it; of one day what was entered last is the last."""
    rows = FeeTerms.objects.order_by("valid_from", "id")
    return Read.of(
        rows.values_list("valid_from", "rate", "base", "source"), lambda found: [_fee(*row) for row in found]
    )


def _fee(day: str, rate: Decimal | int, base: str, source: str) -> FeeTerms:
    return FeeTerms(valid_from=date.fromisoformat(day), rate=Decimal(rate), base=base, source=source)


def fee_terms(day: date) -> FeeTerms | None:
    """What a month costs whose billed part begins on this day; None where nothing was agreed by then."""
    return fee_on(every_fee().now(), day)


def fee_on(fees: list[FeeTerms], day: date) -> FeeTerms | None:
    """The same out of ``every_fee``."""
    return next((row for row in reversed(fees) if row.valid_from <= day), None)
