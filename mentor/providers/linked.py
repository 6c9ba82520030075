"""An account of a company at a provider: sealed secrets, and the secret address that events come to.

Of the address only hashes are kept; it is shown once. After a rotation the old one works for a day more.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from mentor.companies.lookup import hash_secret
from mentor.companies.models import CompanyOwned, User
from mentor.core.sealed import CannotOpenError, seal, unseal

OLD_ADDRESS_WORKS = timedelta(days=1)


class LinkedAccount(CompanyOwned):
    """One account of a company at a provider. Secrets are sealed; of the webhook's address only hashes are kept."""

    provider = models.CharField(max_length=20)
    title = models.CharField(max_length=100)
    settings = models.JSONField(default=dict, help_text="name → text, nothing secret")
    sealed = models.TextField(blank=True, help_text="secrets, see mentor.core.sealed")
    hook_hash = models.CharField(max_length=64, unique=True)
    previous_hook_hash = models.CharField(max_length=64, blank=True)
    previous_hook_until = models.DateTimeField(null=True, blank=True)
    allowed_addresses = models.JSONField(
        default=list, help_text="networks that webhooks may come from; empty: any"
    )
    is_on = models.BooleanField(default=True)
    history_until = models.DateTimeField(help_text="the provider's history is known up to here")
    polled_at = models.DateTimeField(null=True, blank=True, help_text="last successful look into the history")
    next_poll_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    @property
    def place(self) -> str:
        """What the secrets are bound to."""
        return f"{self._meta.app_label}:{self.company_id}:{self.pk}"


def new_token() -> str:
    """43 random characters that fit into an address."""
    return secrets.token_urlsafe(32)


def keep_secrets(account: LinkedAccount, given: Mapping[str, str]) -> None:
    """Seal the secrets of a row that was just made; the caller's transaction."""
    account.sealed = seal(given, place=account.place) if given else ""
    account.save(update_fields=["sealed"])


def opened(account: LinkedAccount) -> dict[str, str]:
    """Its secrets. Raises ``CannotOpenError``."""
    return unseal(account.sealed, place=account.place)


def known_secrets(account: LinkedAccount) -> tuple[str, ...]:
    """Names of the secrets that are kept; none where they cannot be opened any more."""
    try:
        return tuple(opened(account))
    except CannotOpenError:
        return ()


def change(
    account: LinkedAccount,
    *,
    title: str,
    plain: Mapping[str, str],
    given: Mapping[str, str],
    allowed: list[str],
) -> list[str]:
    """New settings; a secret that is not given stays. Returns what changed by name, never a value."""
    try:
        known = opened(account)
    except CannotOpenError:
        known = {}
    said = {"title": title, "settings": dict(plain), "allowed_addresses": allowed}
    named = [name for name, value in said.items() if getattr(account, name) != value]
    for name, value in said.items():
        setattr(account, name, value)
    if given:
        account.sealed = seal(known | dict(given), place=account.place)
    account.save(update_fields=[*said, "sealed"])
    return [*named, *sorted(given)]


def rotate(account: LinkedAccount) -> str:
    """A new secret of the address, returned once; the old address works for one more day."""
    token = new_token()
    account.previous_hook_hash = account.hook_hash
    account.previous_hook_until = timezone.now() + OLD_ADDRESS_WORKS
    account.hook_hash = hash_secret(token)
    account.save(update_fields=["hook_hash", "previous_hook_hash", "previous_hook_until"])
    return token


def forget_old_address(account: LinkedAccount) -> None:
    """The old address stops working at once."""
    account.previous_hook_hash, account.previous_hook_until = "", None
    account.save(update_fields=["previous_hook_hash", "previous_hook_until"])


def is_address_of(account: LinkedAccount, token: str, now: datetime) -> bool:
    """Whether the secret opens this account now; hashes are compared in constant time."""
    shown = hash_secret(token)
    if hmac.compare_digest(shown, account.hook_hash):
        return True
    old, until = account.previous_hook_hash, account.previous_hook_until
    return until is not None and now < until and hmac.compare_digest(shown, old)


def may_send(account: LinkedAccount, address: str) -> bool:
    """Whether events may come from this network address; any may where the account names none."""
    if not account.allowed_addresses:
        return True
    try:
        came_from = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(came_from in ipaddress.ip_network(each) for each in account.allowed_addresses)
