"""Mango Office, API of the virtual PBX."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from mentor.telephony.provider import Provider

from .client import check, history, sound
from .form import MangoForm
from .hook import MangoHook

PROVIDER = Provider(
    code="mango",
    title="Mango Office",
    about="Виртуальная АТС, API Коннектор",
    form=MangoForm,
    folder=Path(__file__).parent,
    check=check,
    hook=MangoHook(),
    history=history,
    sound=sound,
    settle=timedelta(seconds=45),
)
