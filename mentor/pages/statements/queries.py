"""What the pages of statements show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.http import Http404

from mentor.analytics.models import MonthStatement, StatementWord
from mentor.analytics.rules.deadlines import due_moment, due_months
from mentor.analytics.rules.periods import local_day, month_of
from mentor.companies.models import Company
from mentor.companies.people import Viewer
from mentor.core import formats
from mentor.core.documents.content import Document, exact

from .content import statement_document

ON_PAGE, ON_PAPER = 100, 400


@dataclass(frozen=True, slots=True)
class Row:
    """A statement in the list."""

    pk: int
    title: str
    fee: str
    corrections: str
    total: str
    frozen_at: datetime
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class StatementsPage:
    """``waiting``: months that are over without a statement. ``next_at``: when the running month closes."""

    rows: list[Row]
    waiting: list[str]
    next_at: datetime


def statements_page(company: Company, now: datetime) -> StatementsPage:
    """Two queries."""
    found = list(MonthStatement.objects.prefetch_related("said").order_by("-month"))
    have = {each.month for each in found}
    due = due_months(company.started_on, now, company.zone) if company.started_on else ()
    return StatementsPage(
        rows=[_row(each) for each in found],
        waiting=[formats.month_name(month) for month in due if month not in have],
        next_at=due_moment(month_of(local_day(now, company.zone)), company.zone),
    )


def _row(statement: MonthStatement) -> Row:
    stated = statement.data["statement"]
    said = list(statement.said.all())
    state, tone = state_of(said)
    amounts = [exact(line["amount"]) for line in stated["differences"]]
    return Row(
        pk=statement.pk,
        title=formats.month_name(statement.month),
        fee=formats.money(exact(stated["fee"])),
        corrections=formats.money(sum(each for each in amounts if each is not None), plus=True)
        if amounts
        else "",
        total=formats.money(exact(stated["total"])),
        frozen_at=statement.frozen_at,
        state=state,
        tone=tone,
    )


def state_of(said: list[StatementWord]) -> tuple[str, str]:
    """What the last word was, and the tone of its badge."""
    if not said:
        return "закрыт", "neutral"
    if said[-1].kind == StatementWord.Kind.DISPUTED:
        return "оспорен, ждёт ответа", "attention"
    return "есть ответ", "good"


@dataclass(frozen=True, slots=True)
class StatementPage:
    """One statement with everything said of it."""

    statement: MonthStatement
    document: Document
    said: list[StatementWord]
    state: str
    tone: str


def statement_page(viewer: Viewer, pk: int) -> StatementPage:
    """Two queries, however many rows stand behind it."""
    statement = access_statement(viewer, pk)
    said = list(statement.said.all())
    return StatementPage(statement, statement_document(statement.data, most=ON_PAGE), said, *state_of(said))


def access_statement(viewer: Viewer, pk: int) -> MonthStatement:
    """The only door from an id in an address; 404 for another company's, and for managers."""
    if not viewer.sees_all:
        raise Http404
    rows: QuerySet[MonthStatement] = MonthStatement.objects.filter(pk=pk)
    found = rows.first()
    if found is None:
        raise Http404
    return found


def file_name(month: date) -> str:
    return f"akt-{month:%Y-%m}"
