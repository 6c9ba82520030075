"""Subscriptions to events: made anew at half of their life, so that one failure never leaves them to lapse."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from mentor.core.tenancy import company_scope
from mentor.providers.pauses import pause_after

from . import connections, troubles
from .errors import TelephonyError
from .models import Connection, Where
from .provider import Account, Provider, Subscribed
from .registry import provider_of


def renew(company_id: int, connection_id: int) -> None:
    """Subscribe now. The network is asked outside of any transaction."""
    with company_scope(company_id):
        begun = _begin(connection_id)
    if begun is None:
        return
    provider, account, known = begun
    assert provider.subscribe is not None
    try:
        made = provider.subscribe(account, address_of(account), known)
    except TelephonyError as error:
        with company_scope(company_id):
            _note_trouble(connection_id, error)
        return
    with company_scope(company_id):
        _finish(connection_id, made)


def address_of(account: Account) -> str:
    """The secret address of the connection, which is kept sealed where we hand it to the provider ourselves."""
    return f"{settings.PUBLIC_URL}{reverse('telephony_hook', args=[account.text(connections.TOKEN)])}"


def _begin(connection_id: int) -> tuple[Provider, Account, str] | None:
    connection = Connection.objects.filter(pk=connection_id, is_on=True).first()
    if connection is None or provider_of(connection.provider).subscribe is None:
        return None
    try:
        account = connections.account_of(connection)
    except TelephonyError as error:
        _note_trouble(connection_id, error)
        return None
    return provider_of(connection.provider), account, connection.subscription


def _note_trouble(connection_id: int, error: TelephonyError) -> None:
    connection = Connection.objects.get(pk=connection_id)
    Connection.objects.filter(pk=connection_id).update(renew_at=timezone.now() + pause_after(error))
    if error.code != "busy":
        troubles.note(connection=connection, where=Where.LIVE, code=error.code, text=error.detail)


def _finish(connection_id: int, made: Subscribed | None) -> None:
    connection = Connection.objects.get(pk=connection_id)
    now = timezone.now()
    connection.subscription = made.name[:100] if made else ""
    connection.subscribed_until = now + made.lives if made else None
    connection.renew_at = now + max(made.lives / 2, timedelta(minutes=1)) if made else None
    connection.save(update_fields=["subscription", "subscribed_until", "renew_at"])
    troubles.clear(connection=connection, where=Where.LIVE)
