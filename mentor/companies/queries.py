"""Reads of people and settings of the company in scope."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

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


def names() -> dict[int, str]:
    """What everybody is called, by id; those who left too. One query, and no objects for it."""
    return dict(Member.objects.values_list("id", "name"))


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


def average_cheques() -> list[tuple[date, Decimal]]:
    """(valid from, roubles), oldest first; of several from one day the one entered last."""
    rows = AverageCheque.objects.order_by("valid_from", "id").values_list("valid_from", "amount")
    return list(dict(rows).items())


def baselines() -> list[Baseline]:
    """Oldest first; of several from one day the one entered last."""
    rows = Baseline.objects.order_by("valid_from", "id")
    return list({row.valid_from: row for row in rows}.values())


def fee_terms(day: date) -> FeeTerms | None:
    """What a month costs whose billed part begins on this day; None where nothing was agreed by then."""
    return FeeTerms.objects.filter(valid_from__lte=day).order_by("valid_from", "id").last()
