"""Who hears of a finished call: names, in their order, no magic."""

from __future__ import annotations

from collections.abc import Callable

from mentor.calls.models import Call
from mentor.crm.outbox import note_finished_call as tell_crm
from mentor.knowledge.actions import note_finished_call
from mentor.notifications.actions import tell_about_call

FINISHED_CALL: tuple[Callable[[Call], None], ...] = (tell_about_call, note_finished_call, tell_crm)
