"""Bitrix24: REST by an incoming webhook or by an application, events by an outgoing one."""

from __future__ import annotations

import hmac
from pathlib import Path

from mentor.crm.errors import HookRefusedError
from mentor.crm.provider import Account, Provider
from mentor.providers.hook import Hook

from .client import catalogue, check
from .form import BitrixForm
from .gone import absent, deleted_in
from .payments import parts_of
from .reading import calls, changes
from .tokens import BitrixOAuth
from .writing import BitrixWriter


def admit(account: Account, hook: Hook) -> None:
    """The portal names its token in ``auth[application_token]``; without one in the settings no event is taken."""
    shown, known = hook.form().get("auth[application_token]", ""), account.text("application_token")
    if not known or not hmac.compare_digest(shown.encode(), known.encode()):
        raise HookRefusedError("hook_secret")


PROVIDER = Provider(
    code="bitrix24",
    title="Битрикс24 (CRM)",
    about="Лиды, сделки, стадии, записи звонков из дел",
    form=BitrixForm,
    folder=Path(__file__).parent,
    check=check,
    catalogue=catalogue,
    changes=changes,
    calls=calls,
    writer=BitrixWriter(),
    admit=admit,
    absent=absent,
    deleted_in=deleted_in,
    parts=parts_of,
    cards={"lead": "lead", "deal": "deal"},
    oauth=BitrixOAuth(),
)
