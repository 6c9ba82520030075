"""What a CRM tells is in the books once, whatever is lost, repeated, moved or broken on the way."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from mentor.calls.models import Call
from mentor.clients import actions as clients
from mentor.clients.models import Client, CrmLead, Deal, Payment
from mentor.clients.queries import net_sum
from mentor.core.tenancy import company_scope
from mentor.crm import again, connections, taking
from mentor.crm.conftest import BEGINS, sale
from mentor.crm.errors import CrmError
from mentor.crm.health import health_of
from mentor.crm.models import CrmConnection, CrmTrouble, Record
from mentor.crm.providers.amocrm.tests.double import Amo
from mentor.crm.providers.bitrix24 import client as bitrix
from mentor.crm.providers.bitrix24.tests.double import Bitrix
from mentor.crm.queries import cards_of
from mentor.crm.registry import PROVIDERS
from mentor.crm.told import Told
from mentor.providers.tests.doubles import Said

BOTH = pytest.mark.parametrize("kind", [Amo, Bitrix], ids=["amocrm", "bitrix24"])
SOLD = {"amount": 50_000, "closed": BEGINS + 3600}


@pytest.fixture(autouse=True)
def small_pages(monkeypatch):
    monkeypatch.setattr(bitrix, "PAGE", 2)
    monkeypatch.setattr("mentor.crm.providers.bitrix24.reading.PAGE", 2)


def books():
    """(leads that stand, deals, money that stands)."""
    leads = CrmLead.objects.filter(withdrawn_at=None).count()
    return leads, Deal.objects.count(), net_sum(Payment.objects.all())


def market(crm):
    """Five deals: two open, one paid, one lost, one spam."""
    for key, stage in enumerate(("open", "open", "won", "lost", "spam"), start=1):
        crm.double.put(sale(str(key), stage=stage, **(SOLD if stage == "won" else {})))


@BOTH
def test_leads_deals_and_payments_come_once_however_often_they_are_told(connect, kind):
    crm = connect(kind())
    market(crm)
    for _ in range(3):
        crm.rewind()
        crm.poll()
    with crm.scope:
        assert books() == (4, 1, Decimal(50_000))
        assert health_of(crm.connection()).taken == 4, "what means nothing is told and not counted"
        payment = Payment.objects.get()
        assert (payment.source, payment.paid_at.timestamp()) == ("crm", BEGINS + 3600)
        client = payment.deal.client
        into = Client.objects.create(name="Та же фирма")
        clients.become(gone=client, into=into)
        assert "3" in cards_of([into.pk])[into.pk], "the card follows the client after a merge"


@BOTH
def test_an_outage_is_caught_up_with_and_a_broken_look_moves_no_cursor(connect, kind):
    crm = connect(kind())
    market(crm)
    with crm.scope:
        before = crm.connection().history_until
    lists = crm.double.lists
    crm.double.script[lists] = [Said(502, b"<html>")]
    crm.poll()
    with crm.scope:
        assert crm.connection().history_until == before
        assert "не отвечает" in CrmTrouble.objects.get().text
    del crm.double.script[lists]
    crm.poll()
    with crm.scope:
        assert books() == (4, 1, Decimal(50_000))
        assert not CrmTrouble.objects.exists()
        assert crm.connection().history_until > before


@BOTH
def test_what_changes_in_the_crm_becomes_entries_of_its_own(connect, kind):
    crm = connect(kind())
    market(crm)
    crm.poll()
    crm.change("3", amount=60_000)
    crm.poll()
    with crm.scope:
        assert books()[2] == Decimal(60_000)
        assert Payment.objects.count() == 3, "the first, what takes it out, the right one"
    crm.change("3", stage="open")
    crm.poll()
    with crm.scope:
        assert books() == (4, 1, Decimal(0))
    crm.change("3", stage="won")
    crm.change("2", stage="spam")
    crm.poll()
    with crm.scope:
        assert books() == (3, 1, Decimal(60_000)), "paid again; the other was no lead after all"


@BOTH
def test_what_cannot_be_taken_stands_aside_with_the_reason_until_it_is_mended(connect, kind):
    crm = connect(kind())
    crm.double.put(sale("1", phone=""))
    crm.double.put(sale("2", stage="won", amount=0, closed=BEGINS))
    crm.poll()
    with crm.scope:
        reasons = dict(Record.objects.filter(state="parked").values_list("key", "reason_code"))
        assert reasons == {"1": "no_phone", "2": "no_amount"}
    crm.change("1", phone="89000000301")
    crm.change("2", amount=700)
    crm.poll()
    with crm.scope:
        assert not Record.objects.filter(state="parked").exists()
        assert books() == (2, 1, Decimal(700))


def test_news_out_of_order_do_not_turn_time_back(connect):
    crm = connect(Amo())
    market(crm)
    crm.poll()
    with crm.scope:
        told = Told.from_json(Record.objects.get(key="3").told)
        before = told.updated_at.replace(year=2025)
        older = replace(told, stage=crm.double.stage("open"), updated_at=before)
        taking.apply(connection=crm.connection(), told=older)
        assert books()[2] == Decimal(50_000)


def test_a_deal_that_moves_while_pages_are_read_hides_no_other(connect):
    crm = connect(Amo())
    market(crm)
    moves = iter(["1", "2"])

    def between():
        key = next(moves, None)
        if key:
            crm.change(key)

    crm.double.between = between
    crm.poll()
    with crm.scope:
        assert not Record.objects.filter(key="1").exists(), "it moved before the page that it stood on"
    crm.poll()
    with crm.scope:
        assert set(Record.objects.values_list("key", flat=True)) == {"1", "2", "3", "4", "5"}


def test_a_deleted_deal_is_taken_out_of_the_books(connect):
    crm = connect(Amo())
    market(crm)
    crm.poll()
    crm.change("3", deleted=True)
    crm.poll()
    with crm.scope:
        assert books() == (3, 1, Decimal(0))


def test_people_are_found_where_the_account_may_not_filter(connect):
    crm = connect(Amo())
    crm.double.filters = False
    market(crm)
    crm.poll()
    with crm.scope:
        assert books() == (4, 1, Decimal(50_000))


def test_stages_that_are_mapped_anew_recount_what_was_told(connect):
    crm = connect(Bitrix())
    market(crm)
    crm.poll()
    with crm.scope:
        mapping = crm.connection().mapping | {crm.double.stage("won"): "lead"}
        connections.map_stages(connection=crm.connection(), mapping=mapping, people={}, by=None)
    again.everything(crm.company_id, crm.connection_id)
    with crm.scope:
        assert books() == (4, 1, Decimal(0))


def test_money_that_others_entered_is_not_entered_again(connect):
    crm = connect(Bitrix())
    market(crm)
    crm.poll()
    with crm.scope:
        Record.objects.filter(key="3").update(payment=None, amount=None)
    crm.rewind()
    crm.poll()
    with crm.scope:
        assert (Payment.objects.count(), books()[2]) == (1, Decimal(50_000))
        Record.objects.filter(key="3").update(amount=None)
    crm.change("3", amount=51_000)
    crm.poll()
    with crm.scope:
        assert Record.objects.get(key="3").reason_code == "paid_elsewhere"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Said(200, b'{"error":"QUERY_LIMIT_EXCEEDED"}'), ""),
        (Said(503, b'{"error":"QUERY_LIMIT_EXCEEDED"}'), ""),
        (Said(200, b'{"error":"ACCESS_DENIED","error_description":"No rights"}'), "No rights"),
        (Said(200, b"<html>login</html>", {"Content-Type": "text/html"}), "text/html"),
        (Said(200, b'{"result": "nothing"}'), "вместо списка"),
        (Said(401, b'{"error":"expired_token"}'), "ключ"),
        (Said(200, b"x" * (33 * 1024**2)), "больше"),
    ],
    ids=["limit", "limit-503", "error-in-200", "html", "no-list", "key", "huge"],
)
def test_a_bad_answer_is_told_in_words_and_loses_nothing(connect, said, words):
    crm = connect(Bitrix())
    market(crm)
    path = crm.double.lists
    crm.double.script[path] = [said]
    crm.poll()
    with crm.scope:
        texts = list(CrmTrouble.objects.values_list("text", flat=True))
        assert (words in texts[0]) if words else not texts
        assert "portal-key" not in "".join(texts)
    del crm.double.script[path]
    crm.poll()
    with crm.scope:
        assert books()[0] == 4


@BOTH
def test_a_check_says_what_the_crm_answered_and_refuses_private_addresses(connect, settings, kind):
    crm = connect(kind())
    with crm.scope:
        account = connections.account_of(crm.connection())
        assert "воронок" in PROVIDERS[kind.code].check(account)
        settings.FETCH_ALLOWED_HOSTS = []
        with pytest.raises(CrmError) as refusal:
            PROVIDERS[kind.code].check(connections.account_of(crm.connection()))
    assert refusal.value.code == "private"


def test_an_access_token_is_exchanged_once_whoever_asks_and_the_old_refresh_token_is_gone(connect):
    crm = connect(Amo())
    with crm.scope:
        first, second = (connections.account_of(crm.connection()) for _ in range(2))
        crm.double.access = "another"
        assert first.bearer("access-0") == "access-1"
        assert second.bearer("access-0") == "access-1", "whoever was late takes what the first one got"
        kept = json.dumps([crm.connection().sealed, crm.connection().grant.sealed])
    assert crm.double.refreshed == ["refresh-0"]
    assert "access-1" not in kept
    assert "refresh-1" not in kept
    crm.double.access, crm.double.refresh = "revoked", "revoked"
    crm.poll()
    with crm.scope:
        assert "отозвала доступ" in CrmTrouble.objects.get().text


def test_calls_of_the_crm_come_in_only_where_they_are_wanted(connect):
    crm = connect(Amo())
    note = {
        "id": 5,
        "note_type": "call_in",
        "created_at": BEGINS,
        "updated_at": BEGINS,
        "responsible_user_id": 7,
    }
    crm.double.calls.append(note | {"params": {"duration": 0, "phone": "+79000000301", "link": ""}})
    crm.poll()
    with crm.scope:
        assert not Record.objects.exists()
        connections.choose(connection=crm.connection(), notes=False, tasks=False, takes_calls=True, by=None)
    for _ in range(2):
        crm.rewind()
        crm.poll()
    with crm.scope:
        call = Call.objects.get()
        assert (call.source, call.purpose) == (f"crm-amocrm:{crm.connection_id}", "history")
        assert call.client_phone == "+79000000301"


def test_an_event_only_hints_and_a_wrong_one_is_refused(connect, other_company):
    crm = connect(Bitrix())
    market(crm)
    assert crm.send("event=ONCRMDEALUPDATE&auth[application_token]=app-token").status_code == 200
    assert crm.send("event=ONCRMDEALUPDATE&auth[application_token]=wrong").status_code == 403
    assert crm.send("x", CONTENT_LENGTH=str(50 * 1024**2)).status_code == 413
    with crm.scope:
        assert crm.connection().nudged_at is not None
        assert not Record.objects.exists(), "an event by itself changes nothing"
        connections.switch(connection=crm.connection(), on=False, by=None)
    assert crm.send("auth[application_token]=app-token").status_code == 404
    crm.token = "nobody"
    assert crm.send("").status_code == 404
    with company_scope(other_company.pk):
        assert not CrmConnection.objects.exists()
