"""UIS (CoMagic): events with fields that the customer names, history by JSON-RPC."""

from __future__ import annotations

from pathlib import Path

from mentor.telephony.provider import Provider

from .client import check, history, sound
from .form import UisForm
from .hook import UisHook

PROVIDER = Provider(
    code="uis",
    title="UIS (CoMagic)",
    about="Виртуальная АТС UIS, CoMagic и новый кабинет Novofon",
    form=UisForm,
    folder=Path(__file__).parent,
    check=check,
    hook=UisHook(),
    history=history,
    sound=sound,
)
