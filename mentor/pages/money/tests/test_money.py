"""Деньги: every rouble is opened, the parts add up, nothing unknown is invented."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from mentor.clients import payments as money
from mentor.clients.models import Payment
from mentor.companies import actions as companies
from mentor.core.tenancy import company_scope
from mentor.pages.context import Frame
from mentor.pages.money.queries import MoneyPage, money_page
from mentor.recovery import actions as recovery
from tests.fixtures import SUCCESS_TALK, talk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("midmonth")]

# What was agreed with people, receipts and who waits; the month's tallies; their payments, cases and contacts; the page
# of payments with their deals' payments, and cases of those deals.
QUERIES = 8


def frame() -> Frame:
    """Of somebody with no bell."""
    return Frame(SimpleNamespace(member=None))  # type: ignore[arg-type]


def plain(text: str) -> str:
    """With ordinary spaces in figures, as a reader sees them."""
    return text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture
def priced(company):
    """A cheque of 50 000 and 10 % without us; work began with the month."""
    today = timezone.now().astimezone(company.zone).date()
    with company_scope(company.pk):
        companies.change_company(company=company, by=None, started_on=today.replace(day=1))
        companies.set_average_cheque(amount=Decimal(50_000), valid_from=today.replace(day=1), by=None)
        companies.set_baseline(
            conversion=Decimal("0.1"), source="выгрузка из CRM", valid_from=today.replace(day=1), by=None
        )
    return company


def pay(
    call, amount: str, *, minutes: int = 5, source: str = "crm", refund_of: Payment | None = None
) -> Payment:
    deal = refund_of.deal if refund_of else money.record_deal(client=call.client, manager=call.manager)
    paid = money.record_payment(
        deal=deal,
        amount=Decimal(amount),
        paid_at=timezone.now() + timedelta(minutes=minutes),
        source=source,
        refund_of=refund_of,
    )
    recovery.apply_payment(deal=deal, company=call.company)
    return paid


@pytest.fixture
def month(priced, worked):
    """Ирина lost, called again and back with 30 000 less 1 000; Семён bought; Глеб's receipt waits."""
    with company_scope(priced.pk):
        lost = worked()
        soon = timezone.now() + timedelta(minutes=1)
        worked(started_at=soon, transcript=talk(SUCCESS_TALK), client_phone=lost.client_phone)
        back = pay(lost, "30000")
        pay(lost, "1000", minutes=6, refund_of=back)
        phones = {"Семён": "+79000000202", "Глеб": "+79000000203"}
        bought, waits = (
            worked(
                client_name=name, client_phone=phone, manager_extension="102", transcript=talk(SUCCESS_TALK)
            )
            for name, phone in phones.items()
        )
        pay(bought, "70000")
        pay(waits, "9000", source="receipt")
    return priced


def page(company, query: str = "") -> MoneyPage:
    with company_scope(company.pk):
        return money_page(company, QueryDict(query), timezone.now() + timedelta(minutes=10), frame())


def test_every_rouble_of_the_month_lies_behind_a_payment_or_a_lead(month):
    shown = page(month)
    # three leads, one ordinary deal: 50 000 - 3 x 0.1 x 50 000 = 35 000; returned 30 000 - 1 000
    assert (shown.whole.growth, shown.whole.returned) == (Fraction(35_000), Fraction(29_000))
    assert sum(row.brings for row in shown.rows) == Fraction(50_000 + 29_000)
    for parts in (shown.managers, shown.days):
        assert sum(part.growth or 0 for part in parts) == Fraction(35_000)
        assert sum(part.returned for part in parts) == Fraction(29_000)
        assert sum(part.leads for part in parts) == 3
    by_name = {part.title: part.total for part in shown.managers}
    # Пётр: one lead and the return; Мария: two leads and the ordinary deal
    assert by_name == {"Пётр Лунин": -5_000 + 29_000, "Мария Ясная": 50_000 - 10_000}


def test_the_panel_shows_the_formula_with_the_numbers_put_in(head_client, month):
    text = plain(head_client.get(reverse("money")).content.decode())
    panel = text[text.index('id="how"') :][:4000]
    for part in (
        "1 сделка без вернувшихся × 50 000 ₽",
        "3 лида × 10,00 % × 50 000 ₽",
        "(1 / 3 − 10,00 %) × 3 × 50 000 ₽",
        "+35 000 ₽",
        "64 000 ₽",
        "выгрузка из CRM",
    ):
        assert part in panel, part


def test_a_payment_leads_to_its_client_and_to_the_call_in_which_the_client_was_lost(head_client, month):
    with company_scope(month.pk):
        back = Payment.objects.select_related("deal").get(amount=Decimal(30_000))
        (row,) = [row for row in page(month).rows if row.payment == back]
        assert row.case is not None
    text = head_client.get(reverse("money")).content.decode()
    assert reverse("client", args=[back.deal.client_id]) in text
    assert reverse("call", args=[row.case.call_id]) in text


def test_the_lists_of_returned_and_of_waiting_payments_hold_only_those(month):
    assert {row.payment.amount for row in page(month, "show=returned").rows} == {
        Decimal(30_000),
        Decimal(1_000),
    }
    (waiting,) = page(month, "show=waiting").rows
    assert (waiting.payment.amount, waiting.brings) == (Decimal(9_000), Fraction(0))
    # a waiting payment of a client who was never lost would be no return
    assert page(month).found.money.pending == 0


def test_a_months_address_is_read_and_nonsense_is_this_month(month):
    today = timezone.now().astimezone(month.zone).date()
    assert page(month, "month=2026-01").found.month.first.isoformat() == "2026-01-01"
    for nonsense in ("month=2026-13", "month=yes", "month=9999-01", "month=0001-01", "month=%00"):
        assert page(month, nonsense).found.month.first == today.replace(day=1)


def test_before_the_start_there_is_no_money(head_client, month):
    text = head_client.get(reverse("money") + "?month=2026-01").content.decode()
    assert "До начала работы денег нет" in text


def test_without_cheque_and_baseline_the_growth_is_unknown_and_says_why(head_client, company, worked):
    with company_scope(company.pk):
        worked()
    text = head_client.get(reverse("money")).content.decode()
    assert "На часть дней месяца нет среднего чека и конверсии без нас" in text
    assert page(company).whole.growth is None


def test_a_company_without_anything_gets_an_empty_page(head_client, company):
    assert "Оплат в этом месяце нет" in head_client.get(reverse("money")).content.decode()


def test_the_number_of_queries_does_not_grow(month, worked, django_assert_num_queries):
    for more in range(2):
        with company_scope(month.pk):
            for number in range(4 * more):
                call = worked(client_phone=f"+7900000{number:04}", transcript=talk(SUCCESS_TALK))
                pay(call, "100", source=("crm", "receipt")[number % 2])
            with django_assert_num_queries(QUERIES):
                money_page(month, QueryDict(), timezone.now(), frame())
