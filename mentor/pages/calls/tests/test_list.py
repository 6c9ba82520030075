"""Звонки: who sees what, filters, pages by key, and a fixed number of queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mentor.core.tenancy import company_scope
from tests.fixtures import SUCCESS_TALK, logged_in, talk

pytestmark = pytest.mark.django_db


@pytest.fixture
def calls(scope, worked):
    """A lost call of Пётр, a successful one of Мария, a missed one."""
    now = timezone.now()
    return {
        "lost": worked(),
        "success": worked(
            manager_extension="102",
            client_phone="+79000000202",
            client_name="Семён",
            transcript=talk(SUCCESS_TALK),
            direction="in",
            started_at=now - timedelta(hours=2),
        ),
        "missed": worked(
            client_phone="+79000000303",
            client_name="",
            transcript=None,
            missed=True,
            direction="in",
            started_at=now - timedelta(days=40),
        ),
    }


def shown(response):
    return [row.call.pk for row in response.context["found"].rows]


def ids(calls, *names):
    return [calls[name].pk for name in names]


def test_the_head_sees_all_calls_newest_first(head_client, calls):
    response = head_client.get("/calls/")
    assert response.status_code == 200
    assert shown(response) == ids(calls, "lost", "success", "missed")
    page = response.content.decode()
    assert "Ирина" in page
    assert "пропущенный" in page
    assert "потерян" in page


def test_a_manager_sees_only_own_calls_and_no_filter_by_manager(manager_client, calls, world):
    response = manager_client.get(f"/calls/?manager={world.colleague.pk}")
    assert shown(response) == ids(calls, "lost", "missed")
    assert 'id="filter-manager"' not in response.content.decode()


def test_another_company_sees_nothing(company, worked, other_world):
    with company_scope(company.pk):
        worked()
    response = logged_in(other_world.head.user).get("/calls/")
    assert shown(response) == []
    assert "Звонков пока нет" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("outcome=lost", ["lost"]),
        ("outcome=success", ["success"]),
        ("direction=in", ["success", "missed"]),
        ("state=kept", ["missed"]),
        ("purpose=history", []),
        ("q=семён", ["success"]),
        ("q=0303", ["missed"]),
        ("q=8 900 000 02 02", ["success"]),
        ("q=никого", []),
        ("period=month&outcome=lost", ["lost"]),
        ("manager=none", []),
        ("score=good&outcome=success", ["success"]),
        ("outcome=nonsense&stage=99&score=x&manager=x&purpose=x", ["lost", "success", "missed"]),
    ],
)
def test_filters_narrow_the_list_and_nonsense_narrows_nothing(head_client, calls, query, names):
    assert shown(head_client.get(f"/calls/?{query}")) == ids(calls, *names)


def test_filter_by_manager(head_client, calls, world):
    assert shown(head_client.get(f"/calls/?manager={world.colleague.pk}")) == ids(calls, "success")


def test_filter_by_stage_shows_calls_lost_there(head_client, calls, scope):
    stage = calls["lost"].result.lost_stage
    assert shown(head_client.get(f"/calls/?stage={stage}")) == ids(calls, "lost")


def test_scores_of_the_filter_are_the_colours_of_the_list(head_client, calls, scope):
    found = {name: shown(head_client.get(f"/calls/?score={name}")) for name in ("good", "attention", "bad")}
    graded = ids(calls, "lost", "success")
    assert sorted(pk for pks in found.values() for pk in pks) == sorted(graded)


@pytest.mark.parametrize(
    "cursor", ["after=x", "before=.", "after=1.", "after=99999999999999999999999.1", "before=1.%00"]
)
def test_a_broken_cursor_is_the_first_page(head_client, calls, cursor):
    assert len(shown(head_client.get(f"/calls/?{cursor}"))) == 3


def test_pages_by_key_show_every_call_once_both_ways(head_client, scope, new_call):
    from mentor.calls.actions import store_call

    at = timezone.now() - timedelta(days=1)
    for number in range(120):
        # Many calls of one moment: the id parts them.
        store_call(new_call(started_at=at + timedelta(minutes=number // 40), transcript=None, missed=True))
    first = head_client.get("/calls/")
    assert not first.context["found"].page.previous_cursor
    second = head_client.get(f"/calls/?after={first.context['found'].page.next_cursor}")
    third = head_client.get(f"/calls/?after={second.context['found'].page.next_cursor}")
    seen = shown(first) + shown(second) + shown(third)
    assert [len(shown(each)) for each in (first, second, third)] == [50, 50, 20]
    assert len(set(seen)) == 120
    assert not third.context["found"].page.next_cursor
    back = head_client.get(f"/calls/?before={third.context['found'].page.previous_cursor}")
    assert shown(back) == shown(second)


def queries(client, url):
    client.get(url)  # the first visit notes when the person was last seen
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


@pytest.mark.parametrize("url", ["/calls/", "/calls/?outcome=lost", "/calls/?q=Ирина"])
def test_the_number_of_queries_does_not_grow_with_the_calls(head_client, company, worked, url):
    with company_scope(company.pk):
        worked()
    one = queries(head_client, url)
    with company_scope(company.pk):
        for number in range(6):
            worked(client_phone=f"+7900000040{number}")
    assert queries(head_client, url) == one


def test_the_list_never_counts(head_client, calls):
    with CaptureQueriesContext(connection) as caught:
        head_client.get("/calls/?outcome=lost")
    counted = [each["sql"] for each in caught if "COUNT(" in each["sql"]]
    few = (
        "calls_attentionitem",
        "notifications_notification",
    )  # the menu and the bell: a hundred at most
    assert not [sql for sql in counted if not any(table in sql for table in few)]


def test_an_empty_company_is_told_what_to_do(head_client, manager_client):
    assert "Подключите телефонию" in head_client.get("/calls/").content.decode()
    assert "попросите руководителя" in manager_client.get("/calls/").content.decode()


def test_filters_that_leave_nothing_offer_to_be_reset(head_client, calls):
    assert "Сбросить фильтры" in head_client.get("/calls/?purpose=training").content.decode()


def test_a_stranger_is_sent_to_the_log_in(client, db):
    response = client.get("/calls/")
    assert response.status_code == 302
    assert "/accounts/login/" in response.headers["Location"]
