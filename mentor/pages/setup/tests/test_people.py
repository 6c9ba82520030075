"""Люди: adding, changing, switching off, and who may make an acceptor."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse

from mentor.companies import actions as companies
from mentor.companies.models import AuditEntry, Invitation, Member, Role
from mentor.core.tenancy import company_scope
from tests.fixtures import PASSWORD

pytestmark = pytest.mark.django_db


def facts(**changes):
    return {
        "name": "Новый Человек",
        "role": "manager",
        "email": "new@north.example",
        "extensions": "",
        **changes,
    }


@pytest.fixture
def post_new(head_client):
    return lambda **changes: head_client.post(reverse("person_new"), facts(**changes))


def edit(browser, member, **changes):
    known = {"name": member.name, "role": member.role, "email": member.email, "extensions": ""}
    return browser.post(reverse("person", args=[member.pk]), {**known, **changes})


def test_the_list_tells_how_each_person_gets_in(head_client, company):
    with company_scope(company.pk):
        companies.add_member(name="Без Входа", role=Role.MANAGER, by=None)
    page = head_client.get(reverse("people")).content.decode()
    assert "Ольга Нечаева" in page
    assert "не приглашён" in page
    assert "101" in page


def test_a_new_person_keeps_numbers_and_is_audited(post_new, company):
    assert post_new(extensions="201, 202; 201").status_code == 302
    with company_scope(company.pk):
        member = Member.objects.get(name="Новый Человек")
        assert sorted(each.value for each in member.extensions.all()) == ["201", "202"]
        assert AuditEntry.objects.filter(action="member.added", subject=f"member:{member.pk}").count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": " "}, "Обязательное поле"),
        ({"email": "не почта"}, "правильный адрес"),
        ({"email": "PETR@north.example"}, "уже у сотрудника Пётр Лунин"),
        ({"email": "maria@south.example"}, "уже входят в mentor.ai"),
        ({"extensions": "101"}, "уже у сотрудника Пётр Лунин"),
        ({"extensions": "9" * 65}, "длиннее 64"),
        ({"role": "boss"}, "boss"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_written(changes, said, post_new, company, other_world):
    answer = post_new(**changes)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    with company_scope(company.pk):
        assert Member.objects.count() == 3


def test_changing_the_mail_changes_the_log_in(head_client, world):
    assert edit(head_client, world.manager, email="petr.new@north.example").status_code == 302
    world.manager.user.refresh_from_db()
    assert world.manager.user.email == "petr.new@north.example"


def test_one_who_logs_in_keeps_a_mail(head_client, world):
    assert "не может быть пустой" in edit(head_client, world.manager, email="").content.decode()


def test_the_last_head_stays_head(integrator_client, world, scope):
    assert edit(integrator_client, world.head, role="manager").status_code == 422
    integrator_client.post(reverse("person_off", args=[world.head.pk]))
    world.head.refresh_from_db()
    assert (world.head.role, world.head.is_active) == ("head", True)


def test_a_head_makes_an_acceptor_and_an_integrator_cannot(head_client, integrator_client, world, scope):
    assert (
        "is_acceptor"
        not in integrator_client.get(reverse("person", args=[world.manager.pk])).content.decode()
    )
    edit(integrator_client, world.manager, is_acceptor="on")
    world.manager.refresh_from_db()
    assert world.manager.is_acceptor is False
    edit(head_client, world.manager, is_acceptor="on")
    world.manager.refresh_from_db()
    assert world.manager.is_acceptor is True
    edit(integrator_client, world.manager, name="Пётр Новый")
    world.manager.refresh_from_db()
    assert (world.manager.name, world.manager.is_acceptor) == ("Пётр Новый", True)


def test_one_switched_off_no_longer_gets_in_and_may_return(head_client, manager_client, world):
    assert manager_client.get(reverse("calls")).status_code == 200
    head_client.post(reverse("person_off", args=[world.manager.pk]))
    assert manager_client.get(reverse("calls"))["Location"] == reverse("no_company")
    head_client.post(reverse("person_on", args=[world.manager.pk]))
    assert manager_client.get(reverse("calls")).status_code == 200


def test_nobody_switches_off_themselves(head_client, world, scope):
    companies.add_member(name="Второй РОП", role=Role.HEAD, by=None)
    head_client.post(reverse("person_off", args=[world.head.pk]))
    world.head.refresh_from_db()
    assert world.head.is_active


def test_an_invitation_is_shown_once_and_mailed(head_client, company):
    with company_scope(company.pk):
        member = companies.add_member(
            name="Зоя Новая", role=Role.MANAGER, by=None, email="zoya@north.example"
        )
    page = head_client.post(reverse("person_invite", args=[member.pk])).content.decode()
    assert "/invitation/" in page
    assert "/invitation/" not in head_client.get(reverse("person", args=[member.pk])).content.decode()
    assert mail.outbox[0].to == ["zoya@north.example"]
    assert "/invitation/" in mail.outbox[0].body
    with company_scope(company.pk):
        link = mail.outbox[0].body.split("/invitation/")[1].split("/")[0]
        assert Invitation.objects.get().token_hash != link


def test_a_letter_that_cannot_go_leaves_the_link(head_client, company, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with company_scope(company.pk):
        member = companies.add_member(
            name="Зоя Новая", role=Role.MANAGER, by=None, email="zoya@north.example"
        )
    page = head_client.post(reverse("person_invite", args=[member.pk])).content.decode()
    assert "отправить не удалось" in page
    assert "/invitation/" in page


def test_one_who_logs_in_already_is_not_invited(head_client, world, scope):
    head_client.post(reverse("person_invite", args=[world.manager.pk]))
    assert not Invitation.objects.exists()
    assert not mail.outbox


def test_a_lost_second_factor_is_dropped_by_a_head_and_is_on_record(head_client, client, world, scope):
    Authenticator.objects.create(user=world.manager.user, type="totp", data={"secret": "x"})
    credentials = {"login": "petr@north.example", "password": PASSWORD}
    assert client.post(reverse("account_login"), credentials)["Location"] == reverse("mfa_authenticate")
    head_client.post(reverse("person_drop_factor", args=[world.manager.pk]))
    assert Browser().post(reverse("account_login"), credentials)["Location"] == "/"
    assert AuditEntry.objects.filter(action="member.second_factor_dropped").count() == 1


def test_nobody_drops_their_own_second_factor_here(head_client, world, scope):
    Authenticator.objects.create(user=world.head.user, type="totp", data={"secret": "x"})
    head_client.post(reverse("person_drop_factor", args=[world.head.pk]))
    assert Authenticator.objects.filter(user=world.head.user).exists()
