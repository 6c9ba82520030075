"""What calls showed goes into the CRM once, and only where the company asked for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mentor.crm import connections, outbox
from mentor.crm.conftest import sale
from mentor.crm.models import Outgoing
from mentor.crm.providers.amocrm.tests.double import Amo
from mentor.crm.providers.bitrix24.tests.double import Bitrix

BOTH = pytest.mark.parametrize("kind", [Amo, Bitrix], ids=["amocrm", "bitrix24"])


@pytest.fixture
def lost(connect, worked):
    """Connects a double that knows the client, then a client is lost in a call."""

    def build(kind, *, notes=True, tasks=True):
        crm = connect(kind())
        with crm.scope:
            connections.choose(
                connection=crm.connection(), notes=notes, tasks=tasks, takes_calls=False, by=None
            )
            call = worked()
        crm.double.put(sale("1", phone=call.client_phone))
        return crm, call

    return build


@BOTH
def test_a_lost_client_leaves_a_note_and_a_task_once(lost, kind):
    crm, call = lost(kind)
    crm.poll()
    outbox.send_due(crm.company_id)
    with crm.scope:
        outbox.note_finished_call(call)
    outbox.send_due(crm.company_id)
    [note], [task] = crm.double.texts("note"), crm.double.texts("task")
    assert "потерян" in note
    assert f"звонок № {call.pk}" in note
    assert "Рекомендуется перезвонить" in task
    with crm.scope:
        assert set(Outgoing.objects.values_list("state", flat=True)) == {"sent"}


@BOTH
def test_a_lost_answer_or_a_killed_worker_makes_no_double(lost, kind):
    crm, _ = lost(kind)
    crm.double.loses_answers = 1
    outbox.send_due(crm.company_id)
    with crm.scope:
        assert Outgoing.objects.filter(state="waiting").count() == 1
        later = timezone.now() - timedelta(minutes=10)
        Outgoing.objects.filter(state="waiting").update(not_before=later)
        Outgoing.objects.filter(state="sent").update(state="sending", started_at=later)
    outbox.send_due(crm.company_id)
    assert (len(crm.double.texts("note")), len(crm.double.texts("task"))) == (1, 1)
    with crm.scope:
        assert set(Outgoing.objects.values_list("state", flat=True)) == {"sent"}


def test_nothing_goes_where_nobody_asked(lost):
    crm, _ = lost(Amo, notes=False, tasks=False)
    assert outbox.send_due(crm.company_id) == 0
    with crm.scope:
        assert not Outgoing.objects.exists()


def test_a_wish_taken_back_drops_what_waits(lost):
    crm, _ = lost(Amo)
    with crm.scope:
        connections.choose(connection=crm.connection(), notes=False, tasks=True, takes_calls=False, by=None)
    outbox.send_due(crm.company_id)
    assert crm.double.texts("note") == []
    assert len(crm.double.texts("task")) == 1


def test_a_client_whom_the_crm_does_not_know_is_told_so(lost):
    crm, _ = lost(Bitrix)
    crm.double.sales.clear()
    outbox.send_due(crm.company_id)
    with crm.scope:
        assert {"В CRM нет ни сделки, ни контакта с телефоном клиента."} == set(
            Outgoing.objects.values_list("reason", flat=True)
        )
