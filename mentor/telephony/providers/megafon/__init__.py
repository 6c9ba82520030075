"""MegaFon's virtual PBX: the protocol of ITooLabs, which several operators resell."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from mentor.telephony.provider import Provider

from .client import check, history, sound
from .form import MegafonForm
from .hook import MegafonHook

PROVIDER = Provider(
    code="megafon",
    title="МегаФон ВАТС",
    about="Виртуальная АТС МегаФона и другие на той же платформе (Дом.ру Бизнес и др.)",
    form=MegafonForm,
    folder=Path(__file__).parent,
    check=check,
    hook=MegafonHook(),
    history=history,
    sound=sound,
    poll_every=timedelta(minutes=10),
)
