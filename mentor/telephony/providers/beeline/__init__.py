"""Beeline's cloud exchange: recorded calls by the portal's own interface."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from mentor.telephony.provider import Provider

from .client import check, history, sound
from .form import BeelineForm

PROVIDER = Provider(
    code="beeline",
    title="Билайн, Облачная АТС",
    about="Разговоры с записью; пропущенные звонки Билайн здесь не отдаёт",
    form=BeelineForm,
    folder=Path(__file__).parent,
    check=check,
    history=history,
    sound=sound,
    poll_every=timedelta(minutes=3),
)
