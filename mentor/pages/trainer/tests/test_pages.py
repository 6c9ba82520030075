"""Тренажёр: a whole talk by typing, what came of it, who sees it, how a situation is edited."""

from __future__ import annotations

import pytest
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from mentor.calls import queries as calls
from mentor.calls.models import Call
from mentor.calls.standing import Standing, standing, standing_of
from mentor.clients.models import Client
from mentor.core.reads import at_once
from mentor.core.tenancy import company_scope
from mentor.engines.assessor.local import LocalAssessor
from mentor.knowledge import actions as knowledge
from mentor.tallies.models import Entry
from mentor.trainer import making, voiced
from mentor.trainer.grading import grade
from mentor.trainer.models import Scenario, Talk
from mentor.trainer.queue import MAKE_TASK

pytestmark = pytest.mark.django_db
LINES = (
    "Здравствуйте, это Пётр, компания «Северный ветер». Вам удобно говорить?",
    "Расскажите, какие окна нужны и к какому сроку?",
    "Понимаю вас. А с чем сравниваете цену?",
)


@pytest.fixture
def scenario(company) -> Scenario:
    with company_scope(company.pk):
        knowledge.set_objections([("Дорого", "Давайте сравним, что входит в цену.")])
        making.make_all()
        return Scenario.objects.get(kind="objection")


@pytest.fixture
def talk(company, manager_client, scenario) -> Talk:
    answer = manager_client.post(reverse("trainer_start", args=[scenario.pk]), {"level": "2"})
    assert answer.status_code == 302
    with company_scope(company.pk):
        found = Talk.objects.get()
    assert answer.url == reverse("trainer_talk", args=[found.pk])
    return found


def text_of(browser, name: str, *args) -> str:
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == 200
    return str(answer.content.decode())


def say(browser, talk: Talk, text: str) -> None:
    assert browser.post(reverse("trainer_say", args=[talk.pk]), {"text": text}).status_code == 302


def test_the_home_offers_the_companys_situations_and_says_why_the_first_one_is_first(
    manager_client, scenario
):
    page = text_of(manager_client, "trainer")
    assert "Начните с этого" in page
    assert "мало данных" in page
    assert scenario.title in page


def test_the_first_look_into_an_empty_trainer_has_situations_made_once(manager_client):
    for _ in range(2):
        assert "Ситуаций пока нет" in text_of(manager_client, "trainer")
    assert ProcrastinateJob.objects.filter(task_name=MAKE_TASK).count() == 1


def test_a_rehearsal_is_no_call_of_the_company(manager_client, head_client, company, world, talk):
    for line in LINES:
        say(manager_client, talk, line)
    manager_client.post(reverse("trainer_end", args=[talk.pk]))
    with company_scope(company.pk):
        talk.refresh_from_db()
        grade(talk=talk, assessor=LocalAssessor())
        assert Call.objects.filter(source="trainer", assessed_at__isnull=False).exists()
        assert calls.last_call_at() is None
        assert standing_of(*at_once(*standing())) == Standing(None, 0, 0)
        assert not Entry.objects.exists()
        assert not Client.objects.exists()
    for browser in (manager_client, head_client):
        assert f"/calls/{talk.call_id}/" not in text_of(browser, "calls")


def test_a_talk_goes_on_by_typing_and_every_line_is_on_the_page_again(manager_client, talk):
    page = text_of(manager_client, "trainer_talk", talk.pk)
    assert talk.opening in page
    assert "Цель" in page
    say(manager_client, talk, LINES[0])
    page = text_of(manager_client, "trainer_talk", talk.pk)
    assert "Вам удобно говорить?" in page
    assert page.count('data-speaker="client"') == 2


def test_what_the_client_hides_is_not_on_the_page_before_the_end(company, manager_client, talk):
    assert "Давайте сравним, что входит в цену." not in text_of(manager_client, "trainer_talk", talk.pk)
    manager_client.post(reverse("trainer_end", args=[talk.pk]))
    assert "Давайте сравним, что входит в цену." in text_of(manager_client, "trainer_talk", talk.pk)


def test_after_the_talk_stand_five_stages_with_quotes_and_one_thing_to_do_next(company, manager_client, talk):
    for line in LINES:
        say(manager_client, talk, line)
    manager_client.post(reverse("trainer_end", args=[talk.pk]))
    waiting = text_of(manager_client, "trainer_talk", talk.pk)
    assert "Считаю оценку" in waiting
    with company_scope(company.pk):
        grade(talk=Talk.objects.get(pk=talk.pk), assessor=LocalAssessor())
    page = text_of(manager_client, "trainer_talk", talk.pk)
    assert "Почему такие баллы" in page
    assert "Одно дело на следующий раз" in page
    assert "hx-trigger" not in page.split('id="after"')[1].split(">")[0]


def test_a_head_reads_who_trained_and_nobody_else_hears_a_managers_talk(
    company, manager_client, colleague_client, head_client, talk
):
    say(manager_client, talk, LINES[0])
    manager_client.post(reverse("trainer_end", args=[talk.pk]))
    page = text_of(head_client, "trainer")
    assert "Пётр Лунин" in page
    assert "Мария Ясная" in page  # among those who have not trained yet
    assert text_of(head_client, "trainer_talk", talk.pk)
    assert text_of(head_client, "trainer_member", talk.manager_id)
    assert colleague_client.get(reverse("trainer_talk", args=[talk.pk])).status_code == 404
    assert head_client.post(reverse("trainer_ticket", args=[talk.pk])).status_code == 404


def test_a_ticket_opens_its_own_talk_alone(company, manager_client, talk, settings):
    ticket = manager_client.post(reverse("trainer_ticket", args=[talk.pk])).json()["ticket"]
    assert voiced.read_ticket(ticket) == voiced.Ticket(company.pk, talk.pk)
    assert voiced.read_ticket(ticket[:-1] + ("A" if ticket[-1] != "A" else "B")) is None
    settings.SECRET_KEY = "another"
    assert voiced.read_ticket(ticket) is None


def test_an_integrator_writes_a_new_version_and_a_head_may_not(
    integrator_client, head_client, company, scenario
):
    page = reverse("trainer_scenario", args=[scenario.pk])
    assert head_client.get(page).status_code == 404
    first = integrator_client.get(page)
    forms = (first.context["form"], *first.context["facts"], *first.context["doubts"])
    data = {bound.html_name: bound.value() or "" for form in forms for bound in form}
    for rows in (first.context["facts"], first.context["doubts"]):
        data |= {bound.html_name: bound.value() for bound in rows.management_form}
    data = {name: value for name, value in data.items() if value is not False}
    data |= {"title": "Дорого, но подумаю", "doubts-0-behind": "сравнивает с соседом"}
    assert integrator_client.post(page, data).status_code == 302
    with company_scope(company.pk):
        version = Scenario.objects.get().versions.last()
        assert version is not None
        assert version.by_hand
        assert version.content["title"] == "Дорого, но подумаю"
        assert version.content["doubts"][0]["behind"] == "сравнивает с соседом"
    assert integrator_client.post(page, data | {"name": ""}).status_code == 422
    refused = integrator_client.post(page, data | {"doubts-0-text": ""})
    assert refused.status_code == 422
    assert "хотя бы одно возражение" in refused.content.decode()


def test_a_situation_that_was_put_away_is_offered_no_more(integrator_client, manager_client, scenario):
    assert integrator_client.post(reverse("trainer_put_away", args=[scenario.pk])).status_code == 302
    assert scenario.title not in text_of(manager_client, "trainer")


def test_an_own_lost_call_is_rehearsed_from_its_page(manager_client, colleague_client, worked, company):
    with company_scope(company.pk):
        call = worked()
    assert colleague_client.post(reverse("call_rehearse", args=[call.pk])).status_code == 404
    answer = manager_client.post(reverse("call_rehearse", args=[call.pk]))
    assert answer.status_code == 302
    with company_scope(company.pk):
        assert Talk.objects.get().scenario.call_id == call.pk
