"""Monthly statements: closed once, frozen with every input, mended by the next one only."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from mentor.analytics import statements
from mentor.analytics.models import MonthStatement, StatementWord
from mentor.clients import payments as money
from mentor.companies import actions as companies
from mentor.companies.models import AuditEntry
from mentor.core.problems import Problem
from mentor.core.tenancy import company_scope
from mentor.notifications.models import Notification
from mentor.recovery import actions as recovery
from tests.fixtures import SUCCESS_TALK, talk

pytestmark = pytest.mark.django_db
MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)


@pytest.fixture
def billed(company):
    """Work began with March: a cheque of 50 000, 10 % without us, 30 % of the growth to be paid."""
    with company_scope(company.pk):
        companies.change_company(company=company, by=None, started_on=MARCH)
        companies.set_average_cheque(amount=Decimal(50_000), valid_from=MARCH, by=None)
        companies.set_baseline(conversion=Decimal("0.1"), source="CRM за февраль", valid_from=MARCH, by=None)
        companies.set_fee_terms(
            rate=Decimal("0.3"), base="growth", source="договор № 7", valid_from=MARCH, by=None
        )
        yield company


def noon(company, month: date, day: int) -> datetime:
    return datetime(month.year, month.month, day, 12, tzinfo=company.zone)


def nine(company, month: date) -> datetime:
    """The moment a month before this one closes."""
    return datetime(month.year, month.month, 1, 9, tzinfo=company.zone)


def lead(company, worked, month: date, day: int, phone: str):
    return worked(
        started_at=noon(company, month, day),
        client_phone=phone,
        client_name=phone,
        transcript=talk(SUCCESS_TALK),
    )


def pay(company, call, month: date, day: int, amount: int = 70_000, refund_of=None):
    deal = refund_of.deal if refund_of else money.record_deal(client=call.client, manager=call.manager)
    made = money.record_payment(
        deal=deal,
        amount=Decimal(amount),
        paid_at=noon(company, month, day),
        source="crm",
        refund_of=refund_of,
    )
    recovery.apply_payment(deal=deal, company=company)
    return made


@pytest.fixture
def march(billed, worked):
    """Two leads, one deal: growth 50 000 − 2 × 10 % × 50 000 = 40 000, to be paid 12 000."""
    one = lead(billed, worked, MARCH, 3, "+79000000301")
    lead(billed, worked, MARCH, 5, "+79000000302")
    paid = pay(billed, one, MARCH, 10)
    (closed,) = statements.close_due(billed, nine(billed, APRIL))
    return closed, paid


def test_a_month_is_closed_with_every_number_it_was_counted_from(billed, march):
    data = march[0].data
    stated = data["statement"]
    assert (stated["growth"], stated["fee"], stated["total"]) == ("40000.00", "12000.00", "12000.00")
    assert (stated["leads"], stated["deals"], stated["mean_baseline"]) == (2, 1, "0.100000")
    assert [(row["cheque"], row["leads"]) for row in data["groups"]] == [("50000.00", 2)]
    assert [row[1] for row in data["leads"]] == ["2026-03-03", "2026-03-05"]
    (deal,) = data["deals"]
    assert [(each["amount"], each["proven"]) for each in deal["payments"]] == [("70000.00", True)]
    assert data["terms"]["fee_source"] == "договор № 7"
    assert data["terms"]["baseline"][0]["source"] == "CRM за февраль"
    assert march[0].is_intact


def test_it_closes_at_nine_of_the_first_and_not_a_moment_before(billed):
    early = nine(billed, APRIL) - timedelta(seconds=1)
    assert statements.close_due(billed, early) == []
    assert [each.month for each in statements.close_due(billed, early + timedelta(seconds=1))] == [MARCH]


def test_running_the_job_again_closes_nothing_twice_and_tells_the_head_once(billed, march, world):
    before = march[0].content
    assert statements.close_due(billed, nine(billed, APRIL)) == []
    assert statements.close_due(billed, nine(billed, APRIL) + timedelta(days=9)) == []
    assert MonthStatement.objects.get().content == before
    assert Notification.objects.filter(kind="statement", member=world.head).count() == 1


def test_a_closed_month_stays_as_it_was_and_the_next_statement_carries_the_difference(billed, march, worked):
    closed, paid = march
    before = closed.content
    pay(billed, None, APRIL, 2, 70_000, refund_of=paid)  # the deal of March was given back in full
    lead(billed, worked, APRIL, 7, "+79000000303")
    (april,) = statements.close_due(billed, nine(billed, MAY))
    assert MonthStatement.objects.get(month=MARCH).content == before
    stated = april.data["statement"]
    assert stated["differences"] == [
        {"month": "2026-03-01", "billed": "12000.00", "now": "0.00", "amount": "-12000.00"}
    ]
    assert stated["total"] == "-12000.00"
    # March without its deal fell by 10 000, April by 5 000: both are carried on
    assert stated["carried_in"] == "10000.00"
    assert stated["carried_out"] == "15000.00"


def test_months_missed_while_nothing_ran_are_closed_each_for_itself_oldest_first(billed, worked):
    lead(billed, worked, MARCH, 3, "+79000000301")
    made = statements.close_due(billed, nine(billed, MAY))
    assert [each.month for each in made] == [MARCH, APRIL]
    assert [each.data["statement"]["carried_out"] for each in made] == ["5000.00", "5000.00"]


def test_without_an_agreed_rate_no_month_is_billed(company, worked):
    with company_scope(company.pk):
        companies.change_company(company=company, by=None, started_on=MARCH)
        assert statements.close_due(company, nine(company, MAY)) == []
        companies.set_fee_terms(
            rate=Decimal("0.3"), base="growth", source="договор", valid_from=APRIL, by=None
        )
        assert [each.month for each in statements.close_due(company, nine(company, MAY))] == [APRIL]


def test_a_month_whose_cheque_is_missing_waits_and_closes_once_it_is_there(billed, worked):
    with transaction.atomic():
        early = lead(billed, worked, MARCH, 3, "+79000000301")
        companies.set_baseline(conversion=Decimal("0.1"), source="CRM", valid_from=MARCH, by=None)
        from mentor.companies.models import AverageCheque

        AverageCheque.objects.all().delete()
    assert early.client_id
    assert statements.close_due(billed, nine(billed, APRIL)) == []
    companies.set_average_cheque(amount=Decimal(1_000), valid_from=MARCH, by=None)
    assert len(statements.close_due(billed, nine(billed, APRIL))) == 1


def test_a_dispute_and_its_answer_stay_on_record_beside_an_unchanged_statement(
    billed, march, world, integrator
):
    closed = march[0]
    with pytest.raises(Problem, match="отвечать не на что"):
        statements.answer(statement=closed, words="верно", by=integrator, by_name="Анна")
    with pytest.raises(Problem, match="Напишите"):
        statements.dispute(statement=closed, words="  ", by=world.head.user, by_name="Ольга")
    statements.dispute(statement=closed, words="Оплата не наша", by=world.head.user, by_name="Ольга")
    statements.answer(statement=closed, words="Исправим в апреле", by=integrator, by_name="Анна")
    said = [(each.kind, each.words) for each in closed.said.all()]
    assert said == [
        (StatementWord.Kind.DISPUTED, "Оплата не наша"),
        (StatementWord.Kind.ANSWERED, "Исправим в апреле"),
    ]
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"statement.closed", "statement.disputed", "statement.answered"} <= actions
    closed.refresh_from_db()
    assert closed.is_intact
