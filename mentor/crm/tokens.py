"""Access to a CRM that lets us in by OAuth. A refresh token is spent by its first use, so one at a time asks for new
ones: the row of the grant is locked, and whoever waited takes what the first one got."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from mentor.core.sealed import CannotOpenError, seal, unseal
from mentor.core.tenancy import company_scope

from .errors import CrmError
from .models import CrmConnection, Grant
from .provider import Tokens

EARLY = timedelta(minutes=5)
"""Before the end of a token's life in which it is exchanged: no request is to fail for that. Some live for an hour."""


@transaction.atomic
def keep(connection: CrmConnection, given: Tokens) -> None:
    """Tokens of a log-in; the ones before are gone. Raises ``CrmError`` where they open another account than before:
    numbers of two accounts would meet in one book."""
    grant = Grant.objects.select_for_update(of=("self",)).filter(connection=connection).first()
    if grant is not None and given.owner and _owner(grant) not in ("", given.owner):
        raise CrmError("grant_other", permanent=True)
    _write(grant or Grant(connection=connection), given)


def _owner(grant: Grant) -> str:
    """Empty where nobody said, or nobody can read it any more."""
    try:
        return unseal(grant.sealed, place=grant.place).get("owner", "")
    except CannotOpenError:
        return ""


def _write(grant: Grant, given: Tokens) -> None:
    values = {"access": given.access, "refresh": given.refresh, "owner": given.owner}
    grant.sealed = seal(values, place=grant.place)
    grant.expires_at = timezone.now() + given.expires_in
    grant.save()


def bearer(connection: CrmConnection, refused: str = "") -> str:
    """The access token; a newer one where this one was refused or is about to end. Raises ``CrmError``."""
    from . import connections
    from .registry import provider_of

    with company_scope(connection.company.pk), transaction.atomic():
        grant = Grant.objects.select_for_update(of=("self",)).filter(connection=connection).first()
        if grant is None:
            raise CrmError("grant_missing", permanent=True)
        try:
            known = unseal(grant.sealed, place=grant.place)
        except CannotOpenError as error:
            raise CrmError("secrets_closed", permanent=True) from error
        ends = grant.expires_at - timezone.now()
        if known["access"] != refused and ends > EARLY:
            return known["access"]
        oauth = provider_of(connection.provider).oauth
        assert oauth is not None
        given = oauth.refresh(connections.account_of(connection), known["refresh"])
        _write(grant, given)
        return given.access
