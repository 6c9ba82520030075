"""Typed reader of one case of the figures: the company's terms, its rows, the moment and the period asked about."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, cast, get_args
from zoneinfo import ZoneInfo

from mentor.analytics.rules.clients import ClientRecord
from mentor.analytics.rules.events import (
    Book,
    CrmLead,
    Deal,
    Payment,
    Purpose,
    Recommendation,
    SalesCall,
    losses_of,
)
from mentor.analytics.rules.periods import InvalidPeriodError, Period, PeriodKind, Span
from mentor.analytics.rules.terms import RETURNED_WINDOW_DAYS, DatedValue, FeeBase, Terms
from mentor.clients.phones import e164
from mentor.engines.assessor.port import LostReason, Outcome

from .fields import CaseError, Fields

ROWS = ("clients", "calls", "leads", "recommendations", "deals", "payments")
PARTS = ("company", *ROWS, "now", "period")
COMPANY = (
    "time_zone", "average_cheque", "baseline", "fee_rate", "fee_base", "start", "crm_connected_from",
    "returned_window_days",
)  # fmt: skip
CALL = ("id", "client", "manager", "started_at", "outcome", "lost_reason", "purpose")
PAYMENT = ("id", "deal", "client", "paid_at", "amount", "refund_of", "source", "receipt")
KINDS = ("week", "month", "custom")
LONGEST_WINDOW_DAYS = 36_500


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked: the figures of ``period`` as of ``now``, counted from ``book`` under ``terms``."""

    book: Book
    terms: Terms
    period: Period
    now: datetime


def read_case(data: object) -> Case:
    """The case in a JSON object, read strictly; raises ``CaseError`` with the path to the field.

    Beside the input a file may carry keys of its own (``expected``, ``why``); one that looks like a misspelt
    part of the input is an error. Whether the rows agree with each other: ``rules.checks.contradictions``.
    """
    if not isinstance(data, dict):
        raise CaseError("", "ожидался объект JSON")
    _no_misspelt_part(data)
    fields = Fields(data, "", tuple(data))
    terms = _terms(Fields(fields.required("company"), "company", COMPANY))
    return Case(
        book=_book(fields),
        terms=terms,
        period=_period(Fields(fields.required("period"), "period", ("kind", "from", "to"))),
        now=fields.moment("now"),
    )


def _no_misspelt_part(data: dict[str, Any]) -> None:
    for name in data:
        meant = difflib.get_close_matches(name, PARTS, n=1, cutoff=0.8)
        if name not in PARTS and meant:
            raise CaseError(name, f"такого поля нет; возможно, имелось в виду «{meant[0]}»")


def _terms(company: Fields) -> Terms:
    window = RETURNED_WINDOW_DAYS
    if company.has("returned_window_days"):
        window = company.whole("returned_window_days", most=LONGEST_WINDOW_DAYS)
    base = company.one_of("fee_base", get_args(FeeBase)) if company.has("fee_base") else "growth"
    return Terms(
        zone=_zone(company),
        average_cheque=tuple(
            DatedValue(row.day("from"), Fraction(row.roubles("value")))
            for row in company.objects("average_cheque", ("from", "value"))
        ),
        baseline=tuple(
            _baseline(row) for row in company.objects("baseline", ("from", "conversion", "source"))
        ),
        fee_rate=company.share("fee_rate") if company.has("fee_rate") else None,
        fee_base=cast(FeeBase, base),
        start=company.optional_day("start"),
        crm_connected_from=company.optional_day("crm_connected_from"),
        returned_window_days=window,
    )


def _zone(company: Fields) -> ZoneInfo:
    name = company.text("time_zone")
    try:
        return ZoneInfo(name)
    except (
        ValueError,
        OSError,
        LookupError,
    ):  # the name is looked up as a file: a folder's is no zone either
        raise company.fail("time_zone", f"нет такого часового пояса: «{name}»") from None


def _baseline(row: Fields) -> DatedValue:
    row.optional_text("source")
    return DatedValue(row.day("from"), row.share("conversion"))


def _period(row: Fields) -> Period:
    kind = cast(PeriodKind, row.one_of("kind", KINDS))
    try:
        return Period(kind, Span(row.day("from"), row.day("to")))
    except InvalidPeriodError as error:
        raise row.fail(error.field, _PERIOD_PROBLEMS[kind, error.field]) from None


_PERIOD_PROBLEMS = {
    ("week", "from"): "неделя начинается с понедельника",
    ("week", "to"): "неделя кончается воскресеньем через шесть дней после начала",
    ("month", "from"): "месяц начинается с 1-го числа",
    ("month", "to"): "месяц кончается своим последним днём",
    ("custom", "to"): "период кончается раньше, чем начался",
}


def _book(fields: Fields) -> Book:
    calls = tuple(_call(row) for row in fields.objects("calls", CALL))
    return Book(
        clients=tuple(_client(row) for row in fields.objects("clients", ("id", "phones", "merged_into"))),
        calls=calls,
        crm_leads=tuple(
            CrmLead(
                row.text("id"), row.text("client"), row.moment("created_at"), row.optional_text("manager")
            )
            for row in fields.objects("leads", ("id", "client", "created_at", "manager"))
        ),
        deals=tuple(
            Deal(row.text("id"), row.text("client"), row.optional_text("manager"))
            for row in fields.objects("deals", ("id", "client", "manager"))
        ),
        payments=tuple(_payment(row) for row in fields.objects("payments", PAYMENT)),
        losses=losses_of(calls),
        recommendations=tuple(
            Recommendation(row.text("client"), row.text("call"), row.moment("written_at"))
            for row in fields.objects("recommendations", ("client", "call", "written_at"))
        ),
    )


def _client(row: Fields) -> ClientRecord:
    # phones in one spelling, as the product keeps them; what is no phone is compared as it stands
    phones = tuple(e164(phone) or phone for phone in row.texts("phones"))
    return ClientRecord(row.text("id"), phones, row.optional_text("merged_into"))


def _call(row: Fields) -> SalesCall:
    if row.has("lost_reason"):
        row.one_of("lost_reason", get_args(LostReason))
    return SalesCall(
        id=row.text("id"),
        client=row.optional_text("client"),
        manager=row.optional_text("manager"),
        started_at=row.moment("started_at"),
        outcome=cast(Outcome, row.one_of("outcome", get_args(Outcome))),
        purpose=cast(Purpose, row.one_of("purpose", get_args(Purpose)) if row.has("purpose") else "live"),
    )


def _payment(row: Fields) -> Payment:
    source = row.one_of("source", ("crm", "receipt"))
    receipt = row.one_of("receipt", ("confirmed", "pending")) if row.has("receipt") else None
    if not (row.has("deal") or row.has("refund_of")):
        row.text("client")  # a deal of its own has nobody else to say whose it is
    return Payment(
        id=row.text("id"),
        deal=row.optional_text("deal"),
        client=row.optional_text("client"),
        amount=row.roubles("amount"),
        paid_at=row.moment("paid_at"),
        confirmed=source == "crm" or receipt == "confirmed",
        refund_of=row.optional_text("refund_of"),
    )
