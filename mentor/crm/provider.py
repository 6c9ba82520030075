"""What every CRM is made of. The rest of the room knows a provider by these and nothing more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from mentor.providers.forms import ConnectionForm
from mentor.providers.hook import Hook
from mentor.providers.web import Web

from .told import Absent, Card, Catalogue, CrmCall, Part, Target, Told


@dataclass(frozen=True, slots=True)
class Account:
    """A connection as its provider sees it. ``bearer``: the access token in force; given the one that was refused, a
    newer one (raises ``CrmError``). ``came_back``: our address for the answer to a log-in."""

    connection_id: int
    settings: Mapping[str, str]
    secrets: Mapping[str, str]
    zone: ZoneInfo
    web: Web
    bearer: Callable[[str], str]
    came_back: str = ""

    def text(self, name: str) -> str:
        """A setting or a secret; empty where it was not given."""
        return self.settings.get(name) or self.secrets.get(name) or ""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a log-in gave; ``refresh`` is good for one exchange. ``owner``: whose account it is, where that is said."""

    access: str
    refresh: str
    expires_in: timedelta
    owner: str = ""


class OAuth(Protocol):
    """How a customer lets us in without a password. ``code_by_hand``: whether people are shown codes they may type."""

    code_by_hand: bool

    def wanted(self, settings: Mapping[str, str]) -> bool:
        """Whether a connection with these settings is let in so."""

    def address(self, account: Account, state: str) -> str:
        """Where the customer's administrator agrees."""

    def exchange(self, account: Account, code: str) -> Tokens:
        """Raises ``CrmError``."""

    def refresh(self, account: Account, token: str) -> Tokens:
        """New tokens for the refresh token, which is spent by it. Raises ``CrmError``."""


class Writer(Protocol):
    """How something is written into a CRM. All raise ``CrmError``."""

    def find(self, account: Account, phone: str) -> Target | None:
        """The card of an E.164 phone: an open deal before a contact."""

    def written(self, account: Account, target: Target, kind: str, mark: str) -> str:
        """Id of a note or task that holds ``mark``; empty where there is none. Asked before anything is sent anew."""

    def note(self, account: Account, target: Target, text: str) -> str:
        """Id of the new note."""

    def task(self, account: Account, target: Target, text: str, due: datetime) -> str:
        """Id of the new task, for who is responsible for the card."""


Admit = Callable[[Account, Hook], None]
"""Raises ``HookRefusedError`` where the event is not the CRM's."""


def names_none(hook: Hook) -> Sequence[Card]:  # noqa: ARG001 - one signature for all
    """For CRMs whose events need not say what was deleted."""
    return ()


@dataclass(frozen=True, slots=True)
class Provider:
    """One CRM. ``check`` returns words for «подключение работает»; ``changes`` and ``calls`` tell what changed since a
    moment, in any order, and may tell it again. All raise ``CrmError``. ``cards``: what its writer calls the cards of
    leads and deals. ``absent``: which of some cards the CRM has no more, for one whose lists are silent about what was
    deleted; ``deleted_in``: which cards an event says were. ``parts``: what is paid inside the deals of some
    ids, for a CRM that does not say when that changed; empty where a connection does not ask for it."""

    code: str
    title: str
    about: str
    form: type[ConnectionForm]
    folder: Path
    check: Callable[[Account], str]
    catalogue: Callable[[Account], Catalogue]
    changes: Callable[[Account, datetime], Iterable[Told]]
    calls: Callable[[Account, datetime], Iterable[CrmCall]]
    writer: Writer
    admit: Admit
    cards: Mapping[str, str]
    oauth: OAuth | None = None
    absent: Callable[[Account, Sequence[Card]], Absent] | None = None
    parts: Callable[[Account, Sequence[str]], Mapping[str, tuple[Part, ...]]] | None = None
    deleted_in: Callable[[Hook], Sequence[Card]] = names_none
    poll_every: timedelta = timedelta(minutes=5)
    overlap: timedelta = timedelta(minutes=10)

    def log_in_of(self, settings: Mapping[str, str]) -> OAuth | None:
        """How a connection with these settings is let in; None where its secrets are enough."""
        return self.oauth if self.oauth is not None and self.oauth.wanted(settings) else None

    def guide(self) -> str:
        """The Django template of the words for the customer's side."""
        return (self.folder / "guide.html").read_text(encoding="utf-8")
