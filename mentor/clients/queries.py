"""Reads of clients and payments of the company in scope."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import cache

from django.db.models import Q, QuerySet

from mentor.core.reads import Read

from .models import Client, ClientPhone, ClientWord, CrmLead, Deal, Payment, PaymentSource
from .names import words
from .phones import e164

# A search that means more clients than this means nothing; the page asks to be more precise.
MOST_FOUND = 300
# Rows read for that many clients: a client is found several times where several words begin alike.
_READ = 4 * (MOST_FOUND + 1)
FEWEST_DIGITS, WHOLE_PHONE = 3, 10
_STANDS = {"client__merged_into": None}
_NOT_DIGIT = re.compile(r"\D")
_PHONE_LIKE = re.compile(r"[\d\s()+.–-]+")


def every_client() -> QuerySet[Client]:
    """All clients but those merged into another."""
    return Client.objects.filter(merged_into=None)


def stands_for(client_id: int) -> int | None:
    """Id of the client that this one was merged into; None where it stands for itself or is unknown."""
    return Client.objects.filter(pk=client_id).values_list("merged_into_id", flat=True).first()


def phones_of(client_ids: list[int]) -> dict[int, list[str]]:
    """E.164 phones by client."""
    found: dict[int, list[str]] = {}
    rows = ClientPhone.objects.filter(client_id__in=client_ids).order_by("id")
    for client_id, phone in rows.values_list("client_id", "e164"):
        found.setdefault(client_id, []).append(phone)
    return found


def matching(text: str) -> list[int]:
    """Ids of clients with every word of the text at the beginning of a word of the name, or with such a phone.

    A whole phone in any spelling is looked up exactly. From three digits on the phone may begin with them (+7, 8 or
    neither in front) or end with them. At most ``MOST_FOUND`` + 1 ids; only words and phones that begin so are read.
    """
    digits = _NOT_DIGIT.sub("", text)
    if len(digits) < FEWEST_DIGITS or not _PHONE_LIKE.fullmatch(text.strip()):
        found = _by_words(words(text))
    elif whole := e164(text) if len(digits) >= WHOLE_PHONE else None:
        found = _by_phone(Q(e164=whole))
    else:
        found = [*_by_phone(_by_digits(digits)), *_by_words(words(text))]
    return list(dict.fromkeys(found))[: MOST_FOUND + 1]


def _by_phone(wanted: Q) -> list[int]:
    rows = ClientPhone.objects.filter(wanted, **_STANDS)
    return list(rows.values_list("client_id", flat=True)[:_READ])


def _by_words(asked: list[str]) -> list[int]:
    """The longest word leads: it is on the fewest clients."""
    if not asked:
        return []
    first, *others = sorted(asked, key=len, reverse=True)
    rows = ClientWord.objects.filter(_begins("word", first), **_STANDS)
    for word in others:
        rows = rows.filter(client__in=ClientWord.objects.filter(_begins("word", word)).values("client_id"))
    return list(rows.values_list("client_id", flat=True)[:_READ])


def _by_digits(digits: str) -> Q:
    starts = [f"+{digits}", f"+7{digits}", *([f"+7{digits[1:]}"] if digits.startswith("8") else [])]
    wanted = _begins("tail", digits[::-1])
    for start in starts:
        wanted |= _begins("e164", start)
    return wanted


def _begins(field: str, text: str) -> Q:
    """Begins with the text, said as a range: row-level security lets an index answer that, and no LIKE."""
    return Q(**{f"{field}__gte": text, f"{field}__lt": text + chr(sys.maxunicode)})


def payments_of(client: Client) -> list[Payment]:
    """Payments and refunds of the client's deals, oldest first."""
    rows = Payment.objects.select_related("deal__manager", "refund_of").filter(deal__client=client)
    return list(rows.order_by("paid_at", "id"))


def net_sum(payments: Iterable[Payment]) -> Decimal:
    """Roubles of the payments, refunds taken off."""
    return sum((-each.amount if each.refund_of_id else each.amount for each in payments), Decimal(0))


def unproven() -> Q:
    """Entries whose receipt nobody has confirmed or rejected yet."""
    return Q(source=PaymentSource.RECEIPT, confirmed_at=None, rejected_at=None)


@cache
def clients_with_unproven() -> Read[list[int]]:
    """Ids of clients with an entry that waits for confirmation."""
    rows = Payment.objects.filter(unproven()).values_list("deal__client_id").distinct()
    return Read.of(rows, lambda found: [client_id for (client_id,) in found])


def payments_of_clients(client_ids: Iterable[int]) -> list[Payment]:
    """All entries of the clients' deals but those whose receipt was rejected. One query."""
    rows = Payment.objects.filter(deal__client_id__in=list(client_ids), rejected_at=None)
    return list(rows.select_related("deal"))


def payments_between(since: datetime, until: datetime) -> QuerySet[Payment]:
    """Entries paid in ``[since, until)``, with what a list of money shows of each but its manager's name."""
    rows = Payment.objects.filter(paid_at__gte=since, paid_at__lt=until)
    return rows.select_related("deal__client", "refund_of")


def payments_by_deal(deal_ids: Iterable[int]) -> dict[int, list[Payment]]:
    """All entries of the deals, by the deal's id. One query.

    Read and grouped here: prefetching would build a query set for every row, which costs more than its query.
    """
    found: dict[int, list[Payment]] = defaultdict(list)
    for payment in Payment.objects.filter(deal_id__in=list(deal_ids)):
        found[payment.deal_id].append(payment)
    return found


def crm_contacts(client_id: int, since: datetime) -> list[tuple[datetime, int | None]]:
    """(moment, owner's member id) of the client's CRM leads from ``since`` on that were not withdrawn."""
    rows = CrmLead.objects.filter(client_id=client_id, created_at__gte=since, withdrawn_at=None)
    return list(rows.values_list("created_at", "manager_id"))


def clients_with_crm_leads() -> list[int]:
    """Ids of clients whose leads depend on the day from which the CRM counts."""
    return list(CrmLead.objects.values_list("client_id", flat=True).distinct())


def crm_leads() -> QuerySet[CrmLead]:
    """All CRM leads with what a list shows of each."""
    return CrmLead.objects.select_related("client", "manager", "entered_by")


def deals() -> QuerySet[Deal]:
    """All deals with what a list shows of each."""
    return Deal.objects.select_related("client", "manager").prefetch_related("payments")


def payments() -> QuerySet[Payment]:
    """All payments, refunds and corrections with what a list shows of each."""
    return Payment.objects.select_related(
        "deal__client", "deal__manager", "refund_of", "corrects", "receipt", "created_by"
    )
