"""Sipuni: unsigned events; a call ends with event 2 (or 4 for a leg of it)."""

from __future__ import annotations

from pathlib import Path

from mentor.telephony.provider import Provider

from .client import check, sound
from .form import SipuniForm
from .hook import SipuniHook

PROVIDER = Provider(
    code="sipuni",
    title="Sipuni",
    about="Облачная АТС Sipuni, события о звонках",
    form=SipuniForm,
    folder=Path(__file__).parent,
    check=check,
    hook=SipuniHook(),
    sound=sound,
)
