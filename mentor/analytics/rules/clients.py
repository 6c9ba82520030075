"""Who is one client: records that share a phone or are linked by any chain of ``merged_into``.

Source: the rules of the figures, «Clients». The answer does not depend on time: joining two records today
recounts every past period.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClientRecord:
    """A row about a client. Phones are compared as they stand: give them in E.164."""

    id: str
    phones: tuple[str, ...] = ()
    merged_into: str | None = None


class Identities:
    """Maps a record's id to the one client behind it, named by the smallest id of its records.

    An id that no record mentions is a client of its own.
    """

    def __init__(self, records: Iterable[ClientRecord] = ()) -> None:
        self._parent: dict[str, str] = {}
        phone_owner: dict[str, str] = {}
        for record in records:
            if record.merged_into is not None:
                self._join(record.id, record.merged_into)
            for phone in record.phones:
                self._join(record.id, phone_owner.setdefault(phone, record.id))

    def of(self, client: str) -> str:
        """The client behind the record ``client``."""
        root = client
        while (above := self._parent.get(root, root)) != root:
            root = above
        while (above := self._parent.get(client, client)) != root:
            self._parent[client] = root
            client = above
        return root

    def _join(self, one: str, other: str) -> None:
        low, high = sorted((self.of(one), self.of(other)))
        self._parent[high] = low
