"""What an integrator does with the telephony's pages."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from mentor.calls.models import AttentionItem, Call
from mentor.core.tenancy import company_scope
from mentor.pipeline.actions import take_in
from mentor.telephony import looking_after, silence
from mentor.telephony.models import Connection, Trace
from mentor.telephony.providers.generic.form import GenericForm
from mentor.telephony.registry import PROVIDERS

ADDRESS = re.compile(r"/hooks/telephony/([\w-]{43})/")


@pytest.fixture
def form():
    return {name: field.initial or "" for name, field in GenericForm.base_fields.items()} | {
        "title": "АТС в офисе"
    }


@pytest.fixture
def made(integrator_client, form):
    """The answer to the form of a new connection."""
    return integrator_client.post(reverse("telephony_new", args=["generic"]), form)


def test_the_secret_address_is_shown_once_and_takes_events(integrator_client, made, company):
    [token] = set(ADDRESS.findall(made.content.decode()))
    with company_scope(company.pk):
        connection = Connection.objects.get()
    for page in (reverse("telephony"), reverse("telephony_connection", args=[connection.pk])):
        shown = integrator_client.get(page).content.decode()
        assert "АТС в офисе" in shown
        assert token not in shown
    answer = integrator_client.post(f"/hooks/telephony/{token}/", {"x": 1}, content_type="application/json")
    assert answer.status_code == 200


def test_a_form_with_a_mistake_says_where(integrator_client, form):
    wrong = form | {"time_zone": "Москва", "allowed_addresses": "не адрес"}
    answer = integrator_client.post(reverse("telephony_new", args=["generic"]), wrong)
    assert answer.status_code == 422
    assert "Такого часового пояса нет" in answer.content.decode()
    assert "не адрес и не сеть" in answer.content.decode()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_provider_has_a_page_with_its_fields_and_words(integrator_client, provider):
    page = integrator_client.get(reverse("telephony_new", args=[provider])).content.decode()
    assert all(f'name="{name}"' in page for name in PROVIDERS[provider].form.base_fields)
    assert "На стороне телефонии" in page


def test_an_unknown_number_is_bound_with_all_its_calls(integrator_client, company, world, new_call):
    with company_scope(company.pk):
        for _ in range(3):
            take_in(new=new_call(manager_extension="777"))
    page = integrator_client.get(reverse("telephony_unknown")).content.decode()
    assert "<code>777</code>" in page
    integrator_client.post(reverse("telephony_unknown"), {"number": "777", "manager": world.manager.pk})
    with company_scope(company.pk):
        assert set(Call.objects.values_list("manager", flat=True)) == {world.manager.pk}
        assert take_in(new=new_call(manager_extension="777")).call.manager == world.manager
    assert "Все номера известны" in integrator_client.get(reverse("telephony_unknown")).content.decode()


@pytest.mark.parametrize("manager", ["", "0", "x", "9" * 30])
def test_a_number_is_bound_to_a_manager_of_the_company_only(integrator_client, company, new_call, manager):
    with company_scope(company.pk):
        take_in(new=new_call(manager_extension="777"))
    integrator_client.post(reverse("telephony_unknown"), {"number": "777", "manager": manager})
    with company_scope(company.pk):
        assert Call.objects.get().manager is None


def test_silence_is_told_once_and_taken_back_by_the_next_call(
    integrator_client, made, company, monkeypatch, mailoutbox
):
    monday = datetime(2026, 3, 2, 10, 0, tzinfo=ZoneInfo("Europe/Moscow"))
    with company_scope(company.pk):
        connection = Connection.objects.get()
        for number in range(25):
            Trace.objects.create(
                connection=connection,
                call_key=str(number),
                state="taken",
                taken_at=monday + timedelta(minutes=10 * number),
            )
    later = monday + timedelta(minutes=10 * 24 + 45)
    monkeypatch.setattr(timezone, "now", lambda: later)
    for _ in range(2):
        looking_after.look_after(company.pk)
        silence.send_letters(company.pk)
    [letter] = mailoutbox
    assert "Телефония молчит" in letter.subject
    assert f"/settings/telephony/{connection.pk}/" in letter.body
    with company_scope(company.pk):
        assert AttentionItem.objects.filter(code="telephony_silent", resolved_at=None).count() == 1
    assert "Телефония молчит" in integrator_client.get(reverse("attention")).content.decode()
    assert "давно нет звонков" in integrator_client.get(reverse("telephony")).content.decode()
    assert "Телефония молчит" in integrator_client.get(reverse("companies")).content.decode()
    with company_scope(company.pk):
        Trace.objects.create(connection=connection, call_key="new", state="taken", taken_at=later)
    looking_after.look_after(company.pk)
    with company_scope(company.pk):
        assert not AttentionItem.objects.filter(code="telephony_silent", resolved_at=None).exists()
    assert "Телефония молчит" not in integrator_client.get(reverse("companies")).content.decode()


def test_an_integrator_chooses_whether_letters_about_silence_come(integrator_client, made, company):
    page = reverse("telephony")
    assert "Не присылать писем" in integrator_client.get(page).content.decode()
    integrator_client.post(reverse("telephony_letters"), {})
    assert "Присылать письма" in integrator_client.get(page).content.decode()
    integrator_client.post(reverse("telephony_letters"), {"on": "1"})
    assert "Не присылать писем" in integrator_client.get(page).content.decode()
