"""Мой день and Мои этапы: only the manager's own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mentor.companies.people import Viewer
from mentor.core.tenancy import company_scope
from mentor.knowledge.models import ReferenceCall
from mentor.pages.my.queries import day_page
from mentor.pipeline.rebinding import give_case
from mentor.recovery.models import Recommendation
from tests.fixtures import SUCCESS_TALK, talk

pytestmark = pytest.mark.django_db
DAY_QUERIES = 9


def text_of(browser, name: str) -> str:
    answer = browser.get(reverse(name))
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.fixture
def recommendation(company, worked) -> Recommendation:
    with company_scope(company.pk):
        return Recommendation.objects.get(call=worked())


def test_the_day_says_whom_to_call_and_what_to_say(manager_client, recommendation, company):
    text = text_of(manager_client, "my_day")
    with company_scope(company.pk):
        version = recommendation.versions.get()
    assert "tel:+79000000101" in text
    assert version.say.split(".")[0] in text
    assert reverse("recommendation_mark", args=[recommendation.pk]) in text


def test_opening_the_day_notes_that_it_was_seen(manager_client, recommendation, company):
    text_of(manager_client, "my_day")
    with company_scope(company.pk):
        recommendation.refresh_from_db()
    assert recommendation.seen_at is not None


def test_a_colleague_s_day_is_empty_and_says_what_happens_next(colleague_client, recommendation):
    text = text_of(colleague_client, "my_day")
    assert "Ирина" not in text
    assert "Звонков пока нет" in text


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({"due_at": timedelta(hours=-1)}, "Просрочены"),
        ({"due_at": timedelta(days=9)}, "Позже"),
        ({"snoozed_until": timedelta(days=2)}, "Отложены"),
        ({"marked_at": timedelta(0)}, "Отмечены, ждут звонка"),
    ],
)
def test_urgency_decides_the_group(manager_client, recommendation, company, changes, title):
    values = {name: timezone.now() + delta for name, delta in changes.items()}
    with company_scope(company.pk):
        Recommendation.objects.filter(pk=recommendation.pk).update(**values)
    assert 'id="group-' in (text := text_of(manager_client, "my_day"))
    assert title in text


def test_a_follow_up_that_agreed_is_shown_as_heard(manager_client, recommendation, company, worked):
    with company_scope(company.pk):
        worked(started_at=timezone.now() + timedelta(minutes=1), transcript=talk(SUCCESS_TALK))
    text = text_of(manager_client, "my_day")
    assert "Закрыты за неделю" in text
    assert "клиент согласился" in text


def test_heads_and_integrators_have_no_day_of_their_own(head_client, integrator_client):
    for browser in (head_client, integrator_client):
        for name in ("my_day", "my_stages"):
            assert browser.get(reverse(name)).status_code == 404


def test_stages_stand_empty_until_a_call_is_judged(manager_client):
    assert "Оценок пока нет" in text_of(manager_client, "my_stages")


def test_own_words_stand_beside_a_phrase_of_a_reference_call(manager_client, company, worked):
    with company_scope(company.pk):
        own = worked()
        quoted = own.result.assessment.deductions.exclude(quote="").first()
    assert "Как в эталоне" not in text_of(manager_client, "my_stages")
    with company_scope(company.pk):
        worked(
            purpose="reference",
            transcript=talk(SUCCESS_TALK),
            manager_extension="102",
            client_phone="+79000000102",
        )
        assert ReferenceCall.objects.exists()  # it came as one to learn from
    text = text_of(manager_client, "my_stages")
    assert quoted.quote in text
    assert "Как в эталоне, Мария Ясная" in text
    assert "Давайте замерщик приедет в среду в одиннадцать" in text


def test_a_case_given_over_links_no_call_that_its_new_manager_may_not_hear(
    colleague_client, recommendation, company, world
):
    with company_scope(company.pk):
        give_case(case=recommendation.case, to=world.colleague, by=world.head.user)
    text = text_of(colleague_client, "my_day")
    assert recommendation.case.quote in text
    assert reverse("call", args=[recommendation.call_id]) not in text


def test_the_day_costs_the_same_however_many_recommendations(world, worked, django_assert_num_queries):
    viewer = Viewer(world.manager.user, world.company, world.manager)
    for calls in (1, 4):
        with company_scope(world.company.pk):
            for number in range(calls):
                worked(client_phone=f"+79000{calls:02}{number:04}")
            with django_assert_num_queries(DAY_QUERIES):
                day_page(viewer, world.manager, timezone.now())
