"""Asterisk and FreePBX: the CDR as a file, recordings of MixMonitor beside it, in a folder of this server."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from mentor.telephony.provider import Provider

from .files import check, history, sound
from .form import AsteriskForm

PROVIDER = Provider(
    code="asterisk",
    title="Asterisk / FreePBX",
    about="Своя АТС: журнал CDR и записи MixMonitor из папки",
    form=AsteriskForm,
    folder=Path(__file__).parent,
    check=check,
    history=history,
    sound=sound,
    poll_every=timedelta(minutes=1),
)
