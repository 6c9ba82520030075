"""Any telephony that can send its events to an address: which field means what is said in the settings."""

from __future__ import annotations

from pathlib import Path

from mentor.telephony.provider import Provider

from .check import check
from .form import GenericForm
from .hook import GenericHook, sound

PROVIDER = Provider(
    code="generic",
    title="Другая телефония (вебхук)",
    about="Любая АТС, которая умеет отправлять события о звонках по HTTP",
    form=GenericForm,
    folder=Path(__file__).parent,
    check=check,
    hook=GenericHook(),
    sound=sound,
)
