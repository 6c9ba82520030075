"""A message in words. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from .rules import Answer

if TYPE_CHECKING:
    from .models import Notification


@dataclass(frozen=True, slots=True)
class Message:
    """``path`` is the address inside the product that tells more."""

    title: str
    text: str
    path: str
    icon: str = "bell"
    tone: str = "neutral"

    def plain(self, public_url: str) -> str:
        """All of it as one text with a whole address."""
        return "\n".join(part for part in (self.title, self.text, f"{public_url}{self.path}") if part)


# Words of a message that leaves the product; None where it is of no more use.
Compose = Callable[["Notification"], Message | None]


class Sender(Protocol):
    """A way out of the product. Never raises for what the other side does: that is an answer."""

    def send(self, address: str, message: Message) -> Answer: ...
