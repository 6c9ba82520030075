"""Потерянные клиенты: the list, the workbook, the manager's mark."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from mentor.clients.models import Client, Deal, Payment
from mentor.companies.models import AuditEntry
from mentor.core.tenancy import company_scope
from mentor.pages.losses import export
from mentor.recovery.models import LossCase, Recommendation
from tests.fixtures import SUCCESS_TALK, logged_in, talk

pytestmark = pytest.mark.django_db


@pytest.fixture
def lost(scope, worked):
    """A client lost by Пётр and one lost by Мария, an hour earlier."""
    return {
        "petr": worked(),
        "maria": worked(
            manager_extension="102",
            client_phone="+79000000202",
            client_name="Семён",
            started_at=timezone.now() - timedelta(hours=1),
        ),
    }


def shown(response):
    assert response.status_code == 200
    return [row.client for row in response.context["found"].rows]


def test_the_head_sees_who_when_why_what_to_say_and_the_state(head_client, lost):
    response = head_client.get("/losses/")
    assert shown(response) == ["Ирина", "Семён"]
    text = response.content.decode()
    advice = response.context["found"].rows[0].shown.advice
    assert advice.version.say[:30] in text
    assert "новая" in text
    assert "Пётр Лунин" in text


def test_a_manager_sees_only_own_cases(manager_client, colleague_client, lost):
    assert shown(manager_client.get("/losses/")) == ["Ирина"]
    assert shown(colleague_client.get("/losses/")) == ["Семён"]


def test_another_company_sees_nothing(company, worked, other_world):
    with company_scope(company.pk):
        worked()
    response = logged_in(other_world.head.user).get("/losses/")
    assert shown(response) == []
    assert "Потерянных клиентов нет" in response.content.decode()


def test_filters(head_client, lost, world):
    stage = lost["petr"].result.lost_stage
    reason = LossCase.objects.get(client__name="Ирина").lost_reason
    Recommendation.objects.filter(case__client__name="Семён").update(
        due_at=timezone.now() - timedelta(hours=1)
    )
    for query, names in (
        ("q=сем", ["Семён"]),
        ("q=0202", ["Семён"]),
        (f"manager={world.manager.pk}", ["Ирина"]),
        (f"stage={stage}", ["Ирина", "Семён"]),
        (f"reason={reason}", ["Ирина", "Семён"]),
        ("state=overdue", ["Семён"]),
        ("state=new", ["Ирина"]),
        ("state=returned", []),
        ("scope=open", ["Ирина", "Семён"]),
        ("scope=archive", []),
        ("scope=returned", []),
        ("period=month", ["Ирина", "Семён"]),
        ("period=custom&from=2020-01-01&to=2020-01-31", []),
        ("scope=x&state=x&stage=x&reason=x&manager=x", ["Ирина", "Семён"]),
    ):
        assert shown(head_client.get(f"/losses/?{query}")) == names, query


def test_the_archive_is_listed_without_due_times(head_client, scope, worked):
    worked(purpose="history", started_at=timezone.now() - timedelta(days=200))
    response = head_client.get("/losses/")
    assert shown(response) == ["Ирина"]
    assert shown(head_client.get("/losses/?scope=archive")) == ["Ирина"]
    assert shown(head_client.get("/losses/?scope=open")) == []
    assert "архив" in response.content.decode()
    assert "срок:" not in response.content.decode()


def test_the_result_names_the_furthest_step_with_proven_money_only(head_client, lost):
    case = LossCase.objects.get(client__name="Ирина")
    deal = Deal.objects.create(client=case.client)
    now = timezone.now()
    first = Payment.objects.create(deal=deal, amount=Decimal(50_000), paid_at=now, source="crm")
    Payment.objects.create(deal=deal, amount=Decimal(7_000), paid_at=now, source="receipt")
    Payment.objects.create(deal=deal, amount=Decimal(2_000), paid_at=now, source="crm", refund_of=first)
    case.returned_deal, case.paid_at, case.closed_at, case.close_reason = deal, now, now, "returned"
    case.save()
    row = head_client.get("/losses/?scope=returned").context["found"].rows[0]
    assert row.returned == Decimal(48_000)
    assert "48\u202f000" in row.result
    assert row.shown.label == "вернулся и оплатил"


def test_a_client_who_agreed_stands_among_those_who_agreed(head_client, lost, worked):
    worked(transcript=talk(SUCCESS_TALK), started_at=timezone.now())
    row = head_client.get("/losses/?scope=agreed").context["found"].rows[0]
    assert (row.client, row.result) == ("Ирина", "согласился, оплаты нет")
    assert row.shown.label.endswith("согласился")


def test_the_number_of_queries_does_not_grow_with_the_losses(head_client, company, worked):
    def count():
        head_client.get("/losses/")
        with CaptureQueriesContext(connection) as caught:
            head_client.get("/losses/?state=new")
        counted = [each["sql"] for each in caught if "COUNT(" in each["sql"]]
        # the frame counts a few open items and unread notices
        framed = ("calls_attentionitem", "notifications_notification")
        assert not [sql for sql in counted if not any(table in sql for table in framed)]
        return len(caught)

    with company_scope(company.pk):
        worked()
    one = count()
    with company_scope(company.pk):
        for number in range(5):
            worked(client_phone=f"+7900000050{number}")
    assert count() == one


def sheet_of(response):
    assert response.status_code == 200
    return load_workbook(io.BytesIO(response.content)).active


def test_the_workbook_holds_what_the_list_shows(head_client, lost):
    response = head_client.get("/losses/export.xlsx?q=Ирина")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="poteryannye-klienty-')
    head, row = sheet_of(response).iter_rows(values_only=True)
    found = dict(zip(head, row, strict=True))
    assert found["Клиент"] == "Ирина"
    assert found["Менеджер"] == "Пётр Лунин"
    assert "Рекомендуется перезвонить и сказать следующее: «" in found["Рекомендация"]
    assert found["Состояние"] == "новая"
    local = lost["petr"].started_at.astimezone(lost["petr"].company.zone).replace(tzinfo=None)
    assert abs(found["Потерян"] - local) < timedelta(seconds=1)
    assert AuditEntry.objects.filter(action="losses.exported").count() == 1


@pytest.mark.parametrize(
    "name", ["=1+1", "+7(900)", "-1", "@SUM(A1)", "\t=1", "http://x.example", "=HYPERLINK(1)"]
)
def test_nothing_in_the_workbook_becomes_a_formula_or_a_link(head_client, lost, name):
    Client.objects.filter(name="Ирина").update(name=name)
    sheet = sheet_of(head_client.get("/losses/export.xlsx"))
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.value == name]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_a_workbook_that_was_cut_says_so(head_client, lost, monkeypatch):
    monkeypatch.setattr(export, "MOST_ROWS", 1)
    monkeypatch.setattr("mentor.pages.losses.views.MOST_ROWS", 1)
    rows = list(sheet_of(head_client.get("/losses/export.xlsx")).iter_rows(values_only=True))
    assert len(rows) == 3
    assert rows[2][0].startswith("Показаны первые 1")


def test_a_managers_workbook_holds_own_clients_only(manager_client, lost, world):
    url = f"/losses/export.xlsx?manager={world.colleague.pk}"
    rows = list(sheet_of(manager_client.get(url)).iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in rows] == ["Ирина"]


def mark(client, **data):
    recommendation = Recommendation.objects.get(case__client__name="Ирина")
    return client.post(reverse("recommendation_mark", args=[recommendation.pk]), data)


def test_the_manager_marks_and_the_mark_is_not_a_call(manager_client, lost):
    response = mark(manager_client, mark="done", next="/losses/?q=1")
    assert response.headers["Location"] == "/losses/?q=1"
    assert shown(manager_client.get("/losses/?state=marked")) == ["Ирина"]
    assert "отмечено, звонка нет" in manager_client.get("/losses/").content.decode()


def test_a_message_in_a_messenger_stands_apart(manager_client, lost):
    mark(manager_client, mark="messenger")
    assert shown(manager_client.get("/losses/?state=messenger")) == ["Ирина"]


def test_only_the_one_who_is_to_call_may_mark(head_client, colleague_client, integrator_client, client, lost):
    assert mark(head_client, mark="done").status_code == 403
    assert mark(integrator_client, mark="done").status_code == 403
    assert mark(colleague_client, mark="done").status_code == 404
    assert mark(client, mark="done").status_code == 302
    assert Recommendation.objects.get(case__client__name="Ирина").marked_at is None


def test_an_unknown_mark_changes_nothing_and_a_foreign_address_is_not_followed(manager_client, lost):
    response = mark(manager_client, mark="paid", next="https://evil.example/")
    assert Recommendation.objects.get(case__client__name="Ирина").marked_at is None
    assert response.headers["Location"] == reverse("client", args=[lost["petr"].client_id])
    assert "Ничего не изменено" in str(next(iter(get_messages(response.wsgi_request))))


def test_a_closed_recommendation_takes_no_mark(manager_client, lost):
    Recommendation.objects.update(closed_at=timezone.now(), close_reason="superseded")
    mark(manager_client, mark="done")
    assert not Recommendation.objects.exclude(marked_at=None).exists()
