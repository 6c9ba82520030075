"""Whom a search finds: by beginnings of words, by a phone, by its first or last digits."""

from __future__ import annotations

import pytest

from mentor.clients import actions
from mentor.clients.models import Client, ClientWord
from mentor.clients.queries import MOST_FOUND, matching
from mentor.core.tenancy import company_scope

pytestmark = pytest.mark.django_db

PEOPLE = {
    "+79001234501": "Алёна Седых-Орлова",
    "+79001234502": "ООО «Окна 77»",
    "+79267770303": "Орлов Пётр",
    "+375291112233": "",
}


@pytest.fixture
def people(scope):
    return {phone: actions.find_or_create(phone=phone, name=name).pk for phone, name in PEOPLE.items()}


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("орл", ["+79001234501", "+79267770303"]),
        ("ОРЛОВА", ["+79001234501"]),
        ("алена", ["+79001234501"]),
        ("Алёна", ["+79001234501"]),
        ("пет орл", ["+79267770303"]),
        ("окна 77", ["+79001234502"]),
        ("«окна", ["+79001234502"]),
        ("седых-ор", ["+79001234501"]),
        ("рлов", []),
        ("орлов анна", []),
        ("8 (926) 777-03-03", ["+79267770303"]),
        ("+375 29 111-22-33", ["+375291112233"]),
        ("0303", ["+79267770303"]),
        ("8 900 123", ["+79001234501", "+79001234502"]),
        ("+7 900", ["+79001234501", "+79001234502"]),
        ("900123", ["+79001234501", "+79001234502"]),
        ("375", ["+375291112233"]),
        ("77", ["+79001234502"]),
        ("9001234999", []),
        ("%", []),
        ("—", []),
    ],
)
def test_a_search_finds_whom_it_means(people, text, phones):
    assert sorted(matching(text)) == sorted(people[phone] for phone in phones)


def test_a_name_that_comes_later_is_found(people):
    assert matching("Нина") == []
    actions.find_or_create(phone="+375291112233", name="Нина Ким")
    assert matching("нин") == [people["+375291112233"]]


def test_a_client_merged_into_another_is_not_found(people):
    Client.objects.filter(pk=people["+79267770303"]).update(merged_into=people["+79001234501"])
    assert matching("пётр") == matching("0303") == []


def test_more_clients_than_mean_anything_are_cut_off(scope):
    clients = Client.objects.bulk_create(Client(name="Анна") for _ in range(MOST_FOUND + 5))
    ClientWord.objects.bulk_create(ClientWord(client=each, word="анна") for each in clients)
    assert len(matching("анна")) == MOST_FOUND + 1


def test_companies_search_among_their_own(world, other_world):
    for company in (world.company, other_world.company):
        with company_scope(company.pk):
            actions.find_or_create(phone="+79001234567", name=f"Клиент {company.pk}")
    with company_scope(world.company.pk):
        found = Client.objects.filter(pk__in=[*matching("клиент"), *matching("+79001234567")])
        assert [each.name for each in found] == [f"Клиент {world.company.pk}"]
