"""Менеджеры: the table, side by side, the card; nothing of it for a manager."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from mentor.core.tenancy import company_scope
from mentor.pages.managers.card import card
from mentor.pages.managers.queries import team_page

pytestmark = pytest.mark.django_db
CARD_QUERIES = 14


def text_of(browser, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200, url
    return str(answer.content.decode())


def test_every_manager_stands_in_the_table(head_client, world, worked):
    with company_scope(world.company.pk):
        worked()
    text = text_of(head_client, reverse("managers"))
    assert world.manager.name in text
    assert world.colleague.name in text


def test_few_graded_calls_are_too_little_data_not_a_colour(head_client, company, worked):
    with company_scope(company.pk):
        worked()
    text = text_of(head_client, reverse("managers"))
    assert "мало данных" in text
    assert "heat-b" not in text
    assert "heat-g" not in text


def test_enough_graded_calls_are_coloured(head_client, company, worked):
    with company_scope(company.pk):
        for number in range(company.min_graded_calls):
            worked(client_phone=f"+790000001{number:02}")
    assert "heat-b" in text_of(head_client, reverse("managers"))


@pytest.mark.parametrize(
    "query",
    [
        "period=day",
        "period=week",
        "period=nine_weeks",
        "period=custom&from=2026-01-10&to=2026-03-05",
        "period=custom&from=2026-03-05&to=2026-01-10",
        "period=нет",
    ],
)
def test_every_period_is_shown_and_bad_ones_say_so(head_client, query):
    text_of(head_client, f"{reverse('managers')}?{query}")


def test_two_managers_stand_side_by_side(head_client, world, worked):
    with company_scope(world.company.pk):
        worked()
    url = f"{reverse('managers_compare')}?m={world.manager.pk}&m={world.colleague.pk}"
    text = text_of(head_client, url)
    assert text.index(world.colleague.name) < text.index(world.manager.name)
    assert "Перезвонил после рекомендации" in text


@pytest.mark.parametrize("query", ["", "m=1", "m=abc&m=99999999999999999999999", "m=0&m=0"])
def test_fewer_than_two_known_managers_lead_back_to_the_table(head_client, query):
    answer = head_client.get(f"{reverse('managers_compare')}?{query}")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("managers"))


def test_the_card_shows_the_words_that_cost_points_and_leads_to_them(head_client, world, worked):
    with company_scope(world.company.pk):
        call = worked()
        quoted = call.result.assessment.deductions.exclude(quote="").exclude(at_s=None).first()
    assert quoted is not None
    text = text_of(head_client, reverse("manager", args=[world.manager.pk]))
    assert quoted.quote in text
    assert f"{reverse('call', args=[call.pk])}#t={quoted.at_s:.2f}" in text


def test_a_card_of_nobody_is_404(head_client, world, other_world):
    for pk in (world.head.pk, other_world.manager.pk, 999_999, 10**30):
        assert head_client.get(f"/managers/{pk}/").status_code == 404


def test_a_manager_has_no_team_pages_and_no_card_of_a_colleague(manager_client, world):
    for url in (
        reverse("managers"),
        reverse("managers_compare"),
        reverse("manager", args=[world.colleague.pk]),
    ):
        assert manager_client.get(url).status_code == 404
    own = manager_client.get(reverse("manager", args=[world.manager.pk]))
    assert own.headers["Location"] == reverse("my_stages")


def test_a_silent_manager_is_named_with_facts(head_client, world):
    text = text_of(head_client, reverse("manager", args=[world.colleague.pk]))
    assert "в систему ещё не заходил" in text


@pytest.mark.parametrize(("period", "queries"), [("day", 5), ("week", 5), ("month", 5)])
def test_the_table_costs_the_same_however_many_calls(
    company, worked, period, queries, django_assert_num_queries
):
    for calls in range(2):
        with company_scope(company.pk):
            for number in range(4 * calls):
                worked(client_phone=f"+7900000{number:04}")
            with django_assert_num_queries(queries):
                team_page({"period": period}, company, timezone.now())


def test_the_card_costs_the_same_however_many_calls(world, worked, django_assert_num_queries):
    for calls in (1, 4):
        with company_scope(world.company.pk):
            for number in range(calls):
                worked(client_phone=f"+79000{calls:02}{number:04}")
            with django_assert_num_queries(CARD_QUERIES):
                card(world.manager, {}, world.company, timezone.now())
