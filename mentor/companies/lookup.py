"""The only ways to find a company before one is chosen: database functions that return ids alone.

The functions are made in migrations, belong to a role that cannot log in, and are listed by a test.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db import connection


def hash_secret(secret: str) -> str:
    """SHA-256 of a random secret, hex. The secrets are long and random: no salt or stretching is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _one(query: str, *arguments: str | int) -> tuple[int, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(query, arguments)
        row: tuple[int, ...] | None = cursor.fetchone()
    return row if row and row[0] is not None else None


def company_ids() -> list[int]:
    """Ids of all companies: for sweeps and for the integrators' list."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM lookup.company_ids() AS id ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def company_of_user(user_id: int) -> int | None:
    """The company where this log-in is an active member."""
    row = _one("SELECT lookup.company_of_user(%s)", user_id)
    return row[0] if row else None


def company_of_api_key(secret: str) -> tuple[int, int] | None:
    """(company id, key id) of a key that is not revoked."""
    row = _one("SELECT company_id, key_id FROM lookup.company_of_api_key(%s)", hash_secret(secret))
    return (row[0], row[1]) if row else None


def company_of_invitation(token: str) -> tuple[int, int] | None:
    """(company id, invitation id) of a link, in force or not."""
    row = _one("SELECT company_id, invitation_id FROM lookup.company_of_invitation(%s)", hash_secret(token))
    return (row[0], row[1]) if row else None


def company_of_telegram_link(token: str) -> tuple[int, int] | None:
    """(company id, link id) of a deep link to the bot, in force or not."""
    row = _one("SELECT company_id, link_id FROM lookup.company_of_telegram_link(%s)", hash_secret(token))
    return (row[0], row[1]) if row else None


def company_of_telegram_chat(chat_id: int) -> tuple[int, int] | None:
    """(company id, member id) that a chat was bound to last."""
    row = _one("SELECT company_id, member_id FROM lookup.company_of_telegram_chat(%s)", chat_id)
    return (row[0], row[1]) if row else None


def company_of_telephony_hook(token: str) -> tuple[int, int] | None:
    """(company id, connection id) of a secret address, in force or not."""
    row = _one(
        "SELECT company_id, connection_id FROM lookup.company_of_telephony_hook(%s)", hash_secret(token)
    )
    return (row[0], row[1]) if row else None


def companies_with_telephony(providers: Sequence[str]) -> list[int]:
    """Ids of companies that have a connection of these providers switched on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT lookup.companies_with_telephony(%s)", [list(providers)])
        return [row[0] for row in cursor.fetchall()]


def company_of_crm_hook(token: str) -> tuple[int, int] | None:
    """(company id, connection id) of a CRM's secret address, in force or not."""
    row = _one("SELECT company_id, connection_id FROM lookup.company_of_crm_hook(%s)", hash_secret(token))
    return (row[0], row[1]) if row else None
