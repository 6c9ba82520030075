"""Writes of monthly statements: closing a month, disputing it, answering. A closed one is never counted anew."""

from __future__ import annotations

import logging
from datetime import date, datetime

from django.db import transaction

from mentor.companies.actions import audit
from mentor.companies.models import Company, User
from mentor.core.problems import Problem
from mentor.notifications.actions import tell_heads
from mentor.notifications.kinds import Kind

from .models import MonthStatement, StatementWord, canonical, digest_of
from .queries.month_money import MonthMoney, month_money
from .queries.month_rows import frozen_inputs
from .rules.deadlines import due_months, months_between
from .rules.money import lead_groups
from .rules.printing import money, share
from .rules.statement import (
    MonthInputs,
    Statement,
    UnknownFeeError,
    billed_in,
    month_inputs,
    printed,
    statement_after,
)

log = logging.getLogger(__name__)
FORM = 1  # of the frozen data: raised whenever their meaning changes


def close_due(company: Company, now: datetime) -> list[MonthStatement]:
    """State every month that is over and not stated yet, oldest first; safe to run at any time, any number of times.

    A month without an agreed rate is not billed. One whose baseline or cheque is missing waits, and so do later ones.
    """
    if company.started_on is None:
        return []
    due = due_months(company.started_on, now, company.zone)
    stated = set(MonthStatement.objects.values_list("month", flat=True))
    made: list[MonthStatement] = []
    for month in due:
        if month in stated:
            continue
        try:
            closed = _close(company, month, now)
        except UnknownFeeError as unknown:
            log.info("company %s: the statement waits, %s", company.pk, unknown)
            break
        if closed is not None:
            made.append(closed)
    return made


@transaction.atomic
def _close(company: Company, month: date, now: datetime) -> MonthStatement | None:
    """The row lock lets one worker at a time close months of a company; None where it is closed or not billed."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    if MonthStatement.objects.filter(month=month).exists():
        return None
    assert company.started_on is not None
    found = [month_money(company, each) for each in months_between(company.started_on, month)]
    billed = [each for each in found if each.agreement.terms.fee_rate is not None]
    if not billed or billed[-1].month.first != month:
        return None
    inputs = [month_inputs(each.month.first, each.counts, each.agreement.terms) for each in billed]
    earlier = billed_in(each.data["statement"] for each in MonthStatement.objects.order_by("month"))
    stated = statement_after(inputs, earlier, carry_falls=company.carry_falls)
    content = canonical(_frozen(company, billed[-1], inputs[-1], stated, now))
    made = MonthStatement.objects.create(
        month=month, content=content, digest=digest_of(content), frozen_at=now
    )
    audit(user=None, action="statement.closed", subject=f"statement:{made.pk}", month=month.isoformat())
    _tell(made)
    return made


def _frozen(
    company: Company, found: MonthMoney, inputs: MonthInputs, stated: Statement, now: datetime
) -> dict[str, object]:
    terms = found.agreement.terms
    return {
        "form": FORM,
        "company": company.name,
        "time_zone": company.time_zone,
        "closed_at": now.astimezone(company.zone).isoformat(timespec="seconds"),
        "statement": printed(stated),
        "groups": [
            {
                "baseline": share(group.baseline),
                "cheque": money(group.cheque),
                "leads": group.leads,
                "takes": money(group.takes),
            }
            for group in lead_groups(found.counts, terms)
        ],
        **frozen_inputs(company, found, inputs),
    }


def _tell(made: MonthStatement) -> None:
    tell_heads(
        kind=Kind.STATEMENT,
        key=f"statement:{made.month}",
        statement=made.pk,
        month=made.month.isoformat(),
        total=made.data["statement"]["total"],
    )


@transaction.atomic
def dispute(*, statement: MonthStatement, words: str, by: User, by_name: str) -> StatementWord:
    """A head disagrees, in words that stay on record. Raises ``Problem`` where nothing was said."""
    said = _say(statement, StatementWord.Kind.DISPUTED, words, by, by_name)
    audit(user=by, action="statement.disputed", subject=f"statement:{statement.pk}", words=said.words)
    return said


@transaction.atomic
def answer(*, statement: MonthStatement, words: str, by: User, by_name: str) -> StatementWord:
    """An integrator answers; the statement itself stays as it is, what is mended goes into the next one."""
    last = statement.said.last()
    if last is None:
        raise Problem("not_disputed", "Этот акт никто не оспаривал: отвечать не на что.", field="words")
    said = _say(statement, StatementWord.Kind.ANSWERED, words, by, by_name)
    audit(user=by, action="statement.answered", subject=f"statement:{statement.pk}", words=said.words)
    return said


def _say(
    statement: MonthStatement, kind: StatementWord.Kind, words: str, by: User, by_name: str
) -> StatementWord:
    told = words.strip()
    if not told:
        raise Problem("words_missing", "Напишите, с чем вы не согласны или что отвечаете.", field="words")
    most = StatementWord._meta.get_field("words").max_length or 0
    if len(told) > most:
        raise Problem("words_long", f"Не длиннее {most} знаков.", field="words")
    return StatementWord.objects.create(statement=statement, kind=kind, words=told, by=by, by_name=by_name)
