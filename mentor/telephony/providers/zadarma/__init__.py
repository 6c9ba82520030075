"""Zadarma and Novofon: one protocol, two servers."""

from __future__ import annotations

from pathlib import Path

from mentor.telephony.provider import Provider

from .client import check, history, sound
from .form import ZadarmaForm
from .hook import ZadarmaHook

PROVIDER = Provider(
    code="zadarma",
    title="Zadarma / Novofon",
    about="Облачная АТС с уведомлениями о звонках",
    form=ZadarmaForm,
    folder=Path(__file__).parent,
    check=check,
    hook=ZadarmaHook(),
    history=history,
    sound=sound,
)
