"""Обзор: five figures, honest where nothing is known, at a cost that calls do not change."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from mentor.companies import actions as companies
from mentor.core.tenancy import company_scope
from mentor.pages.context import Frame
from mentor.pages.overview.queries import overview
from tests.fixtures import SUCCESS_TALK, talk

pytestmark = pytest.mark.django_db

# What was agreed with the flow of calls and the frame; all tallies; members, what grows late today, absences, whose
# recommendations are ignored, fresh losses.
QUERIES = 7


@pytest.fixture
def figures_set(company):
    """A start, a cheque and a baseline: everything that money needs."""
    today = timezone.now().astimezone(company.zone).date()
    with company_scope(company.pk):
        companies.change_company(company=company, by=None, started_on=today - timedelta(days=3))
        companies.set_average_cheque(amount=Decimal(50_000), valid_from=today - timedelta(days=90), by=None)
        companies.set_baseline(
            conversion=Decimal("0.1"),
            source="выгрузка из CRM",
            valid_from=today - timedelta(days=90),
            by=None,
        )
    return company


def page_of(browser) -> str:
    answer = browser.get(reverse("overview"))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_new_company_sees_no_data_and_what_to_do(head_client):
    text = page_of(head_client)
    assert "нет данных" in text
    assert "Разобранных звонков пока нет" in text
    assert "нет среднего чека и конверсии без нас" in text
    assert reverse("uploads") in text


def test_money_is_unknown_until_cheque_and_baseline_are_there(head_client, company, worked):
    with company_scope(company.pk):
        worked()
    text = page_of(head_client)
    tile = text[text.index("Принесла система") :][:600]
    assert "нет данных" in tile
    assert "чего не хватает" in tile


def test_the_arithmetic_of_the_money_stands_on_the_page(head_client, figures_set, worked):
    with company_scope(figures_set.pk):
        worked()
    text = page_of(head_client)
    money = text[text.index('id="money"') :][:3000]
    # One lead, no deal, 10 % without us, 50 000 roubles: (0 - 0.1) x 1 x 50 000.
    assert "50\u202f000" in money
    assert "\u22125\u202f000" in money
    assert "выгрузка из CRM" in money


def test_a_loss_without_a_call_needs_attention_until_somebody_calls(head_client, company, worked):
    with company_scope(company.pk):
        lost = worked()
    assert "Ирина: потерян, звонка не было" in page_of(head_client)
    with company_scope(company.pk):
        worked(
            started_at=timezone.now() + timedelta(minutes=1),
            transcript=talk(SUCCESS_TALK),
            client_phone=lost.client_phone,
        )
    assert "звонка не было" not in page_of(head_client)


def test_a_manager_is_led_to_the_own_day(manager_client):
    answer = manager_client.get(reverse("overview"))
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("my_day")


def test_an_integrator_sees_the_head_s_page_with_a_way_to_set_figures(integrator_client):
    assert reverse("figures") in page_of(integrator_client)


def test_a_stranger_is_asked_to_log_in(client):
    assert reverse("account_login") in client.get(reverse("overview")).headers["Location"]


def test_another_company_s_losses_are_not_here(head_client, other_company, new_call, worked):
    with company_scope(other_company.pk):
        worked(client_name="Чужой клиент")
    assert "Чужой клиент" not in page_of(head_client)


def test_the_number_of_queries_is_fixed(figures_set, worked, django_assert_num_queries):
    company, now = figures_set, timezone.now()
    for calls in range(2):
        with company_scope(company.pk):
            for number in range(5 * calls):
                worked(client_phone=f"+7900000{number:04}", manager_extension=("101", "102")[number % 2])
            frame = Frame(SimpleNamespace(member=None))  # type: ignore[arg-type]
            with django_assert_num_queries(QUERIES):
                overview(company, now, frame)
