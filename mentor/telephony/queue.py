"""Names of this room's jobs. Arguments are ids; a job deferred in a transaction commits with it."""

from __future__ import annotations

from datetime import datetime

from mentor.providers.jobs import defer_once, in_transaction

CALLS, MAINTENANCE, NOTICES = "calls", "maintenance", "notices"
HANDLE_TASK = "telephony.handle"
POLL_TASK = "telephony.poll"
LETTERS_TASK = "telephony.letters"
RENEW_TASK = "telephony.renew"
SOUND_TASK = "telephony.sound"
LOOK_AFTER_TASK = "telephony.look_after"
EVENT_PRIORITY = 20  # before the work on calls: an event is quick, and calls must be seen


def defer_handle(*, company_id: int, connection_id: int) -> None:
    """Read what the connection has sent and nobody has read yet."""
    task = in_transaction().configure_task(HANDLE_TASK, queue=CALLS, priority=EVENT_PRIORITY)
    task.defer(company_id=company_id, connection_id=connection_id)


def defer_poll(*, company_id: int, connection_id: int) -> None:
    """Look into the provider's history, unless that waits to be done already."""
    defer_once(POLL_TASK, MAINTENANCE, f"poll:{connection_id}", company_id, connection_id=connection_id)


def defer_renew(*, company_id: int, connection_id: int) -> None:
    """Subscribe to the provider's events anew, unless that waits to be done already."""
    defer_once(RENEW_TASK, MAINTENANCE, f"renew:{connection_id}", company_id, connection_id=connection_id)


def defer_letters(*, company_id: int) -> None:
    """Send letters about silence, beside whatever else waits for servers of others."""
    defer_once(LETTERS_TASK, NOTICES, f"letters:{company_id}", company_id)


def defer_look_after(*, company_id: int) -> None:
    """Everything of a company that runs by the clock."""
    defer_once(LOOK_AFTER_TASK, MAINTENANCE, f"telephony:{company_id}", company_id)


def defer_sound(*, company_id: int, trace_id: int, at: datetime | None = None) -> None:
    """Fetch a recording, now or at a later moment: one job of each kind waits at a time."""
    lock = f"sound-later:{trace_id}" if at else f"sound:{trace_id}"
    defer_once(SOUND_TASK, CALLS, lock, company_id, at=at, trace_id=trace_id)
