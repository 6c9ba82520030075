"""What a CRM deleted without a word leaves the books, and only that."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.db.models import F

from mentor.clients.models import CrmLead, Payment
from mentor.clients.queries import net_sum
from mentor.crm.conftest import BEGINS, sale
from mentor.crm.health import health_of
from mentor.crm.models import CrmTrouble, Record
from mentor.crm.providers.bitrix24.tests.double import Bitrix
from mentor.crm.sweeping import ASKED_EVERY
from mentor.providers.tests.doubles import Said

DELETED = "event=ONCRMDEALDELETE&data[FIELDS][ID]={}&auth[application_token]={}"


def books():
    """(leads that stand, money that stands)."""
    return CrmLead.objects.filter(withdrawn_at=None).count(), net_sum(Payment.objects.all())


def sold(connect):
    """One open deal and one paid, both in the books."""
    crm = connect(Bitrix())
    crm.double.put(sale("1"))
    crm.double.put(sale("2", stage="won", amount=50_000, closed=BEGINS + 3600))
    crm.poll()
    with crm.scope:
        assert books() == (2, Decimal(50_000))
    return crm


def a_day_later(crm):
    with crm.scope:
        Record.objects.update(asked_at=F("asked_at") - ASKED_EVERY - timedelta(hours=1))


def test_a_deleted_deal_leaves_the_books_at_the_event_and_the_entries_say_why(connect):
    crm = sold(connect)
    crm.double.change("2", deleted=True)
    assert crm.send(DELETED.format(2, "wrong")).status_code == 403
    crm.poll()
    with crm.scope:
        assert books()[1] == Decimal(50_000), "nobody but the portal is believed"
    assert crm.send(DELETED.format(2, "app-token")).status_code == 200
    for _ in range(2):
        crm.poll()
    with crm.scope:
        assert books() == (1, Decimal(0))
        assert health_of(crm.connection()).taken == 1
        assert Payment.objects.get(is_correction=True).reason == "Сделка 2: в CRM больше нет"


def test_a_lost_event_costs_a_day_and_a_false_one_nothing(connect):
    crm = sold(connect)
    crm.send(DELETED.format(1, "app-token"))
    crm.send(DELETED.format(77, "app-token"))
    crm.double.change("2", deleted=True)
    crm.poll()
    with crm.scope:
        assert books() == (2, Decimal(50_000)), "deal 1 is there, 77 nobody knows, 2 is not asked for yet"
    a_day_later(crm)
    crm.poll()
    with crm.scope:
        assert books() == (1, Decimal(0))


def test_a_deal_that_is_hidden_from_us_stays_and_is_told_until_it_shows_again(connect):
    crm = sold(connect)
    crm.double.hidden.add("2")
    a_day_later(crm)
    crm.poll()
    with crm.scope:
        assert books() == (2, Decimal(50_000))
        assert "нет на неё прав" in Record.objects.get(key="2").reason
    crm.double.hidden.clear()
    a_day_later(crm)
    crm.poll()
    with crm.scope:
        assert not Record.objects.filter(state="parked").exists()


def test_a_portal_that_does_not_answer_about_the_deleted_takes_nothing_out(connect):
    crm = sold(connect)
    crm.double.change("2", deleted=True)
    a_day_later(crm)
    batch = crm.double.lists.replace("crm.deal.list", "batch")
    crm.double.script[batch] = [
        Said(200, b'{"result":{"result":{},"result_error":{"deal_0":{"error":"OOPS"}}}}')
    ]
    crm.poll()
    with crm.scope:
        assert books() == (2, Decimal(50_000))
        assert CrmTrouble.objects.get().where == "gone"
        assert crm.connection().polled_at is not None, "reading goes on without it"
    del crm.double.script[batch]
    crm.poll()
    with crm.scope:
        assert books() == (1, Decimal(0))
        assert not CrmTrouble.objects.exists()


def test_a_deal_that_is_told_again_is_taken_again(connect):
    crm = sold(connect)
    crm.double.change("2", deleted=True)
    a_day_later(crm)
    crm.poll()
    crm.double.change("2", deleted=False)
    crm.rewind()
    crm.poll()
    with crm.scope:
        assert books() == (2, Decimal(50_000))
