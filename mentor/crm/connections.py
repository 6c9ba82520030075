"""Writes of connections. The secret address is shown once; secrets are sealed and never read back to a page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.urls import reverse
from django.utils import timezone

from mentor.companies import queries as companies
from mentor.companies.actions import audit
from mentor.companies.lookup import hash_secret
from mentor.companies.models import User
from mentor.core.sealed import CannotOpenError
from mentor.providers import linked
from mentor.providers.web import Web

from . import queue, tokens
from .errors import CrmError, problem
from .models import CrmConnection, Record
from .paid_day import SETTING
from .provider import Account, Provider
from .registry import provider_of
from .rules import MEANINGS
from .told import Catalogue

READ_ANEW = (SETTING, "counts")  # settings that say what is paid and when


@transaction.atomic
def create(
    *,
    provider: Provider,
    title: str,
    plain: Mapping[str, str],
    given: Mapping[str, str],
    allowed: list[str],
    read_from: datetime,
    by: User | None,
) -> tuple[CrmConnection, str]:
    """A connection and the secret of its address. Reading begins once the stages are mapped. Raises ``Problem``."""
    _only_one()
    token = linked.new_token()
    connection = CrmConnection.objects.create(
        provider=provider.code,
        title=title,
        settings=dict(plain),
        hook_hash=hash_secret(token),
        allowed_addresses=allowed,
        history_until=read_from,
        created_by=by,
    )
    linked.keep_secrets(connection, given)
    _note(connection, "crm.connected", by)
    return connection, token


def _only_one() -> None:
    """Two CRMs at once would write every sale twice."""
    other = CrmConnection.objects.filter(is_on=True).first()
    if other is not None:
        raise problem("second_connection", title=other.title)


@transaction.atomic
def change(
    *,
    connection: CrmConnection,
    title: str,
    plain: Mapping[str, str],
    given: Mapping[str, str],
    allowed: list[str],
    by: User | None,
) -> None:
    """New settings; a secret that is not given stays. The audit names what changed, never its value.

    Where something else says what is paid and when, everything that is known is read anew.
    """
    before = [connection.settings.get(name, "") for name in READ_ANEW]
    fields = linked.change(connection, title=title, plain=plain, given=given, allowed=allowed)
    if [connection.settings.get(name, "") for name in READ_ANEW] != before:
        _read_anew(connection)
    _note(connection, "crm.changed", by, fields=fields)


def _read_anew(connection: CrmConnection) -> None:
    first = Record.objects.filter(connection=connection).aggregate(at=Min("told_at"))["at"]
    if first is None:
        return
    connection.history_until = min(connection.history_until, first)
    connection.save(update_fields=["history_until"])
    _read_soon(connection)


def _read_soon(connection: CrmConnection) -> None:
    if connection.is_on and connection.mapped_at:
        queue.defer_poll(company_id=connection.company.pk, connection_id=connection.pk)


@transaction.atomic
def rotate(*, connection: CrmConnection, by: User | None) -> str:
    """A new secret of the address, returned once; the old address works for one more day."""
    token = linked.rotate(connection)
    _note(connection, "crm.rotated", by)
    return token


@transaction.atomic
def forget_old_address(*, connection: CrmConnection, by: User | None) -> None:
    """The old address stops working at once: it leaked."""
    linked.forget_old_address(connection)
    _note(connection, "crm.old_closed", by)


@transaction.atomic
def switch(*, connection: CrmConnection, on: bool, by: User | None) -> None:
    """Switched off, nothing is read and nothing written; on, reading goes on from where it stopped."""
    if connection.is_on == on:
        return
    if on:
        _only_one()
    connection.is_on = on
    connection.next_poll_at = timezone.now() if on and connection.mapped_at else None
    connection.save(update_fields=["is_on", "next_poll_at"])
    _note(connection, "crm.switched_on" if on else "crm.switched_off", by)


@transaction.atomic
def keep_catalogue(*, connection: CrmConnection, found: Catalogue) -> None:
    """Stages and people as the CRM has them now; people whose e-mail we know are bound by themselves."""
    connection.catalogue = found.as_json()
    for user in found.users:
        if user.key in connection.people or not user.email:
            continue
        member = companies.find_manager(extension="", email=user.email)
        if member is not None:
            connection.people[user.key] = member.pk
    connection.save(update_fields=["catalogue", "people"])


@transaction.atomic
def map_stages(
    *, connection: CrmConnection, mapping: Mapping[str, str], people: Mapping[str, int], by: User | None
) -> None:
    """What stages mean and who is who; everything that was told is looked at anew, then reading begins."""
    connection.mapping = {stage: meaning for stage, meaning in mapping.items() if meaning in MEANINGS}
    connection.people = dict(people)
    connection.mapped_at = timezone.now()
    connection.next_poll_at = connection.mapped_at if connection.is_on else None
    connection.save(update_fields=["mapping", "people", "mapped_at", "next_poll_at"])
    _note(connection, "crm.mapped", by)
    queue.defer_again(company_id=connection.company.pk, connection_id=connection.pk)
    _read_soon(connection)


@transaction.atomic
def choose(
    *, connection: CrmConnection, notes: bool, tasks: bool, takes_calls: bool, by: User | None
) -> None:
    """What is written back and whether calls are taken from the CRM: nothing is unless somebody asked."""
    connection.writes_notes, connection.writes_tasks = notes, tasks
    connection.takes_calls = takes_calls
    connection.save(update_fields=["writes_notes", "writes_tasks", "takes_calls"])
    wanted = {"примечания": notes, "задачи": tasks, "звонки из CRM": takes_calls}
    chosen = ", ".join(name for name, wished in wanted.items() if wished) or "ничего"
    _note(connection, "crm.chosen", by, code=chosen)


def account_of(connection: CrmConnection) -> Account:
    """The connection as its provider sees it. Raises ``CrmError``."""
    try:
        opened = linked.opened(connection)
    except CannotOpenError as error:
        raise CrmError("secrets_closed", permanent=True) from error
    return Account(
        connection_id=connection.pk,
        settings=dict(connection.settings),
        secrets=opened,
        zone=ZoneInfo(connection.company.time_zone),
        web=web(),
        bearer=lambda refused: tokens.bearer(connection, refused),
        came_back=came_back(connection.provider),
    )


def web() -> Web:
    """Requests in this room's words."""
    return Web(tuple(settings.FETCH_ALLOWED_HOSTS), error=CrmError)


def came_back(provider: str) -> str:
    """Where a log-in at the CRM leads back to."""
    return f"{settings.PUBLIC_URL}{reverse('crm_came_back', args=[provider])}"


def log_in(*, connection: CrmConnection, code: str, by: User | None) -> None:
    """Exchange the code of a log-in for tokens and keep them. Raises ``CrmError``."""
    oauth = provider_of(connection.provider).log_in_of(connection.settings)
    assert oauth is not None
    given = oauth.exchange(account_of(connection), code)
    with transaction.atomic():
        tokens.keep(connection, given)
        connection.troubles.filter(code__startswith="grant_").delete()
        _note(connection, "crm.logged_in", by)
        _read_soon(connection)


def _note(connection: CrmConnection, action: str, by: User | None, **details: Any) -> None:
    audit(user=by, action=action, subject=f"crm:{connection.pk}", name=connection.title, **details)
