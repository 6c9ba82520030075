"""A portal that lets us in by an application: whoever logs in there opens that portal and no other."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mentor.clients.models import Payment
from mentor.clients.queries import net_sum
from mentor.crm import connections
from mentor.crm.conftest import BEGINS, sale
from mentor.crm.errors import CrmError
from mentor.crm.models import CrmTrouble
from mentor.crm.providers.bitrix24 import tokens
from mentor.crm.providers.bitrix24.form import BitrixForm
from mentor.crm.providers.bitrix24.tests.double import BitrixApp


@pytest.fixture
def app(connect, monkeypatch):
    crm = connect(BitrixApp())
    monkeypatch.setattr(tokens, "SERVER", crm.double.base)
    return crm


def log_in(crm, code="code-1"):
    with crm.scope:
        connections.log_in(connection=crm.connection(), code=code, by=None)


def test_a_log_in_reads_the_portal_and_an_hour_later_the_token_is_exchanged_unseen(app):
    log_in(app)
    app.double.put(sale("1", stage="won", amount=700, closed=BEGINS))
    app.double.access = "the hour is over"
    app.poll()
    with app.scope:
        assert net_sum(Payment.objects.all()) == Decimal(700)
        assert not CrmTrouble.objects.exists()
    to_portal = [each for each in app.double.asked if each.path.startswith("/rest/")]
    assert to_portal
    assert not any(b"app-secret" in each.body or "app-secret" in str(each.query) for each in to_portal)


def test_access_that_the_portal_took_away_is_told_in_words(app):
    log_in(app)
    app.double.access, app.double.refresh = "revoked", "revoked"
    app.poll()
    with app.scope:
        assert "отозвала доступ: срок доступа вышел" in CrmTrouble.objects.get().text


def test_a_log_in_at_another_portal_or_with_a_spent_code_is_refused(app):
    log_in(app)
    with pytest.raises(CrmError) as refusal:
        log_in(app, "spent")
    assert refusal.value.code == "grant_refused"
    app.double.member = "portal-2"
    with pytest.raises(CrmError) as refusal:
        log_in(app)
    assert refusal.value.code == "grant_other", "the address is the same, the portal behind it is not"
    app.double.lets_into = "https://other.bitrix24.ru"
    with pytest.raises(CrmError) as refusal:
        log_in(app)
    assert "https://other.bitrix24.ru" in refusal.value.detail


def test_each_way_in_asks_for_its_own_fields():
    def missing(**sent):
        return set(BitrixForm({"title": "Портал", **sent}).errors)

    assert missing() == missing(way="webhook") == {"rest"}
    assert missing(way="app") == {"address", "client_id", "client_secret"}
    assert (
        missing(way="app", address="https://okna.bitrix24.ru", client_id="local.1", client_secret="x")
        == set()
    )
    kept = BitrixForm({"title": "Портал", "way": "webhook"}, known=("rest",))
    assert kept.is_valid(), "a secret that is kept need not be typed again"
