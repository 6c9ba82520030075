"""Карточка клиента: one line of time, and who may see what of it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from mentor.clients.models import ClientPhone, Deal, Payment
from mentor.core.tenancy import company_scope
from mentor.recovery.models import FollowUp, LossCase, Recommendation, RecommendationVersion
from tests.fixtures import SUCCESS_TALK, logged_in, talk

pytestmark = pytest.mark.django_db


@pytest.fixture
def lost(scope, worked):
    return worked()


@pytest.fixture
def answered(lost, worked):
    """The same client, called back by Мария, agreed."""
    return worked(manager_extension="102", transcript=talk(SUCCESS_TALK), started_at=timezone.now())


def card_of(client, call):
    response = client.get(reverse("client", args=[call.client_id]))
    assert response.status_code == 200
    return response


def test_the_history_is_one_line_newest_first(head_client, answered):
    response = card_of(head_client, answered)
    kinds = [event.kind for event in response.context["card"].events]
    assert kinds == ["call", "advice", "loss", "call"]
    text = response.content.decode()
    assert "Повторный звонок, Мария Ясная" in text
    assert "согласился" in text
    assert "+7\u00a0900\u00a0000-01-01" in text


def test_the_open_recommendation_stands_above_with_its_sources(head_client, lost):
    response = card_of(head_client, lost)
    shown = response.context["card"].current[0].shown
    text = response.content.decode()
    assert escape(shown.version.say) in text
    assert escape(shown.version.why) in text
    assert "На чём основана" in text


@pytest.fixture
def based(lost):
    """Its text stands on the call and on a rule of the knowledge."""
    rule = {"kind": "expert_rule", "ref": "0", "quote": "Цену называем после расчёта"}
    version = RecommendationVersion.objects.get(recommendation__call=lost)
    version.sources = [*version.sources, rule]
    version.save()
    return lost


def rows_of(response):
    return [row for group in response.context["card"].current[0].sources for row in group.rows]


def test_each_source_is_one_click_from_its_very_passage(head_client, based):
    page = card_of(head_client, based)
    rows = rows_of(page)
    for row in rows:
        assert f'<a class="link" href="{escape(row.url)}"' in page.content.decode()
        assert head_client.get(row.url.partition("#")[0]).status_code == 200
    said = next(row for row in rows if row.kind == "call")
    assert said.url.startswith(f"/calls/{based.pk}/#u")
    assert ":~:text=" in said.url


def test_a_manager_opens_what_is_theirs_to_hear_and_reads_the_rest_in_place(manager_client, based):
    page = card_of(manager_client, based)
    assert {row.kind for row in rows_of(page) if row.url} == {"call"}
    assert "«Цену называем после расчёта»</span></summary>" in page.content.decode()


def test_it_counts_as_seen_when_its_manager_opens_the_card(head_client, manager_client, lost):
    card_of(head_client, lost)
    assert Recommendation.objects.get().seen_at is None
    assert "Отметить выполненной" in card_of(manager_client, lost).content.decode()
    assert Recommendation.objects.get().seen_at is not None
    assert "Отметить выполненной" not in card_of(head_client, lost).content.decode()


def test_a_verdict_stands_with_a_quote_for_each_point(head_client, answered):
    points = [
        {"text": "уточнить сроки", "state": "said", "quote": "К какому сроку"},
        {"text": "назвать скидку", "state": "absent", "quote": None},
    ]
    FollowUp.objects.update(fulfilled="partial", degree=0.5, points=points)
    text = card_of(head_client, answered).content.decode()
    assert "выполнена частично" in text
    assert "К какому сроку" in text
    assert "не прозвучало" in text


def test_payments_show_what_is_proven_and_what_waits(head_client, answered):
    deal = Deal.objects.create(client=answered.client, title="Окна")
    now = timezone.now()
    paid = Payment.objects.create(deal=deal, amount=Decimal("50000.50"), paid_at=now, source="crm")
    Payment.objects.create(deal=deal, amount=Decimal(7_000), paid_at=now, source="receipt")
    Payment.objects.create(deal=deal, amount=Decimal(1_000), paid_at=now, source="crm", refund_of=paid)
    response = card_of(head_client, answered)
    card = response.context["card"]
    assert (card.paid, card.unproven) == (Decimal("49000.50"), Decimal(7_000))
    text = response.content.decode()
    assert "Возврат 1\u202f000" in text
    assert "ждёт подтверждения" in text


def test_the_new_owner_of_a_case_sees_all_and_opens_only_what_is_theirs(colleague_client, lost, world):
    url = reverse("client", args=[lost.client_id])
    assert colleague_client.get(url).status_code == 404
    LossCase.objects.update(manager=world.colleague)
    response = card_of(colleague_client, lost)
    assert [event.kind for event in response.context["card"].events] == ["advice", "loss", "call"]
    assert {event.call_id for event in response.context["card"].events} == {None}
    assert reverse("call", args=[lost.pk]) not in response.content.decode()


def test_the_owner_of_the_case_hears_the_colleagues_follow_up(manager_client, answered, lost):
    text = card_of(manager_client, lost).content.decode()
    assert reverse("call", args=[answered.pk]) in text
    assert reverse("call", args=[lost.pk]) in text


def test_who_only_answered_hears_only_that(colleague_client, answered, lost):
    text = card_of(colleague_client, lost).content.decode()
    assert reverse("call", args=[answered.pk]) in text
    assert reverse("call", args=[lost.pk]) not in text


def test_another_companys_client_does_not_exist(company, worked, other_world, head_client):
    with company_scope(company.pk):
        client_id = worked().client_id
    for number in (client_id, 10**12):
        assert logged_in(other_world.head.user).get(reverse("client", args=[number])).status_code == 404
    assert head_client.get(reverse("client", args=[10**12])).status_code == 404


def test_a_client_who_must_not_be_called_has_no_call_button(manager_client, lost):
    lost.client.do_not_call = True
    lost.client.save()
    text = card_of(manager_client, lost).content.decode()
    assert "просил не звонить" in text
    assert "tel:" not in text


def test_a_name_is_shown_and_never_run(head_client, lost):
    lost.client.name = "<img src=x onerror=alert(1)>"
    lost.client.save()
    assert "<img src=x" not in card_of(head_client, lost).content.decode()


def test_a_client_without_a_name_is_called_by_the_phone(head_client, lost):
    lost.client.name = ""
    lost.client.save()
    assert "<h1" in card_of(head_client, lost).content.decode()
    ClientPhone.objects.all().delete()
    assert "Клиент без имени" in card_of(head_client, lost).content.decode()


def test_a_long_history_shows_the_latest_and_says_where_the_rest_is(head_client, lost, new_call):
    from mentor.calls.actions import store_call

    for number in range(110):
        at = timezone.now() - timedelta(days=1, minutes=number)
        store_call(new_call(started_at=at, transcript=None, missed=True))
    response = card_of(head_client, lost)
    assert response.context["card"].calls_shown == 100
    rest = f"{reverse('calls')}?client={lost.client_id}"
    assert rest in response.content.decode()
    assert len(head_client.get(rest).context["found"].rows) == 50


def test_the_number_of_queries_does_not_grow_with_the_history(head_client, company, worked):
    def count(call):
        card_of(head_client, call)
        with CaptureQueriesContext(connection) as caught:
            card_of(head_client, call)
        return len(caught)

    with company_scope(company.pk):
        call = worked(started_at=timezone.now() - timedelta(days=3))
        worked(started_at=timezone.now() - timedelta(days=2), transcript=talk(SUCCESS_TALK))
    one = count(call)
    with company_scope(company.pk):
        for hours in range(4):
            worked(started_at=timezone.now() - timedelta(hours=9 - hours))
    assert count(call) == one
