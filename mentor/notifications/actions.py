"""Writes of messages to people."""

from __future__ import annotations

from typing import Any

from mentor.calls.models import Call
from mentor.companies.models import Member, Role

from .models import Notification


def tell(*, member: Member, kind: str, key: str, **facts: Any) -> None:
    """A message to one member, once for ``key``. Facts hold ids and numbers; words are made when it is shown."""
    Notification.objects.get_or_create(member=member, key=key, defaults={"kind": kind, "facts": facts})


def tell_about_call(call: Call) -> None:
    """A freshly lost client: its manager and the heads hear of it; archive and repeats stay silent."""
    result = getattr(call, "result", None)
    if call.purpose != "live" or result is None or result.outcome != "lost" or call.client_id is None:
        return
    people = list(Member.objects.filter(role=Role.HEAD, is_active=True))
    if call.manager is not None:
        people.append(call.manager)
    for member in people:
        tell(member=member, kind="client_lost", key=f"lost:{call.pk}", call=call.pk, client=call.client_id)
