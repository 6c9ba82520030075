"""Leads, deals and payments through the API: counted once, refused with a problem, never overwritten."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.test import Client as Browser

from mentor.clients.models import CrmLead, Deal, Payment
from mentor.core.tenancy import company_scope

pytestmark = [pytest.mark.django_db, pytest.mark.urls("mentor.api.tests.urls")]
LEAD = {
    "external_id": "l1",
    "created_at": "2026-03-02T10:00:00+03:00",
    "client": {"phone": "8 912 345-67-89"},
}
DEAL = {
    "external_id": "d1",
    "client": {"phone": "+79123456789", "name": "Ирина"},
    "manager": {"extension": "101"},
}
PAYMENT = {
    "external_id": "p1",
    "amount": "78000.50",
    "paid_at": "2026-03-02T14:20:00+03:00",
    "deal": "d1",
    "client": {"phone": "+79123456789"},
}


@pytest.fixture
def post(api_key):
    http = Browser(headers={"authorization": f"Bearer {api_key}"}, raise_request_exception=False)

    def send(address, body, **changes):
        sent = json.dumps(body | changes)
        return http.post(f"/api/v1/{address}", sent, content_type="application/json")

    return send


def test_each_entry_is_written_once_however_often_it_is_sent(post, company, world):
    for status in (201, 200, 200):
        for address, body in (("leads", LEAD), ("deals", DEAL), ("payments", PAYMENT)):
            answer = post(address, body)
            assert answer.status_code == status, answer.content
            assert answer.json()["created"] is (status == 201)
    with company_scope(company.pk):
        payment = Payment.objects.get()
        assert (payment.amount, payment.is_proven) == (Decimal("78000.50"), True)
        assert (payment.deal.manager, payment.deal.client.name) == (world.manager, "Ирина")
        assert (CrmLead.objects.count(), str(Deal.objects.get().counted_day)) == (1, "2026-03-02")


def test_a_refund_names_its_payment(post, company):
    post("payments", PAYMENT)
    back = {"external_id": "r1", "amount": "78000.50", "refund_of": "p1", "client": None, "deal": None}
    assert post("payments", PAYMENT, **back).status_code == 201
    with company_scope(company.pk):
        assert Deal.objects.get().counted_day is None


@pytest.mark.parametrize(
    ("address", "changes", "status", "code", "field"),
    [
        ("payments", {"amount": 78000.5}, 422, "wrong_type", "amount"),
        ("payments", {"amount": "78000.505"}, 422, "bad_amount", "amount"),
        ("payments", {"amount": "-1"}, 422, "bad_amount", "amount"),
        ("payments", {"paid_at": "2026-03-02"}, 422, "bad_datetime", "paid_at"),
        ("payments", {"paid_at": "2099-03-02T14:20:00+03:00"}, 422, "in_future", "paid_at"),
        ("payments", {"deal": None, "client": None}, 422, "client_required", "client"),
        ("payments", {"manager": {"extension": "999"}}, 422, "manager_unknown", "manager"),
        ("payments", {"refund_of": "p9"}, 422, "payment_unknown", "refund_of"),
        ("payments", {"sum": "1"}, 422, "unknown_field", "sum"),
        ("leads", {"client": {"phone": "12"}}, 422, "phone_invalid", "client.phone"),
        ("leads", {"created_at": "2026-03-02T10:00:00"}, 422, "offset_required", "created_at"),
        ("deals", {"external_id": ""}, 422, "empty", "external_id"),
    ],
)
def test_what_cannot_be_taken_is_refused_at_its_field(post, company, address, changes, status, code, field):
    body = {"leads": LEAD, "deals": DEAL, "payments": PAYMENT}[address]
    answer = post(address, body, **changes)
    document = json.loads(answer.content)
    assert (answer.status_code, document["code"]) == (status, code), document
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert document["errors"][0]["field"] == field
    with company_scope(company.pk):
        assert not (Payment.objects.exists() or Deal.objects.exists() or CrmLead.objects.exists())


@pytest.mark.parametrize(
    ("address", "changes"),
    [
        ("payments", {"amount": "1"}),
        ("payments", {"paid_at": "2026-03-02T14:20:01+03:00"}),
        ("leads", {"client": {"phone": "+79990000000"}}),
        ("deals", {"client": {"phone": "+79990000000"}}),
    ],
)
def test_the_same_number_with_other_content_is_a_conflict(post, company, address, changes):
    for name, body in (("leads", LEAD), ("deals", DEAL), ("payments", PAYMENT)):
        post(name, body)
    answer = post(address, {"leads": LEAD, "deals": DEAL, "payments": PAYMENT}[address], **changes)
    assert answer.status_code == 409
    with company_scope(company.pk):
        assert Payment.objects.get().amount == Decimal("78000.50")


def test_only_json_with_a_key_is_taken(post, api_key):
    keyed = Browser(headers={"authorization": f"Bearer {api_key}"})
    assert keyed.post("/api/v1/payments", {"external_id": "p1"}).status_code == 415
    assert keyed.post("/api/v1/payments", "{", content_type="application/json").status_code == 422
    assert keyed.post("/api/v1/payments", " " * 70_000, content_type="application/json").status_code == 413
    assert Browser().post("/api/v1/payments", "{}", content_type="application/json").status_code == 401
