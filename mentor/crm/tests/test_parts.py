"""Payments inside a deal stand in the books one by one, and never beside the deal's whole sum."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.db.models import F

from mentor.clients.models import Deal, Payment
from mentor.clients.queries import net_sum
from mentor.crm import again, connections
from mentor.crm.conftest import BEGINS, sale
from mentor.crm.models import Record
from mentor.crm.providers.bitrix24 import client, payments
from mentor.crm.providers.bitrix24.tests.double import Bitrix
from mentor.crm.sweeping import ASKED_EVERY


def paid(key, amount, days=0, *, now="Y"):
    moment = datetime.fromtimestamp(BEGINS + days * 86400, UTC).isoformat()
    return {
        "id": key,
        "paid": now,
        "datePaid": moment if now == "Y" else None,
        "sum": amount,
        "currency": "RUB",
    }


def connected(connect, counts):
    """A deal of 50 000 that is won, 30 000 of it paid in two parts and a third one waiting."""
    crm = connect(Bitrix())
    crm.double.put(sale("1", stage="won", amount=50_000, closed=BEGINS))
    crm.double.paid["1"] = [paid(11, 10_000), paid(12, 20_000, 2), paid(13, 20_000, now="N")]
    choose(crm, counts)
    crm.poll()
    return crm


def choose(crm, counts):
    with crm.scope:
        connection = crm.connection()
        plain = connection.settings | {"counts": counts}
        connections.change(
            connection=connection, title=connection.title, plain=plain, given={}, allowed=[], by=None
        )


def money(crm):
    with crm.scope:
        return net_sum(Payment.objects.all())


def test_each_part_stands_on_its_own_day_and_a_repeat_adds_nothing(connect, monkeypatch):
    for module in (client, payments):
        monkeypatch.setattr(module, "PAGE", 1)
    crm = connected(connect, "parts")
    for _ in range(2):
        assert money(crm) == Decimal(30_000)
        crm.rewind()
        crm.poll()
    with crm.scope:
        days = sorted(each.paid_at.day for each in Payment.objects.all())
        assert days == [2, 4]
        assert Deal.objects.count() == 1


def test_a_part_that_is_paid_or_given_back_later_is_seen_though_the_deal_did_not_change(connect):
    crm = connected(connect, "parts")
    crm.double.paid["1"] = [paid(12, 20_000, 2), paid(13, 20_000, 5)]
    with crm.scope:
        Record.objects.update(asked_at=F("asked_at") - ASKED_EVERY - timedelta(hours=1))
    crm.poll()
    assert money(crm) == Decimal(40_000)
    crm.double.change("1", deleted=True)
    with crm.scope:
        Record.objects.update(asked_at=F("asked_at") - ASKED_EVERY - timedelta(hours=1))
    crm.poll()
    assert money(crm) == Decimal(0)


def test_money_that_a_person_gave_back_or_entered_is_left_to_people(connect):
    crm = connected(connect, "parts")
    with crm.scope:
        first = Payment.objects.get(amount=10_000)
        Payment.objects.create(
            deal=first.deal,
            amount=4_000,
            paid_at=first.paid_at,
            source="crm",
            refund_of=first,
            external_id="by hand",
        )
    crm.rewind()
    crm.poll()
    assert money(crm) == Decimal(26_000)
    crm.double.paid["1"] = []
    crm.change("1")
    crm.poll()
    with crm.scope:
        assert Record.objects.get(kind="deal").reason_code == "refunded"
    assert money(crm) == Decimal(26_000)


def test_money_is_never_there_twice_when_the_way_of_counting_is_switched(connect):
    crm = connected(connect, "deal")
    assert money(crm) == Decimal(50_000)
    for counts, sum_ in (("parts", 30_000), ("deal", 50_000), ("parts", 30_000)):
        choose(crm, counts)
        for _ in range(2):
            crm.poll()
            again.everything(crm.company_id, crm.connection_id)
            assert money(crm) == Decimal(sum_)
