"""What may come to a connection's address, and what becomes of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from mentor.calls.models import Call
from mentor.companies.models import AuditEntry
from mentor.core.sealed import CannotOpenError, seal, unseal
from mentor.core.tenancy import company_scope
from mentor.providers import linked
from mentor.telephony import again, connections
from mentor.telephony.door import MOST_BYTES
from mentor.telephony.models import Connection, Event, Trace, Trouble
from mentor.telephony.providers.bitrix24.tests.exchange import Bitrix24
from mentor.telephony.providers.generic.tests.exchange import Generic
from mentor.telephony.providers.mango.tests.exchange import Mango, delivery
from mentor.telephony.providers.megafon.tests.exchange import Megafon
from mentor.telephony.providers.zadarma.tests.exchange import Zadarma
from mentor.telephony.registry import PROVIDERS
from mentor.telephony.tests.exchange import Delivery, talks


def one_talk(**changes):
    return replace(talks(1, timezone.now(), seed=3)[0], missed=False, talk_s=30, **changes)


def test_an_event_is_kept_as_it_came_before_it_is_read(connect):
    line = connect(Mango())
    sent = line.exchange.events_of(one_talk())[1]
    assert line.send(sent).status_code == 200
    with line.scope:
        event = Event.objects.get()
        assert (bytes(event.body).decode(), event.path, event.state) == (sent.body, "events/summary", "new")
        assert not Call.objects.exists()


def test_a_wrong_signature_is_refused_kept_nowhere_and_told_in_words(connect):
    line = connect(Mango())
    assert line.send(delivery("events/summary", {"entry_id": "1"}, signed="0" * 64)).status_code == 403
    with line.scope:
        assert not Event.objects.exists()
        assert "Проверьте ключ подписи" in Trouble.objects.get().text


@pytest.mark.parametrize("kind", [Zadarma, Megafon, Bitrix24], ids=lambda kind: kind.code)
def test_an_event_with_another_accounts_proof_is_refused_by_everyone_who_gives_one(connect, kind):
    line = connect(kind())
    with line.scope:
        connection = line.connection()
        spoilt = {name: f"{value}-other" for name, value in line.exchange.secrets().items()}
        linked.keep_secrets(connection, spoilt)
    for sent in line.exchange.events_of(one_talk()):
        assert line.send(sent).status_code == 403
    with line.scope:
        assert not Event.objects.exists()
        assert Trouble.objects.get().where == "hook"


def test_the_signature_is_that_of_the_string_as_it_came(connect):
    line = connect(Mango())
    odd = '{"entry_id" :"1" ,  "call_state":"Appeared"}'
    assert line.send(delivery("events/call", {}, text=odd)).status_code == 200


def test_an_old_event_played_again_changes_nothing(connect):
    line = connect(Mango())
    sent = line.exchange.events_of(one_talk())
    for _ in range(3):
        for each in sent:
            assert line.send(each).status_code == 200
        line.work()
    with line.scope:
        assert (Event.objects.count(), Call.objects.count()) == (3, 1)


def test_a_body_too_large_is_refused_unread(connect):
    line = connect(Generic())
    assert line.send(Delivery(body="x"), CONTENT_LENGTH=str(50 * 1024**2)).status_code == 413
    assert line.send(Delivery(body="x" * (MOST_BYTES + 1))).status_code == 413
    with line.scope:
        assert not Event.objects.exists()


def test_an_unknown_secret_is_nowhere(db):
    for token in ("nobody", "x" * 500, "%00"):
        assert Browser().post(f"/hooks/telephony/{token}/").status_code == 404


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("{", "не JSON"),
        ("[" * 100_000, "не JSON"),
        ('{"data": []}', "нет поля data.id"),
        ('{"data": {"id": "1", "phone": "2"}, "direction": "in", "started_at": "вчера"}', "не время"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "нет поля data.id"),
    ],
)
def test_what_cannot_be_read_stands_aside_with_the_reason(connect, body, words):
    line = connect(Generic())
    assert line.send(Delivery(body=body, content_type="application/json" if body[0] in "{[" else "text/xml"))
    line.work()
    with line.scope:
        event = Event.objects.get()
        assert event.state == "parked"
        assert words in event.reason


def test_a_clock_an_hour_ahead_is_put_aside_and_mended_by_the_time_zone(connect):
    line = connect(Generic())
    talk = one_talk(began=timezone.now().replace(microsecond=0, tzinfo=None))
    event = {
        "data": {"id": "1", "phone": "79000000201"},
        "started_at": (timezone.localtime() - timedelta(minutes=2)).strftime("%Y-%m-%d %H:%M:%S"),
        "direction": "in",
        "duration": 10,
        "extension": talk.manager,
    }
    with line.scope:
        Connection.objects.update(settings=line.exchange.settings() | {"time_zone": "Europe/London"})
    line.send(Delivery(body=json.dumps(event), content_type="application/json"))
    line.work()
    with line.scope:
        assert not Call.objects.exists()
        assert "часовой пояс" in Trace.objects.get().reason
        Connection.objects.update(settings=line.exchange.settings() | {"time_zone": "Europe/Moscow"})
        assert again.everything(connection=line.connection()).left == 0
        assert timezone.now() - Call.objects.get().started_at < timedelta(minutes=5)


def test_a_connection_that_is_switched_off_takes_nothing(connect):
    line = connect(Generic())
    with line.scope:
        connections.switch(connection=line.connection(), on=False, by=None)
    assert line.send(line.exchange.events_of(one_talk())[0]).status_code == 404


def test_the_same_call_of_two_companies_is_two_calls(connect, other_company):
    line = connect(Generic())
    with company_scope(other_company.pk):
        theirs, token = connections.create(
            provider=PROVIDERS["generic"],
            title="их",
            plain=line.exchange.settings(),
            given={},
            allowed=[],
            by=None,
        )
    other = replace(line, company_id=other_company.pk, connection_id=theirs.pk, token=token)
    first, *_ = line.exchange.events_of(one_talk())
    for each in (line, other):
        assert each.send(first).status_code == 200
        each.work()
        with each.scope:
            assert Call.objects.count() == 1


def test_secrets_are_sealed_and_stand_in_no_page_and_no_trail(connect, integrator_client):
    line = connect(Mango())
    page = integrator_client.get(reverse("telephony_connection", args=[line.connection_id]))
    with line.scope:
        connection = line.connection()
        kept = json.dumps([connection.sealed, connection.settings, connection.hook_hash])
        trail = json.dumps(list(AuditEntry.objects.values_list("details", flat=True)))
        assert connections.account_of(connection).text("api_salt") == "mango-salt"
    for secret in ("mango-key", "mango-salt", line.token):
        assert secret not in kept
        assert secret not in trail
        assert secret not in page.content.decode()


@pytest.mark.unit
def test_a_sealed_secret_opens_in_its_own_row_alone(settings):
    settings.SECRETS_KEYS = ["new", "old"]
    closed = seal({"key": "тайна"}, place="telephony:1:1")
    assert unseal(closed, place="telephony:1:1") == {"key": "тайна"}
    settings.SECRETS_KEYS = ["newer", "new"]
    assert unseal(closed, place="telephony:1:1") == {"key": "тайна"}, "a key that is replaced still opens"
    with pytest.raises(CannotOpenError):
        unseal(closed, place="telephony:2:1")
    settings.SECRETS_KEYS = ["newer"]
    with pytest.raises(CannotOpenError):
        unseal(closed, place="telephony:1:1")
