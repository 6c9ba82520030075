"""Live events: PostgreSQL tells every process, when the transaction commits, that something changed for a member.

An event carries a name and an id only; who listens asks for the rest through the usual doors.
"""

from __future__ import annotations

from django.db import connection

CHANNEL = "mentor_live"
NOTICES = "notices"


def announce(member_id: int, name: str = NOTICES) -> None:
    """Tell the open pages of a member; nothing is told where the transaction is rolled back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{name}:{member_id}"])


def parse(payload: str) -> tuple[str, int] | None:
    """(name, member id) of an event, or None for what is none."""
    name, _, number = payload.partition(":")
    return (name, int(number)) if name and number.isascii() and number.isdigit() else None
