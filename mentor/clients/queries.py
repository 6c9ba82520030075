"""Reads of clients and payments of the company in scope."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Q, QuerySet

from .models import Client, ClientPhone, Payment
from .phones import e164

# A search that means more clients than this means nothing; the page asks to be more precise.
MOST_FOUND = 300
_NOT_DIGIT = re.compile(r"\D")
_PHONE_LIKE = re.compile(r"[\d\s()+.–-]+")


def every_client() -> QuerySet[Client]:
    """All clients but those merged into another."""
    return Client.objects.filter(merged_into=None)


def phones_of(client_ids: list[int]) -> dict[int, list[str]]:
    """E.164 phones by client."""
    found: dict[int, list[str]] = {}
    rows = ClientPhone.objects.filter(client_id__in=client_ids).order_by("id")
    for client_id, phone in rows.values_list("client_id", "e164"):
        found.setdefault(client_id, []).append(phone)
    return found


def matching(text: str) -> list[int]:
    """Ids of clients whose name holds the text, or whose phone holds its digits; at most ``MOST_FOUND`` + 1.

    A whole phone in any spelling is looked up by its E.164 form; fewer than three digits are no phone.
    """
    text = text.strip()
    wanted = Q(name__icontains=text)
    digits = _NOT_DIGIT.sub("", text)
    if len(digits) >= 3 and _PHONE_LIKE.fullmatch(text):
        whole = e164(text) if len(digits) >= 10 else None
        phone = Q(e164=whole) if whole else Q(e164__contains=digits)
        wanted |= Q(pk__in=ClientPhone.objects.filter(phone).values("client_id"))
    return list(every_client().filter(wanted).values_list("pk", flat=True)[: MOST_FOUND + 1])


def payments_of(client: Client) -> list[Payment]:
    """Payments and refunds of the client's deals, oldest first."""
    rows = Payment.objects.select_related("deal__manager", "refund_of").filter(deal__client=client)
    return list(rows.order_by("paid_at", "id"))


def net_sum(payments: Iterable[Payment]) -> Decimal:
    """Roubles of the payments, refunds taken off."""
    return sum((-each.amount if each.refund_of_id else each.amount for each in payments), Decimal(0))
