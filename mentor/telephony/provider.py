"""What every provider is made of. The rest of the room knows a provider by these and nothing more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from mentor.providers.hook import Hook, Reply

from .forms import SettingsForm
from .report import Facts, Report
from .web import Web

__all__ = ["Account", "FindSound", "History", "Hook", "HookReader", "Live", "Provider", "Reply", "Sound"]


@dataclass(frozen=True, slots=True)
class Account:
    """A connection as its provider sees it. ``zone``: that of times without an offset; ``files``: the company's own
    folder on this server, for telephonies that leave files there."""

    connection_id: int
    settings: Mapping[str, str]
    secrets: Mapping[str, str]
    zone: ZoneInfo
    web: Web
    files: Path

    def text(self, name: str) -> str:
        """A setting or a secret; empty where it was not given."""
        return self.settings.get(name) or self.secrets.get(name) or ""


class HookReader(Protocol):
    """How a provider's webhooks are told from others and read."""

    def greet(self, account: Account, hook: Hook) -> Reply | None:
        """The answer to a provider that asks whether somebody is there; None for an event."""

    def admit(self, account: Account, hook: Hook) -> None:
        """Raises ``HookRefusedError`` where the event is not the provider's."""

    def read(self, account: Account, hook: Hook) -> list[Report]:
        """What it tells; empty where it tells nothing of calls. Raises ``Problem`` where it cannot be read."""

    def reply(self, account: Account, hook: Hook) -> Reply:
        """The answer to an event that was kept."""


class Live(Protocol):
    """A telephony that tells of calls over a connection that we keep open to it."""

    def wanted(self, account: Account) -> bool:
        """Whether the settings name where to connect to."""

    async def listen(self, account: Account, begun: Begun, keep: Keep) -> None:
        """Listens until it is cut off. Raises ``TelephonyError`` or ``OSError``; ``begun`` after each log-in."""

    def read(self, account: Account, hook: Hook) -> list[Report]:
        """As ``HookReader.read``, for what was handed to ``keep``."""


Begun = Callable[[], Awaitable[None]]
Keep = Callable[[Hook], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Sound:
    """Where a recording is fetched from, or the file itself where it lies on a disk of ours.

    ``save`` writes the recording to a path where it is fetched by neither. Raises ``TelephonyError``.
    """

    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    path: Path | None = None
    save: Callable[[Path], None] | None = None
    name: str = ""


History = Callable[[Account, datetime, datetime], Iterable[Report]]
"""Calls that began in [since, until). Raises ``TelephonyError``; a call may be told again at any later time."""


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A subscription to events, by the provider's id, and how long it lives."""

    name: str
    lives: timedelta


Subscribe = Callable[[Account, str, str], Subscribed | None]
"""Subscribes the address to events; the id is that of the subscription before, which is to end. None where the settings
ask for none. Raises ``TelephonyError``."""

FindSound = Callable[[Account, str, Facts], Sound | Sequence[Sound]]
"""The recording of a call, by its key and facts; several are its parts in order. Raises ``TelephonyError``; passing
ones are asked again."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider. ``check`` returns words for «подключение работает» or raises ``TelephonyError``."""

    code: str
    title: str
    about: str
    form: type[SettingsForm]
    folder: Path
    check: Callable[[Account], str]
    hook: HookReader | None = None
    live: Live | None = None
    subscribe: Subscribe | None = None
    history: History | None = None
    sound: FindSound | None = None
    settle: timedelta = timedelta()  # a call may be recorded in parts that are told of one by one
    poll_every: timedelta = timedelta(minutes=5)
    overlap: timedelta = timedelta(hours=4)

    @property
    def reader(self) -> HookReader | Live | None:
        """Who reads what was kept of its events."""
        return self.hook or self.live

    @property
    def address_is_given(self) -> bool:
        """Whether the customer tells the telephony our secret address; some we tell ourselves, some send nothing."""
        return self.hook is not None and self.subscribe is None

    @property
    def tells(self) -> bool:
        """Whether events come by any way."""
        return self.reader is not None

    def guide(self) -> str:
        """The Django template of the words for the customer's side."""
        return (self.folder / "guide.html").read_text(encoding="utf-8")
