"""Calls that a CRM keeps, for companies whose telephony cannot be connected itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from mentor.calls.intake import NewCall
from mentor.companies import queries as companies
from mentor.pipeline.actions import take_in

from .models import CrmConnection
from .told import Catalogue, CrmCall


def take(*, connection: CrmConnection, call: CrmCall, since: datetime) -> None:
    """One call; the same one again changes nothing. Those from before ``since`` are archive. Raises ``Problem``."""
    extension, email = _who(connection, call.user)
    talked = call.duration_s > 0
    take_in(
        new=NewCall(
            source=connection.source,
            source_call_id=call.key,
            direction=call.direction,
            started_at=call.started_at,
            duration_s=call.duration_s,
            purpose="live" if call.started_at >= since - timedelta(days=1) else "history",
            manager_extension=extension,
            manager_email=email,
            client_phone=call.phone,
            missed=not talked,
            recording_url=call.recording if talked else "",
        )
    )


def _who(connection: CrmConnection, user: str) -> tuple[str, str]:
    """Internal number or e-mail of the manager that a CRM user is bound to; else the user's own e-mail."""
    member_id = connection.people.get(user)
    member = companies.manager(member_id) if member_id else None
    if member is not None:
        first = member.extensions.order_by("pk").values_list("value", flat=True).first()
        return (first or "", "" if first else member.email)
    found = Catalogue.from_json(connection.catalogue).users
    return "", next((each.email for each in found if each.key == user), "")
