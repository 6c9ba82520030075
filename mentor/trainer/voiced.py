"""A talk by voice: the ticket to it, its first word by voice, its recording."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core import signing
from django.db import transaction

from mentor.calls import actions as calls
from mentor.calls.intake import IncomingFile
from mentor.companies.models import Company, Member
from mentor.core.tenancy import current_company_id
from mentor.engines.persona.port import Persona
from mentor.pipeline import steps

from .actions import attach_sound
from .models import Talk

TICKET_S = 120
_SALT = "mentor.talk"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket opens: one talk of one manager."""

    company: int
    talk: int


def client(company: Company) -> Persona:
    """The virtual client by the engine that the company has chosen, else the settings' own."""
    from config import engines

    return engines.persona(company.engine)


def ticket_to(talk: Talk) -> str:
    """Opens this talk's line for two minutes. The caller has checked that the talk is the asker's own."""
    return signing.dumps([current_company_id(), talk.pk], salt=_SALT)


def read_ticket(ticket: str) -> Ticket | None:
    """None for one that is forged, too old, or for something else."""
    try:
        found: Any = signing.loads(ticket, salt=_SALT, max_age=TICKET_S)
    except signing.BadSignature:
        return None
    return Ticket(int(found[0]), int(found[1]))


def spoke_before(member: Member) -> bool:
    """Whether this manager has talked by voice: then the trial phrase is not asked for again."""
    return Talk.objects.filter(manager=member, mode=Talk.Mode.VOICE).exists()


def note_voice(*, talk: Talk) -> None:
    """The manager was heard: from here on it is a talk by voice."""
    Talk.objects.filter(pk=talk.pk, mode=Talk.Mode.TEXT).update(mode=Talk.Mode.VOICE)


def keep_recording(*, talk: Talk, path: Path) -> None:
    """Both lanes at ``path`` become the talk's recording, ready for the player. Raises ``EngineError``."""
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    incoming = IncomingFile(
        path=path, sha256=digest, size=path.stat().st_size, original_name=f"talk-{talk.pk}.ogg"
    )
    with transaction.atomic():
        attach_sound(talk=talk, incoming=incoming)
        assert talk.call is not None
        graded = Talk.objects.filter(pk=talk.pk, graded_at__isnull=False).exists()
        if graded:  # the judgement stands: a recording that comes later opens nothing anew
            calls.set_state(call=talk.call, state=_state_of(talk))
    steps.prepare(talk.call)


def _state_of(talk: Talk) -> str:
    from mentor.calls.models import CallState

    return CallState.KEPT if talk.ungraded_why else CallState.ASSESSED
