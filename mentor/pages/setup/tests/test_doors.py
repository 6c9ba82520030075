"""Who may open set-up: heads and integrators; for managers it does not exist."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mentor.companies import actions as companies
from mentor.companies.models import User
from mentor.core.tenancy import company_scope
from mentor.pages.setup.urls import urlpatterns
from tests.fixtures import logged_in

pytestmark = pytest.mark.django_db

HEADS = (
    "settings", "people", "person_new", "rubric", "figures", "api_keys", "knowledge", "knowledge_objections",
    "knowledge_rules", "knowledge_phrases", "knowledge_references", "audit", "attention",
)  # fmt: skip
STAFF = ("companies", "company_new", "rule_new")
OPEN = ("no_company", "welcome", "invitation")


@pytest.mark.parametrize("name", HEADS)
def test_heads_and_integrators_open_set_up(name, head_client, integrator_client):
    for browser in (head_client, integrator_client):
        assert browser.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", STAFF)
def test_only_staff_opens_what_is_of_staff(name, head_client, integrator_client):
    assert integrator_client.get(reverse(name)).status_code == 200
    assert head_client.get(reverse(name)).status_code == 404


def _addresses():
    return [
        (route.name, reverse(route.name, args=[1] if "<" in str(route.pattern) else []))
        for route in urlpatterns
        if route.name not in OPEN
    ] + [("attention", reverse("attention")), ("attention_hide", reverse("attention_hide", args=[1]))]


@pytest.mark.parametrize(("name", "address"), _addresses())
def test_a_manager_finds_nothing_of_set_up(name, address, manager_client):
    assert {manager_client.get(address).status_code, manager_client.post(address).status_code} <= {404, 405}
    assert 404 in (manager_client.get(address).status_code, manager_client.post(address).status_code)


@pytest.mark.parametrize(("name", "address"), _addresses())
def test_a_stranger_is_sent_to_the_log_in(name, address, client, world):
    answers = [client.get(address), client.post(address)]
    assert any(answer.status_code == 302 and "/accounts/login/" in answer["Location"] for answer in answers)


@pytest.mark.parametrize(
    "name", ["person", "api_key_revoke", "number_include", "reference_remove", "attention_hide"]
)
def test_a_thing_of_another_company_does_not_exist(name, head_client, other_world):
    with company_scope(other_world.company.pk):
        ids = {
            "person": other_world.manager.pk,
            "api_key_revoke": companies.create_api_key(name="чужой", by=None)[0].pk,
        }
    assert head_client.post(reverse(name, args=[ids.get(name, 1)])).status_code == 404


def test_staff_without_a_company_is_sent_to_the_list(integrator, world):
    answer = logged_in(integrator).get(reverse("settings"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("companies"))


def test_a_log_in_without_a_place_is_told_what_to_do(db):
    user = User.objects.create_user("lost@nowhere.example", "correct horse battery")
    answer = logged_in(user).get("/", follow=True)
    assert "Попросите руководителя отдела продаж" in answer.content.decode()
