"""Cards that a CRM deleted without a word: each is asked for once a day, at once where an event says that it is gone.

An event is only a hint. One that was lost costs a day, one that was forged a request.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone

from mentor.core.tenancy import company_scope
from mentor.providers import troubles
from mentor.providers.errors import ProviderError

from . import taking
from .errors import TEXTS
from .models import CrmConnection, Record, RecordState, Where
from .provider import Account, Provider
from .told import Card

AT_ONCE = 500
ASKED_EVERY = timedelta(days=1)
HIDDEN = "hidden"


def doubt(connection: CrmConnection, cards: Sequence[Card]) -> None:
    """These are asked for first; cards that we never heard of are none of our business."""
    for each in cards:
        Record.objects.filter(connection=connection, kind=each.kind, key=each.key).update(asked_at=None)


def sweep(company_id: int, connection_id: int, provider: Provider, account: Account) -> None:
    """The next cards whose turn it is. What goes wrong is told apart: reading goes on without it."""
    if provider.absent is None:
        return
    with company_scope(company_id):
        rows = {_card(each): each for each in _due(connection_id)}
    if not rows:
        return
    try:
        found = provider.absent(account, list(rows))
        deals = [each.key for each in rows if each.kind == "deal" and each not in found.gone | found.hidden]
        paid = provider.parts(account, deals) if provider.parts is not None else {}
    except ProviderError as error:
        with company_scope(company_id):
            connection = CrmConnection.objects.get(pk=connection_id)
            if error.code != "busy":
                troubles.note(connection=connection, where=Where.GONE, code=error.code, text=error.detail)
        return
    with company_scope(company_id):
        connection = CrmConnection.objects.get(pk=connection_id)
        for card in sorted(found.gone, key=lambda each: (each.kind, each.key)):
            taking.vanish(connection=connection, record=rows[card])
        _hide(connection, [row.pk for card, row in rows.items() if card in found.hidden])
        _show(connection, [row.pk for card, row in rows.items() if card not in found.hidden | found.gone])
        for key, said in paid.items():
            taking.retell(connection=connection, record=rows[Card("deal", key)], paid=said)
        troubles.clear(connection=connection, where=Where.GONE)


def _card(record: Record) -> Card:
    return Card("lead" if record.kind == "lead" else "deal", record.key)


def _due(connection_id: int) -> list[Record]:
    late = Q(asked_at=None) | Q(asked_at__lt=timezone.now() - ASKED_EVERY)
    rows = Record.objects.filter(late, connection=connection_id, told__deleted=False)
    return list(rows.order_by(F("asked_at").asc(nulls_first=True), "pk")[:AT_ONCE])


def _hide(connection: CrmConnection, ids: list[int]) -> None:
    """What stands in the books stays there: nobody said that it is gone."""
    rows = Record.objects.filter(connection=connection, pk__in=ids)
    words = {"reason_code": HIDDEN, "reason": TEXTS[HIDDEN]}
    rows.update(state=RecordState.PARKED, asked_at=timezone.now(), **words)


def _show(connection: CrmConnection, ids: list[int]) -> None:
    rows = Record.objects.filter(connection=connection, pk__in=ids)
    rows.update(asked_at=timezone.now())
    for record in rows.select_for_update(of=("self",)).filter(reason_code=HIDDEN).order_by("pk"):
        taking.settle(connection=connection, record=record)
