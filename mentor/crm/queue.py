"""Names of this room's jobs. Arguments are ids; a job deferred in a transaction commits with it."""

from __future__ import annotations

from datetime import datetime

from mentor.providers.jobs import defer_once

MAINTENANCE = "maintenance"
POLL_TASK = "crm.poll"
AGAIN_TASK = "crm.again"
SEND_TASK = "crm.send"
LOOK_AFTER_TASK = "crm.look_after"


def defer_poll(*, company_id: int, connection_id: int) -> None:
    """Ask the CRM what changed, unless that waits to be done already."""
    defer_once(POLL_TASK, MAINTENANCE, f"crm-poll:{connection_id}", company_id, connection_id=connection_id)


def defer_again(*, company_id: int, connection_id: int) -> None:
    """Look at everything that was told by the settings of now."""
    defer_once(AGAIN_TASK, MAINTENANCE, f"crm-again:{connection_id}", company_id, connection_id=connection_id)


def defer_send(*, company_id: int, at: datetime | None = None) -> None:
    """Write into the CRM what waits."""
    lock = f"crm-send-later:{company_id}" if at else f"crm-send:{company_id}"
    defer_once(SEND_TASK, MAINTENANCE, lock, company_id, at=at)


def defer_look_after(*, company_id: int) -> None:
    """Everything of a company that runs by the clock."""
    defer_once(LOOK_AFTER_TASK, MAINTENANCE, f"crm:{company_id}", company_id)
