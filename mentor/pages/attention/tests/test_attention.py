"""«Требует внимания»: words, binding, retrying, hiding."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mentor.calls import actions as calls
from mentor.calls.models import AttentionItem, Call
from mentor.companies import queries as companies
from mentor.companies.models import AuditEntry
from mentor.pages.attention import actions as settling
from mentor.pipeline import actions as pipeline
from mentor.pipeline.maintenance import show_unreturned
from mentor.pipeline.models import StepName

pytestmark = pytest.mark.django_db


@pytest.fixture
def unknown(scope, worked):
    """Calls led by an extension that nobody has."""
    return lambda hint="777", **changes: worked(manager_extension=hint, **changes)


def item_of(call, code="manager_unknown"):
    return AttentionItem.objects.get(call=call, code=code)


def bind(browser, call, manager):
    return browser.post(
        reverse("attention_bind", args=[item_of(call).pk]),
        {"manager": getattr(manager, "pk", manager)},
        follow=True,
    )


def test_each_line_says_what_happened_what_is_safe_and_what_to_do(head_client, unknown):
    unknown()
    page = head_client.get(reverse("attention")).content.decode()
    for words in (
        "Телефония назвала «777»",
        "Звонок сохранён и разбирается",
        "номер запомнится",
        "Привязать",
    ):
        assert words in page


def test_nothing_to_do_says_so(head_client):
    assert "Всё спокойно" in head_client.get(reverse("attention")).content.decode()


def test_binding_counts_the_call_for_the_manager_and_remembers_the_number(
    head_client, world, unknown, new_call
):
    first, second, other = unknown(), unknown(), unknown("888")
    page = bind(head_client, first, world.manager).content.decode()
    assert "2\u00a0звонка привязано" in page
    assert "Внутренний номер запомнили" in page
    assert set(Call.objects.filter(manager=world.manager)) == {first, second}
    assert first.result.__class__.objects.filter(manager=world.manager).count() == 2
    assert item_of(first).resolved_at
    assert item_of(other).resolved_at is None
    assert companies.find_manager(extension="777", email="") == world.manager
    assert pipeline.take_in(new=new_call(manager_extension="777")).call.manager == world.manager
    assert AuditEntry.objects.filter(action="call.manager_bound").count() == 2


def test_a_great_heap_is_bound_in_portions(head_client, world, unknown, monkeypatch):
    monkeypatch.setattr(settling, "MOST_AT_ONCE", 1)
    found = [unknown() for _ in range(4)]
    assert "Ещё 2\u00a0звонка" in bind(head_client, found[0], world.manager).content.decode()
    left = next(each for each in found if item_of(each).resolved_at is None)
    bind(head_client, left, world.manager)
    assert Call.objects.filter(manager=world.manager).count() == 4


def test_a_mail_is_bound_and_not_taken_for_a_number(head_client, world, scope, worked):
    call = worked(manager_extension="", manager_email="who@north.example")
    assert "впишите эту почту" in head_client.get(reverse("attention")).content.decode()
    assert "номер запомнили" not in bind(head_client, call, world.manager).content.decode()
    call.refresh_from_db()
    assert call.manager == world.manager
    assert not companies.is_extension("who@north.example")


@pytest.mark.parametrize("choice", ["", "x", "0", "999999999999999999999"])
def test_binding_to_nobody_is_refused(choice, head_client, unknown):
    call = unknown()
    assert "Выберите менеджера" in bind(head_client, call, choice).content.decode()
    assert item_of(call).resolved_at is None


def test_a_manager_of_another_company_cannot_be_chosen(other_world, head_client, unknown):
    call = unknown()
    bind(head_client, call, other_world.manager)
    call.refresh_from_db()
    assert call.manager is None


def test_a_failed_step_is_retried(head_client, scope, worked):
    call = worked()
    pipeline.give_up(call=call, name=StepName.TRANSCRIBE, error="Запись повреждена.")
    assert "Запись повреждена." in head_client.get(reverse("attention")).content.decode()
    head_client.post(reverse("attention_retry", args=[item_of(call, "step_failed").pk]))
    call.refresh_from_db()
    assert call.state == "processing"
    assert item_of(call, "step_failed").resolved_at
    assert AuditEntry.objects.filter(action="call.retried", subject=f"call:{call.pk}").count() == 1


def test_what_is_hidden_stands_in_history_and_on_record(head_client, unknown):
    call = unknown()
    address = reverse("attention_hide", args=[item_of(call).pk])
    assert "Скрыто" in head_client.post(address, follow=True).content.decode()
    assert (
        "Телефония назвала «777»"
        in head_client.get(reverse("attention"), {"show": "resolved"}).content.decode()
    )
    assert "Это уже решено" in head_client.post(address, follow=True).content.decode()
    assert AuditEntry.objects.filter(action="attention.hidden").count() == 1


def test_a_hidden_missed_call_does_not_come_back(scope, new_call, world):
    missed = timezone.now() - timedelta(days=5)
    call = pipeline.take_in(
        new=new_call(direction="in", missed=True, transcript=None, started_at=missed, manager_extension="")
    ).call
    show_unreturned(now=timezone.now())
    settling.hide(item=item_of(call, "missed_unreturned"), by=world.head.user)
    show_unreturned(now=timezone.now())
    assert AttentionItem.objects.filter(call=call, resolved_at=None).count() == 0


def test_a_missed_call_without_a_manager_is_no_riddle(scope, new_call):
    call = pipeline.take_in(
        new=new_call(direction="in", missed=True, transcript=None, manager_extension="")
    ).call
    assert not AttentionItem.objects.filter(call=call).exists()


def test_the_wrong_deed_for_a_line_is_refused(head_client, unknown):
    assert head_client.post(reverse("attention_retry", args=[item_of(unknown()).pk])).status_code == 404


def test_an_unknown_reason_is_named_not_hidden(head_client, scope):
    calls.need_attention(call=None, code="file_strange", file="звонки.csv")
    page = head_client.get(reverse("attention")).content.decode()
    assert "file_strange" in page
    assert "звонки.csv" in page


def test_lines_are_narrowed_by_what_happened(head_client, unknown):
    unknown()
    calls.need_attention(call=None, code="file_strange", file="звонки.csv")
    page = head_client.get(reverse("attention"), {"code": "file_strange"}).content.decode()
    assert ("звонки.csv" in page, "Телефония назвала" in page) == (True, False)


def test_the_page_costs_the_same_however_many_lines(head_client, unknown, django_assert_num_queries):
    unknown()
    head_client.get(reverse("attention"))
    with CaptureQueriesContext(connection) as one:
        head_client.get(reverse("attention"))
    for number in range(5):
        unknown(str(900 + number), client_phone=f"+7900000020{number}")
    with django_assert_num_queries(len(one)):
        head_client.get(reverse("attention"))
