"""amoCRM (Kommo): API v4, log-in by OAuth, events that nothing signs."""

from __future__ import annotations

from pathlib import Path

from mentor.crm.provider import Account, Provider
from mentor.providers.hook import Hook

from .client import catalogue, check
from .form import AmoForm
from .reading import calls, changes
from .tokens import AmoOAuth
from .writing import AmoWriter


def admit(account: Account, hook: Hook) -> None:
    """amoCRM signs nothing: who knows the address is believed, and the event is but a hint to look."""


PROVIDER = Provider(
    code="amocrm",
    title="amoCRM",
    about="Сделки, воронки, выигранные сделки, записи звонков из примечаний",
    form=AmoForm,
    folder=Path(__file__).parent,
    check=check,
    catalogue=catalogue,
    changes=changes,
    calls=calls,
    writer=AmoWriter(),
    admit=admit,
    cards={"deal": "leads"},
    oauth=AmoOAuth(),
)
