"""Every address of the product answers every kind of person as the table says (decisions 18 and 19)."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver

from mentor.companies import actions as companies
from mentor.core.tenancy import company_scope

from . import town as towns
from .url_table import ADDRESSES, COMPANIES, LOGIN, TABLE, Answer, everybody

METHODS = ("GET", "POST")
NOT_ALLOWED = everybody(405)


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Every pattern under a resolver, as it is written."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern, route)


ROUTES = sorted(set(routes(get_resolver())))


@pytest.fixture(scope="module")
def town(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[towns.Town]:
    """Built once: what a request writes is rolled back after it."""
    with django_db_blocker.unblock(), towns.built(tmp_path_factory.mktemp("town")) as built:
        yield built


def ask(town: towns.Town, role: str, method: str, address: str) -> tuple[Answer, str]:
    """(answer, body) of one request; nothing of it stays, neither in the database nor in the browser."""
    browser = town.browsers[role]
    cookies = copy.deepcopy(browser.cookies)
    with transaction.atomic():
        response = browser.generic(method, f"/{address}", content_type="application/x-www-form-urlencoded")
        found = answer_of(response), body_of(response)
        transaction.set_rollback(True)
    browser.cookies = cookies
    return found


def answer_of(response: Any) -> Answer:
    if response.status_code not in (301, 302):
        return int(response.status_code)
    to = response.headers["Location"].partition("?")[0]
    if to == "/accounts/login/":
        return LOGIN
    return COMPANIES if to == "/staff/companies/" else 302


def body_of(response: Any) -> str:
    body: bytes = b"".join(response) if response.streaming else response.content
    return body.decode(errors="replace")


def address_of(town: towns.Town, route: str, method: str) -> str:
    """The route with our company's object in it."""
    if route in ADDRESSES:
        return ADDRESSES[route]
    known = [TABLE[each, route][1] for each in METHODS if (each, route) in TABLE]
    name = TABLE[method, route][1] if (method, route) in TABLE else known[0]
    return re.sub(r"<[^>]+>", str(town.ids.get(name, "")), route)


@pytest.mark.unit
def test_every_address_stands_in_the_table_and_nothing_else_does():
    listed = {route for _, route in TABLE}
    assert set(ROUTES) - listed == set(), "addresses that nobody wrote into url_table.TABLE"
    assert listed - set(ROUTES) == set(), "lines of url_table.TABLE whose address is gone"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("route", ROUTES)
def test_an_address_answers_everybody_as_the_table_says(town, route, method):
    if not any((each, route) in TABLE for each in METHODS):
        pytest.fail(f"{route} is not in url_table.TABLE")
    expected = TABLE[method, route][0] if (method, route) in TABLE else NOT_ALLOWED
    address = address_of(town, route, method)
    assert {role: ask(town, role, method, address)[0] for role in towns.ROLES} == expected


@pytest.mark.parametrize("route", ROUTES)
def test_nobody_else_reads_our_clients_name_or_phone(town, route):
    address = address_of(town, route, "GET")
    for role in ("anonymous", "stranger", "loose"):
        _, body = ask(town, role, "GET", address)
        assert towns.SECRET_CLIENT not in body, role
        assert towns.SECRET_PHONE not in re.sub(r"\D", "", body), role
        assert towns.SECRET_COMPANY not in body or role == "loose" or route.startswith("invitation/"), role


def test_our_own_head_does_read_them(town):
    """Else the test above would prove nothing."""
    for address in ("calls/", "losses/", f"calls/{town.ids['call']}/", f"clients/{town.ids['client']}/"):
        _, body = ask(town, "head", "GET", address)
        assert towns.SECRET_CLIENT in body
        assert towns.SECRET_COMPANY in body


@pytest.mark.parametrize("route", [route for _, route in TABLE if "<int:pk>" in route])
@pytest.mark.parametrize("pk", [0, 999_999_999, 2**63 - 1, 2**63, 10**30])
def test_an_id_that_is_nobodys_is_404_like_a_strangers(town, route, pk):
    address = re.sub(r"<[^>]+>", str(pk), route)
    method = "GET" if ("GET", route) in TABLE else "POST"
    asked = {role: ask(town, role, method, address)[0] for role in ("owner", "head", "integrator")}
    assert set(asked.values()) == {404}, asked


def test_the_api_knows_a_company_by_its_key_alone(town):
    address = f"/api/v1/calls/{town.ids['call']}"
    with company_scope(town.theirs.company.pk):
        _, strange_key = companies.create_api_key(name="чужая АТС", by=None)
    browser = town.browsers["anonymous"]
    keys = {town.api_key: 200, strange_key: 404, "mk_made_up": 401}
    for key, status in keys.items():
        answer = browser.get(address, headers={"authorization": f"Bearer {key}"})
        assert answer.status_code == status
    mine = browser.get("/api/v1/me", headers={"authorization": f"Bearer {strange_key}"})
    assert mine.json()["company"] == town.theirs.company.name
    # a log-in into one company with a key of another: two companies in one request are refused
    mixed = town.browsers["stranger"].get(address, headers={"authorization": f"Bearer {town.api_key}"})
    assert mixed.status_code == 403


def test_a_dismissed_manager_sees_nothing(town):
    with transaction.atomic():
        with company_scope(town.ours.company.pk):
            companies.change_member(member=town.ours.manager, by=None, is_active=False)
        for address in ("calls/", f"calls/{town.ids['call']}/", "my/day/"):
            answer, body = ask(town, "owner", "GET", address)
            assert answer == 302
            assert towns.SECRET_CLIENT not in body
        transaction.set_rollback(True)
    town.ours.manager.is_active = True


def test_an_integrator_sees_the_chosen_company_only(town):
    browser = town.browsers["integrator"]
    answer = browser.get("/calls/")
    assert towns.SECRET_CLIENT in answer.content.decode()
    with transaction.atomic():
        browser.post(f"/staff/companies/{town.theirs.company.pk}/choose/")
        assert towns.SECRET_CLIENT not in browser.get("/calls/").content.decode()
        assert browser.get(f"/calls/{town.ids['call']}/").status_code == 404
        transaction.set_rollback(True)
