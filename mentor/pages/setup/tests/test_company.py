"""Companies and their settings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from mentor.companies import queries
from mentor.companies.models import AuditEntry, Company, ExcludedNumber
from mentor.core.tenancy import company_scope
from tests.fixtures import logged_in

pytestmark = pytest.mark.django_db


def typed(**changes):
    return {
        "name": "Северный ветер",
        "industry": "",
        "product": "",
        "time_zone": "Europe/Moscow",
        "work_from": "09:00",
        "work_to": "19:00",
        "work_days": ["1", "2", "3", "4", "5"],
        "pass_mark": "7",
        "pass_share": "70",
        "min_graded_calls": "5",
        "recommendation_due_days": "1",
        "done_percent": "50",
        "crm_card_url": "",
        "neglect_login_days": "3",
        "neglect_overdue_count": "3",
        "started_on": "",
        "goal_days": "30",
        "goal_growth_pp": "3",
        "goal_money": "120 000",
        "margin_percent": "",
        "carry_falls": "on",
        **changes,
    }


def stored(company) -> Company:
    with company_scope(company.pk):
        return queries.company()


def audited(company, action):
    with company_scope(company.pk):
        return list(AuditEntry.objects.filter(action=action))


def test_settings_are_saved_and_the_trail_keeps_old_and_new(integrator_client, company):
    answer = integrator_client.post(
        reverse("settings"),
        typed(
            pass_mark="8",
            margin_percent="32,5 %",
            goal_money="150 000 ₽",
            started_on="2026-11-02",
            work_days=["1", "6"],
        ),
    )
    assert answer.status_code == 302
    now = stored(company)
    assert (now.pass_mark, now.margin_percent, now.goal_money) == (8, Decimal("32.50"), Decimal(150_000))
    assert (now.started_on, now.work_days) == (date(2026, 11, 2), "16")
    entry = audited(company, "company.changed")[0]
    assert (entry.details["before"]["pass_mark"], entry.details["after"]["pass_mark"]) == ("7", "8")
    assert set(entry.details["after"]) == {
        "pass_mark",
        "margin_percent",
        "goal_money",
        "started_on",
        "work_days",
    }


def test_saving_without_a_change_writes_nothing(integrator_client, company):
    assert integrator_client.post(reverse("settings"), typed()).status_code == 302
    assert audited(company, "company.changed") == []


def test_a_head_changes_what_is_theirs_and_not_what_money_hangs_on(head_client, company):
    head_client.post(
        reverse("settings"),
        typed(
            pass_share="60",
            started_on="2020-01-01",
            margin_percent="99",
            goal_money="1",
            time_zone="Asia/Omsk",
        ),
    )
    now = stored(company)
    assert now.pass_share == 60
    assert (now.started_on, now.margin_percent, now.goal_money) == (None, None, Decimal(120_000))
    assert now.time_zone == "Europe/Moscow"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "Обязательное поле"),
        ({"work_to": "08:00"}, "позже начала"),
        ({"work_from": "полдень"}, "Укажите время"),
        ({"work_days": []}, "хотя бы один день"),
        ({"pass_mark": "11"}, "10"),
        ({"pass_share": "0"}, "1"),
        ({"margin_percent": "сорок"}, "Введите число"),
        ({"margin_percent": "101"}, "100"),
        ({"goal_money": "-5"}, "0"),
        ({"started_on": "32.13.2026"}, "Укажите дату"),
        ({"time_zone": "Mars/Olympus"}, "Mars/Olympus"),
    ],
)
def test_wrong_settings_are_said_at_the_field_and_nothing_is_written(
    changes, said, integrator_client, company
):
    answer = integrator_client.post(reverse("settings"), typed(pass_mark="9") | changes)
    assert answer.status_code == 422
    assert any(said in error for errors in answer.context["form"].errors.values() for error in errors)
    assert stored(company).pass_mark == 7


def test_a_number_is_excluded_and_returned(head_client, company):
    head_client.post(reverse("number_exclude"), {"phone": "8 900 000-07-77", "reason": "склад"})
    with company_scope(company.pk):
        number = ExcludedNumber.objects.get()
    assert number.phone == "+79000000777"
    head_client.post(reverse("number_include", args=[number.pk]))
    with company_scope(company.pk):
        assert not ExcludedNumber.objects.exists()
    assert [len(audited(company, action)) for action in ("number.excluded", "number.included")] == [1, 1]


def test_what_is_no_phone_is_refused(head_client, company):
    answer = head_client.post(reverse("number_exclude"), {"phone": "склад"})
    assert answer.status_code == 422
    assert "не похоже на телефон" in answer.content.decode()


def test_staff_sees_every_company_with_its_health(integrator, world, other_world):
    page = logged_in(integrator).get(reverse("companies")).content.decode()
    assert "Северный ветер" in page
    assert "Южный берег" in page
    assert "звонков нет" in page


def test_choosing_a_company_opens_it_and_is_on_record_there(integrator, world, other_world):
    browser = logged_in(integrator)
    assert browser.post(reverse("choose_company", args=[other_world.company.pk])).status_code == 302
    assert "Южный берег" in browser.get(reverse("settings")).content.decode()
    assert browser.post(reverse("choose_company", args=[world.company.pk])).status_code == 302, (
        "from one to another"
    )
    assert "Северный ветер" in browser.get(reverse("settings")).content.decode()
    assert len(audited(other_world.company, "company.entered")) == 1
    assert audited(world.company, "company.entered")[0].user == integrator


def test_a_company_that_does_not_exist_cannot_be_chosen(integrator, world):
    assert logged_in(integrator).post(reverse("choose_company", args=[10**12])).status_code == 404


def test_a_new_company_is_entered_at_once(integrator_client, world):
    answer = integrator_client.post(
        reverse("company_new"), {"name": "Третья", "time_zone": "Asia/Omsk"}, follow=True
    )
    assert "Третья" in answer.content.decode()
    assert answer.context["viewer"].company.time_zone == "Asia/Omsk"


def test_the_integrator_chooses_the_companys_engine_and_is_told_what_the_server_lacks(
    integrator_client, company, settings
):
    settings.LANGUAGE_MODEL = {**settings.LANGUAGE_MODEL, "MENTOR_LM_URL": ""}
    refused = integrator_client.post(reverse("settings"), typed(engine="language_model"))
    assert (refused.status_code, stored(company).engine) == (422, "")
    model = {"MENTOR_LM_URL": "http://127.0.0.1:9/v1", "MENTOR_LM_MODEL": "qwen"}
    settings.LANGUAGE_MODEL = {**settings.LANGUAGE_MODEL, **model}
    integrator_client.post(reverse("settings"), typed(engine="language_model"))
    assert stored(company).engine == "language_model"
    settings.LANGUAGE_MODEL = {**settings.LANGUAGE_MODEL, "MENTOR_LM_URL": ""}
    page = integrator_client.get(reverse("settings")).content.decode()
    assert "на этом сервере она не подключена" in page
    assert integrator_client.post(reverse("settings"), typed(engine="language_model")).status_code == 302


def test_the_integrator_says_how_names_are_pronounced(integrator_client, company):
    refused = integrator_client.post(reverse("settings"), typed(stresses="Олеся"))
    assert refused.status_code == 422 and "«Олеся»: нужно слово с плюсом" in refused.content.decode()
    integrator_client.post(reverse("settings"), typed(stresses="Ол+еся, Сыс+ерть"))
    assert stored(company).stresses == "Ол+еся\nСыс+ерть"
