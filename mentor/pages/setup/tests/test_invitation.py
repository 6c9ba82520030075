"""The invitation: the only page that makes a log-in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mentor.companies import actions as companies
from mentor.companies import people_actions
from mentor.companies.models import Invitation, Role, User
from mentor.core.tenancy import company_scope

pytestmark = pytest.mark.django_db
PASSWORD = "лыжи зимой летят"


@pytest.fixture
def invited(world):
    with company_scope(world.company.pk):
        member = companies.add_member(
            name="Зоя Новая", role=Role.MANAGER, by=None, email="zoya@north.example"
        )
        return member, companies.invite(member=member, by=world.head.user)


def post(client, token, password=PASSWORD, again=PASSWORD):
    return client.post(reverse("invitation", args=[token]), {"password": password, "again": again})


def test_a_password_makes_the_log_in_and_offers_a_second_factor(client, invited):
    _, token = invited
    assert "Зоя Новая" in client.get(reverse("invitation", args=[token])).content.decode()
    answer = post(client, token)
    assert (answer.status_code, answer["Location"]) == (302, reverse("welcome"))
    assert reverse("mfa_activate_totp") in client.get(reverse("welcome")).content.decode()
    assert client.get(reverse("mfa_activate_totp")).status_code == 200, "the password was typed a moment ago"
    assert client.get(reverse("calls")).status_code == 200


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("короткий", "коротки", "не совпадают"),
        ("1234567", "1234567", "слишком короткий"),
        ("password", "password", "широко распространён"),
        ("zoya@north.example", "zoya@north.example", "слишком похож"),
        ("", "", "Обязательное поле"),
    ],
)
def test_a_bad_password_is_refused_in_words(password, again, said, client, invited):
    assert said in post(client, invited[1], password, again).content.decode()
    assert not User.objects.filter(email="zoya@north.example").exists()


def test_a_link_works_once(client, invited):
    post(client, invited[1])
    client.logout()
    answer = client.get(reverse("invitation", args=[invited[1]]))
    assert answer.status_code == 410
    assert "пароль уже задан" in answer.content.decode()
    assert post(client, invited[1]).status_code == 410


def test_a_newer_link_ends_the_older(client, invited, world):
    member, older = invited
    with company_scope(world.company.pk):
        newer = companies.invite(member=member, by=world.head.user)
    assert post(client, older).status_code == 410
    assert post(client, newer).status_code == 302


def test_a_link_out_of_time_is_over(client, invited, world):
    with company_scope(world.company.pk):
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert "Срок ссылки вышел" in client.get(reverse("invitation", args=[invited[1]])).content.decode()
    assert post(client, invited[1]).status_code == 410


def test_the_link_of_one_switched_off_is_over(client, invited, world):
    with company_scope(world.company.pk):
        people_actions.switch_off(member=invited[0], by=world.head.user)
    assert post(client, invited[1]).status_code == 410


@pytest.mark.parametrize("token", ["неизвестно", "x" * 43, "%00"])
def test_an_unknown_link_says_so(token, client, db):
    answer = client.get(reverse("invitation", args=[token]))
    assert answer.status_code == 404
    assert "Такой ссылки нет" in answer.content.decode()


def test_one_logged_in_elsewhere_is_asked_to_leave_first(invited, other_world):
    from tests.fixtures import logged_in

    browser = logged_in(other_world.head.user)
    assert "под другим именем" in browser.get(reverse("invitation", args=[invited[1]])).content.decode()
    post(browser, invited[1])
    assert not User.objects.filter(email="zoya@north.example").exists()


def test_a_forgotten_password_is_mailed_in_our_words(client, world, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": "petr@north.example"})
    assert mailoutbox[0].subject == "Новый пароль для mentor.ai"
    assert "/accounts/password/reset/key/" in mailoutbox[0].body
