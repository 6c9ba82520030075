"""Asterisk and FreePBX: calls as they end from the manager interface (AMI), the CDR as a file for what an outage hid,
recordings of MixMonitor in a folder of this server or of theirs over SFTP."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from mentor.telephony.provider import Provider

from .check import check
from .files import history, sound
from .form import AsteriskForm
from .live import AsteriskLive

PROVIDER = Provider(
    code="asterisk",
    title="Asterisk / FreePBX",
    about="Своя АТС: события AMI, журнал CDR, записи MixMonitor из папки или по SFTP",
    form=AsteriskForm,
    folder=Path(__file__).parent,
    check=check,
    live=AsteriskLive(),
    history=history,
    sound=sound,
    poll_every=timedelta(minutes=1),
)
