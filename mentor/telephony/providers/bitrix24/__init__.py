"""Telephony of Bitrix24: an event at the end of a call, its record in the portal's statistics."""

from __future__ import annotations

from pathlib import Path

from mentor.telephony.provider import Provider

from .client import check, history, sound
from .form import Bitrix24Form
from .hook import Bitrix24Hook

PROVIDER = Provider(
    code="bitrix24",
    title="Битрикс24 (телефония)",
    about="Звонки, которые проходят через телефонию портала",
    form=Bitrix24Form,
    folder=Path(__file__).parent,
    check=check,
    hook=Bitrix24Hook(),
    history=history,
    sound=sound,
)
