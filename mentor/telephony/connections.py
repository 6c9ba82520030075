"""Writes of connections. The secret address is shown once; secrets are sealed and never read back to a page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mentor.companies.actions import audit
from mentor.companies.lookup import hash_secret
from mentor.companies.models import User
from mentor.core.sealed import CannotOpenError
from mentor.providers import linked

from .errors import TelephonyError
from .models import Connection
from .provider import Account, Provider
from .registry import provider_of
from .web import Web

TOKEN = "hook_token"  # noqa: S105 - the name of a field
"""The sealed secret of the address, kept only where we ourselves tell the provider where to send events."""


@transaction.atomic
def create(
    *,
    provider: Provider,
    title: str,
    plain: Mapping[str, str],
    given: Mapping[str, str],
    allowed: list[str],
    by: User | None,
) -> tuple[Connection, str]:
    """A connection and the secret of its address, which is kept nowhere. History begins now."""
    token = linked.new_token()
    now = timezone.now()
    connection = Connection.objects.create(
        provider=provider.code,
        title=title,
        settings=dict(plain),
        hook_hash=hash_secret(token),
        allowed_addresses=allowed,
        history_until=now,
        next_poll_at=now if provider.history else None,
        renew_at=now if provider.subscribe else None,
        created_by=by,
    )
    linked.keep_secrets(connection, {**given, TOKEN: token} if provider.subscribe else given)
    audit(user=by, action="telephony.connected", subject=f"telephony:{connection.pk}", name=title)
    return connection, token


@transaction.atomic
def change(
    *,
    connection: Connection,
    title: str,
    plain: Mapping[str, str],
    given: Mapping[str, str],
    allowed: list[str],
    by: User | None,
) -> None:
    """New settings; a secret that is not given stays. The audit names what changed, never its value."""
    fields = linked.change(connection, title=title, plain=plain, given=given, allowed=allowed)
    _renew_soon(connection)
    audit(user=by, action="telephony.changed", subject=f"telephony:{connection.pk}", fields=fields)


@transaction.atomic
def rotate(*, connection: Connection, by: User | None) -> str:
    """A new secret of the address, returned once; the old address works for one more day."""
    token = linked.rotate(connection)
    if provider_of(connection.provider).subscribe:
        linked.keep_secrets(connection, {**linked.opened(connection), TOKEN: token})
    _renew_soon(connection)
    audit(user=by, action="telephony.rotated", subject=f"telephony:{connection.pk}", name=connection.title)
    return token


@transaction.atomic
def forget_old_address(*, connection: Connection, by: User | None) -> None:
    """The old address stops working at once: it leaked."""
    linked.forget_old_address(connection)
    audit(user=by, action="telephony.old_closed", subject=f"telephony:{connection.pk}", name=connection.title)


@transaction.atomic
def switch(*, connection: Connection, on: bool, by: User | None) -> None:
    """Switched off, nothing is taken and nothing asked; switched on, history goes on from where it stopped."""
    if connection.is_on == on:
        return
    connection.is_on = on
    connection.next_poll_at = timezone.now() if on and provider_of(connection.provider).history else None
    connection.save(update_fields=["is_on", "next_poll_at"])
    _renew_soon(connection)
    action = "telephony.switched_on" if on else "telephony.switched_off"
    audit(user=by, action=action, subject=f"telephony:{connection.pk}", name=connection.title)


def _renew_soon(connection: Connection) -> None:
    """What a subscription was made with has changed."""
    if provider_of(connection.provider).subscribe:
        connection.renew_at = timezone.now() if connection.is_on else None
        connection.save(update_fields=["renew_at"])


def account_of(connection: Connection, **changes: Any) -> Account:
    """The connection as its provider sees it; ``changes`` replace fields. Raises ``TelephonyError``."""
    try:
        opened = linked.opened(connection)
    except CannotOpenError as error:
        raise TelephonyError("secrets_closed", permanent=True) from error
    found: dict[str, Any] = {
        "connection_id": connection.pk,
        "settings": dict(connection.settings),
        "secrets": opened,
        "zone": ZoneInfo(connection.settings.get("time_zone") or "Europe/Moscow"),
        "web": Web(tuple(settings.FETCH_ALLOWED_HOSTS)),
        "files": Path(settings.TELEPHONY_DIR) / str(connection.company_id),
    }
    return Account(**(found | changes))
