"""The only request: the list of employees, to see whether number and key are right."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from mentor.telephony.errors import TelephonyError
from mentor.telephony.provider import Account, Sound
from mentor.telephony.report import Facts

READY = 200


def signed(fields: Mapping[str, str], secret: str) -> dict[str, str]:
    """Fields with their ``hash``: MD5, hex, of the values in the order of their names and the key, joined by ``+``."""
    text = "+".join([*(fields[name] for name in sorted(fields)), secret])
    return {**fields, "hash": hashlib.md5(text.encode()).hexdigest()}  # noqa: S324 - the provider's own recipe


def check(account: Account) -> str:
    """Asks for the employees. A wrong key is answered with words and no list."""
    form = signed({"user": account.text("user")}, account.text("secret"))
    answer = account.web.post_form(f"{account.text('api').rstrip('/')}/statistic/operators", form)
    if answer.status != READY or not answer.body.strip():
        raise TelephonyError("refused", permanent=True, why=f"ответ {answer.status} {answer.brief()}".strip())
    text = answer.text()
    if ";" not in text:
        raise TelephonyError("refused", permanent=True, why=answer.brief() or "пустой ответ")
    return f"Sipuni отвечает, сотрудников: {max(0, len(text.splitlines()) - 1)}."


def sound(account: Account, key: str, facts: Facts) -> Sound:  # noqa: ARG001 - the protocol's signature
    """The recording lies at the address that the event named."""
    if not facts.recording:
        raise TelephonyError("sound_unknown")
    return Sound(url=facts.recording)
