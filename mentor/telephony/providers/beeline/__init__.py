"""Beeline's cloud exchange: events by a subscription that is renewed, recorded calls by the portal's own interface."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from mentor.telephony.provider import Provider

from .client import check, history, sound, subscribe
from .form import BeelineForm
from .hook import BeelineHook

PROVIDER = Provider(
    code="beeline",
    title="Билайн, Облачная АТС",
    about="События звонков по подписке, записи — из кабинета",
    form=BeelineForm,
    folder=Path(__file__).parent,
    check=check,
    hook=BeelineHook(),
    subscribe=subscribe,
    history=history,
    sound=sound,
    poll_every=timedelta(minutes=3),
)
