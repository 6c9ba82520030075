"""The very rows a month's money is counted from, as plain data to be frozen with its statement."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, Q

from mentor.analytics.rules.periods import Span
from mentor.analytics.rules.printing import money
from mentor.analytics.rules.statement import MonthInputs
from mentor.analytics.rules.terms import DatedValue
from mentor.clients import lead_days
from mentor.clients.models import Deal, Payment, Receipt
from mentor.clients.payments import standing_parts
from mentor.companies import queries as companies
from mentor.companies.models import Company
from mentor.core.documents.content import exact
from mentor.recovery.models import LossCase
from mentor.recovery.queries import returned_deals, returning_cases

from .month_money import MonthMoney

Data = dict[str, Any]


def frozen_inputs(company: Company, found: MonthMoney, inputs: MonthInputs) -> Data:
    """Leads, deals, payments, agreed values: every input of the month. A few queries, however many rows."""
    names = {str(each.pk): each.name for each in companies.managers(active_only=False)}
    return {
        "part": {"from": found.part.first.isoformat(), "to": found.part.last.isoformat()},
        "terms": _terms(company, found),
        "lead_days": [
            {"day": row.day.isoformat(), "manager": names.get(row.manager or "", ""), "leads": row.count}
            for row in sorted(found.counts.leads, key=lambda row: (row.day, row.manager or ""))
        ],
        "leads": [[client, day.isoformat(), member] for client, day, member in _leads(found.part)],
        "deals": deals(company, found.part),
        "pending": money(inputs.money.pending),
    }


def _leads(part: Span) -> list[tuple[int, Any, int | None]]:
    return lead_days.first_days(part.first, part.last) if part.days else []


def _terms(company: Company, found: MonthMoney) -> Data:
    terms, stand_in = found.agreement.terms, found.stand_in_counts
    sources = {row.valid_from: row.source for row in found.agreement.baselines}
    fee = companies.fee_terms(found.part.first)
    return {
        "start": company.started_on.isoformat() if company.started_on else None,
        "average_cheque": [_dated(row) for row in terms.average_cheque],
        "baseline": [_dated(row) | {"source": sources.get(row.since, "")} for row in terms.baseline],
        "stand_in": None if stand_in is None else {"leads": stand_in.leads, "deals": stand_in.deals},
        "fee_source": fee.source if fee else "",
        "carry_falls": company.carry_falls,
        "crm_connected_from": company.crm_connected_from.isoformat() if company.crm_connected_from else None,
        "returned_window_days": company.returned_window_days,
    }


def _dated(row: DatedValue) -> Data:
    return {"from": row.since.isoformat(), "value": str(exact(row.value))}


def deals(company: Company, part: Span) -> list[Data]:
    """Deals that count in these days, and returned ones with a payment in them; each with all its payments."""
    if not part.days:
        return []
    begin, end = part.bounds(company.zone)
    paid_then = Q(pk__in=returned_deals(), payments__paid_at__gte=begin, payments__paid_at__lt=end)
    rows = Deal.objects.filter(Q(counted_day__range=(part.first, part.last)) | paid_then).distinct()
    found = list(
        rows.select_related("client", "manager")
        .prefetch_related(Prefetch("payments", Payment.objects.select_related("confirmed_by", "receipt")))
        .order_by("counted_day", "id")
    )
    cases = returning_cases([deal.pk for deal in found])
    return [_deal(deal, cases.get(deal.pk), company) for deal in found]


def _deal(deal: Deal, case: LossCase | None, company: Company) -> Data:
    payments = sorted(deal.payments.all(), key=lambda each: (each.paid_at, each.pk))
    standing = standing_parts(payments)
    return {
        "id": deal.pk,
        "title": deal.title,
        "client_id": deal.client_id,
        "client": str(deal.client),
        "manager_id": deal.manager_id,
        "manager": deal.manager.name if deal.manager else "",
        "day": deal.counted_day.isoformat() if deal.counted_day else None,
        "returned": case is not None,
        "lost_call": case.call_id if case else None,
        "payments": [_payment(each, company) | {"net": str(standing.get(each, 0))} for each in payments],
    }


def _payment(payment: Payment, company: Company) -> Data:
    local = payment.paid_at.astimezone(company.zone)
    confirmed_by = payment.confirmed_by
    return {
        "id": payment.pk,
        "paid_at": local.isoformat(),
        "amount": str(payment.amount),
        "source": payment.source,
        "number": payment.external_id,
        "proven": payment.is_proven,
        "confirmed_by": (confirmed_by.name or confirmed_by.email) if confirmed_by else "",
        "refund_of": payment.refund_of_id,
        "receipt": _receipt(payment),
    }


def _receipt(payment: Payment) -> Data | None:
    """The file that proves it, by what it holds."""
    found: Receipt | None = getattr(payment, "receipt", None)
    if found is None:
        return None
    return {"id": found.pk, "number": found.number, "file": found.original_name, "sha256": found.sha256}
