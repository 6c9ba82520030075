"""Events are dropped, sent twice and out of order: every call is there once, each answered one with its recording."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from django.utils import timezone

from mentor.calls.models import Call
from mentor.telephony import connections
from mentor.telephony.errors import TelephonyError
from mentor.telephony.providers.beeline.tests.exchange import Beeline
from mentor.telephony.providers.bitrix24.tests.exchange import Bitrix24
from mentor.telephony.providers.exolve.tests.exchange import Exolve
from mentor.telephony.providers.generic.tests.exchange import Generic
from mentor.telephony.providers.mango.tests.exchange import Mango
from mentor.telephony.providers.megafon.tests.exchange import Megafon
from mentor.telephony.providers.sipuni.tests.exchange import Sipuni
from mentor.telephony.providers.uis.tests.exchange import Uis
from mentor.telephony.providers.zadarma.tests.exchange import Zadarma
from mentor.telephony.registry import PROVIDERS

from .exchange import Delivery, Exchange, Talk, talks

EXCHANGES = (Generic, Mango, Zadarma, Megafon, Uis, Sipuni, Bitrix24, Exolve)


def deliver(line, sent: list[Delivery], *, lose: float, seed: int = 7) -> None:
    """Some are lost, a third comes twice, all of them shuffled."""
    dice = random.Random(seed)
    sent = [each for each in sent if dice.random() >= lose]
    sent += [each for each in sent if dice.random() < 0.33]
    dice.shuffle(sent)
    for each in sent:
        answer = line.send(each)
        assert answer.status_code == 200, answer.content


def facts(call: Call) -> tuple[object, ...]:
    who = call.manager.name if call.manager else ""
    return (call.source_call_id, call.direction, call.started_at, call.client_phone, who, call.kept_reason)


def expected(talk: Talk) -> tuple[object, ...]:
    who = {"101": "Пётр Лунин", "102": "Мария Ясная"}[talk.manager]
    return (talk.key, talk.direction, talk.began, talk.client, who, "missed" if talk.missed else "")


@pytest.mark.parametrize("kind", EXCHANGES, ids=lambda kind: kind.code)
def test_no_call_is_missed_and_none_doubled(connect, kind: type[Exchange]):
    exchange = kind()
    line = connect(exchange)
    exchange.talks = talks(12, timezone.now())
    sent = [event for talk in exchange.talks for event in exchange.events_of(talk)]
    deliver(line, sent, lose=0.4 if kind.has_history else 0.0)
    line.work()
    if kind.has_history:
        with line.scope:
            seen = Call.objects.count()
        assert seen < len(exchange.talks), "nothing was lost: the test would prove nothing"
        line.poll()
        line.poll()
        line.work()
    with line.scope:
        calls = list(Call.objects.select_related("manager"))
        assert sorted(map(facts, calls)) == sorted(map(expected, exchange.talks))
        for call in calls:
            talk = next(each for each in exchange.talks if each.key == call.source_call_id)
            assert call.duration_s == talk.talk_s
            assert (call.recording_id is not None) == (not talk.missed)


@pytest.mark.parametrize("kind", (*EXCHANGES, Beeline), ids=lambda kind: kind.code)
def test_a_check_says_what_the_provider_answered(connect, kind: type[Exchange]):
    line = connect(kind())
    provider = PROVIDERS[kind.code]
    with line.scope:
        account = connections.account_of(line.connection())
    assert provider.check(account)
    if not account.secrets:
        return
    wrong = replace(account, secrets={name: _spoilt(value) for name, value in account.secrets.items()})
    with pytest.raises(TelephonyError) as refusal:
        provider.check(wrong)
    assert refusal.value.permanent, "asking again will not help: somebody must put in another key"
    assert "wrong" not in refusal.value.detail


def _spoilt(secret: str) -> str:
    """A wrong key of the same kind: addresses stay addresses."""
    return secret.replace("portal-key", "wrong") if secret.startswith("http") else "wrong"


@pytest.mark.parametrize("provider", PROVIDERS.values(), ids=lambda each: each.code)
@pytest.mark.unit
def test_every_provider_tells_the_customers_side_what_to_do(provider):
    assert "<li>" in provider.guide()
    assert set(provider.form.secrets) <= provider.form.base_fields.keys()
    assert provider.hook or provider.history
