"""Registers of a statement are written from what was frozen, whenever that was."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from mentor.pages.statements import registers

pytestmark = pytest.mark.unit


def statement(**payment: Any) -> dict[str, Any]:
    paid = {
        "id": 31,
        "paid_at": "2026-03-05T12:00:00+03:00",
        "amount": "50000.00",
        "net": "50000.00",
        "source": "receipt",
        "number": "",
        "proven": True,
        "confirmed_by": "Ольга",
        "refund_of": None,
    }
    deal = {
        "title": "",
        "client_id": 7,
        "client": "Ирина",
        "manager": "Пётр",
        "day": "2026-03-05",
        "returned": False,
        "lost_call": None,
        "payments": [paid | payment],
    }
    return {"part": {"from": "2026-03-01", "to": "2026-03-31"}, "deals": [deal]}


def proof(**payment: Any) -> Any:
    table = registers.deals(statement(**payment), most=None).table
    assert table is not None
    return table.rows[0][3]


def test_a_statement_without_files_leads_to_the_payment_that_has_one():
    cell = proof()
    assert cell.url == reverse("payment", args=[31])
    assert cell.note == "файл на странице оплаты, подтвердил Ольга"


def test_a_frozen_receipt_opens_its_own_file_and_a_payment_without_one_leads_nowhere():
    frozen = {"id": 5, "number": "17", "file": "чек.pdf", "sha256": "0"}
    assert proof(receipt=frozen).url == reverse("receipt_file", args=[5])
    assert not proof(receipt=None).url
