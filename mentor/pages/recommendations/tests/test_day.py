"""What a manager does besides calling, and what a head does with cases and calls."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mentor.analysis.models import CallResult
from mentor.companies.models import Absence, AuditEntry, Company
from mentor.core.tenancy import company_scope
from mentor.recovery.models import FollowUp, LossCase, Recommendation
from mentor.recovery.queries import show
from mentor.recovery.rules import State
from tests.fixtures import SUCCESS_TALK, talk

pytestmark = pytest.mark.django_db


@pytest.fixture
def lost(company, worked):
    with company_scope(company.pk):
        return worked(deal_id="lead 7")


@pytest.fixture
def advice(company, lost):
    with company_scope(company.pk):
        return Recommendation.objects.get()


def state(company):
    with company_scope(company.pk):
        return [each.state for each in show(Recommendation.objects.order_by("pk"), timezone.now())]


def actions(company):
    with company_scope(company.pk):
        return set(AuditEntry.objects.values_list("action", flat=True))


def test_a_mark_can_be_taken_back(manager_client, advice, company):
    manager_client.post(f"/recommendations/{advice.pk}/mark/", {"mark": "done"})
    assert state(company) == [State.MARKED]
    manager_client.post(f"/recommendations/{advice.pk}/unmark/")
    assert state(company) == [State.NEW]


def test_a_snooze_needs_a_reason_that_the_head_reads_and_a_day_to_come(
    manager_client, head_client, advice, lost, company
):
    url = f"/recommendations/{advice.pk}/snooze/"
    coming = (timezone.localdate() + timedelta(days=3)).isoformat()
    for refused in (
        {"until": coming, "reason": " "},
        {"until": "2020-01-01", "reason": "занят"},
        {"until": "когда-нибудь", "reason": "занят"},
        {"until": "2026-02-31", "reason": "занят"},
    ):
        assert manager_client.post(url, refused).status_code == 302
        assert state(company) == [State.NEW]
    manager_client.post(url, {"until": coming, "reason": "клиент в отъезде"})
    assert state(company) == [State.SNOOZED]
    assert "клиент в отъезде" in manager_client.get("/my/day/").content.decode()
    for page in (f"/clients/{lost.client_id}/", "/losses/"):
        assert "клиент в отъезде" in head_client.get(page).content.decode()


def test_a_client_who_asked_not_to_be_called_is_closed_with_the_reason(manager_client, advice, lost, company):
    manager_client.post(f"/cases/{advice.case_id}/stop/", {"reason": "больше не звоните"})
    assert state(company) == [State.DO_NOT_CALL]
    page = manager_client.get(f"/clients/{lost.client_id}/").content.decode()
    assert "больше не звоните" in page
    assert "tel:" not in page
    assert "case.stopped" in actions(company)


def test_a_head_closes_and_reopens_a_case_as_its_manager_may(head_client, lost, advice, company):
    stop, resume = f"/cases/{advice.case_id}/stop/", f"/cases/{advice.case_id}/resume/"
    for page in (f"/clients/{lost.client_id}/", f"/calls/{lost.pk}/"):
        assert f'action="{stop}"' in head_client.get(page).content.decode()
    with company_scope(company.pk):  # the text was followed, the case goes on: it can be stopped all the same
        Recommendation.objects.update(closed_at=timezone.now(), close_reason="agreed")
    assert f'action="{stop}"' in head_client.get(f"/clients/{lost.client_id}/").content.decode()
    head_client.post(stop, {"reason": "написал на почту: не звоните"})
    assert state(company) == [State.DO_NOT_CALL]
    page = head_client.get(f"/clients/{lost.client_id}/").content.decode()
    assert f'action="{resume}"' in page
    assert f'action="{stop}"' not in page


def test_a_client_may_be_called_again_for_a_reason_that_stays_on_record(
    manager_client, head_client, advice, lost, company
):
    manager_client.post(f"/cases/{advice.case_id}/stop/", {"reason": "больше не звоните"})
    resume = f"/cases/{advice.case_id}/resume/"
    head_client.post(resume, {"reason": " "})
    assert state(company) == [State.DO_NOT_CALL]
    head_client.post(resume, {"reason": "сам написал и попросил цену"})
    assert state(company) == [State.NEW]
    with company_scope(company.pk):
        assert LossCase.objects.get().closed_at is None
        advice.refresh_from_db()
        assert advice.due_at > timezone.now()
    assert manager_client.get("/my/day/").context["page"].waiting == 1
    page = manager_client.get(f"/clients/{lost.client_id}/").content.decode()
    for told in (
        "Просил не звонить, Пётр Лунин",
        "больше не звоните",
        "Снова можно звонить, Ольга Нечаева",
        "tel:",
    ):
        assert told in page
    assert "и попросил цену" in page
    assert "case.resumed" in actions(company)
    answer = head_client.post(resume, {"reason": "ещё раз"}, follow=True)
    assert "и так можно звонить" in answer.content.decode()


def test_the_number_can_be_copied_and_the_deal_opened(manager_client, advice, company):
    assert "Открыть в CRM" not in manager_client.get("/my/day/").content.decode()
    with company_scope(company.pk):
        Company.objects.update(crm_card_url="https://crm.example/deals/{id}")
    page = manager_client.get("/my/day/").content.decode()
    assert 'href="https://crm.example/deals/lead%207"' in page
    assert 'copy-button text="+79000000101"' in page


def test_a_case_goes_to_another_manager_with_its_text_in_their_name(
    head_client, manager_client, advice, company, world
):
    head_client.post(f"/cases/{advice.case_id}/reassign/", {"manager": world.colleague.pk})
    with company_scope(company.pk):
        advice.refresh_from_db()
        assert advice.manager == LossCase.objects.get().manager == world.colleague
        assert "Мария" in advice.versions.order_by("-number").first().say
    assert manager_client.get("/my/day/").context["page"].waiting == 0
    assert "case.reassigned" in actions(company)


def test_all_cases_of_who_leaves_go_at_once(head_client, advice, company, world):
    head_client.post(f"/settings/people/{world.manager.pk}/give-cases/", {"manager": world.colleague.pk})
    with company_scope(company.pk):
        assert LossCase.objects.get().manager == world.colleague


def test_an_absence_moves_due_times_behind_it_and_bad_days_change_nothing(
    head_client, advice, company, world
):
    url = f"/settings/people/{world.manager.pk}/absences/"
    first = timezone.localdate()
    head_client.post(
        url, {"first_day": first.isoformat(), "last_day": (first - timedelta(days=1)).isoformat()}
    )
    head_client.post(url, {"first_day": "", "last_day": "вчера"})
    with company_scope(company.pk):
        assert not Absence.objects.exists()
    last = first + timedelta(days=20)
    head_client.post(url, {"first_day": first.isoformat(), "last_day": last.isoformat(), "reason": "отпуск"})
    with company_scope(company.pk):
        before = advice.due_at
        advice.refresh_from_db()
        assert advice.due_at > before
        assert advice.due_at.astimezone(company.zone).date() > last
        # one that was given over is due later than counted from its writing
        Recommendation.objects.update(created_at=timezone.now() - timedelta(days=30))
        again = {"first_day": last + timedelta(days=1), "last_day": last + timedelta(days=9)}
    head_client.post(url, {name: day.isoformat() for name, day in again.items()})
    with company_scope(company.pk):
        advice.refresh_from_db()
        assert advice.due_at.astimezone(company.zone).date() > again["last_day"]
    assert "отпуск" in head_client.get(f"/settings/people/{world.manager.pk}/").content.decode()


def test_a_call_bound_to_another_manager_takes_its_case_along(head_client, lost, company, world):
    head_client.post(f"/calls/{lost.pk}/rebind/", {"manager": world.colleague.pk, "phone": ""})
    with company_scope(company.pk):
        assert CallResult.objects.get().manager == LossCase.objects.get().manager == world.colleague
    assert "call.manager_bound" in actions(company)


def test_a_call_bound_to_another_client_leaves_the_first_one_clean(head_client, lost, company):
    head_client.post(f"/calls/{lost.pk}/rebind/", {"manager": "", "phone": "8 900 000-03-03"})
    with company_scope(company.pk):
        lost.refresh_from_db()
        assert not LossCase.objects.exclude(client=lost.client).filter(closed_at=None).exists()
        assert LossCase.objects.get(closed_at=None).client == lost.client
        assert CallResult.objects.get().client == lost.client


def test_an_answer_bound_to_another_client_answers_nothing(head_client, lost, company, worked):
    with company_scope(company.pk):
        call = worked(started_at=timezone.now() + timedelta(minutes=1), transcript=talk(SUCCESS_TALK))
        assert FollowUp.objects.exists()
    head_client.post(f"/calls/{call.pk}/rebind/", {"phone": "+79000000303"})
    with company_scope(company.pk):
        assert not FollowUp.objects.exists()
        assert LossCase.objects.get().agreed_at is None


def test_a_number_that_is_no_phone_binds_nothing(head_client, lost, company):
    answer = head_client.post(f"/calls/{lost.pk}/rebind/", {"phone": "пусто"}, follow=True)
    assert "не похоже на телефон" in answer.content.decode()
