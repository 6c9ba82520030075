"""MTS Exolve: calls of numbers and SIP IDs by its statistics, events where they are switched on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from mentor.telephony.provider import Provider

from .client import check, history, sound
from .form import ExolveForm
from .hook import ExolveHook

PROVIDER = Provider(
    code="exolve",
    title="МТС Exolve",
    about="Номера и SIP ID платформы Exolve: история, записи, уведомления о звонках",
    form=ExolveForm,
    folder=Path(__file__).parent,
    check=check,
    hook=ExolveHook(),
    history=history,
    sound=sound,
    poll_every=timedelta(minutes=5),
)
