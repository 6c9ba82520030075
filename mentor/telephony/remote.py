"""Files on somebody else's server over SFTP: its key is pinned, downloads go on where they were cut off.

A file is taken only once it has stopped growing: its size and time are looked at before and after.
"""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeVar, cast

from .errors import TelephonyError, why_cut
from .provider import Account

if TYPE_CHECKING:
    import asyncssh

PORT = 22
CONNECT_S, WHOLE_S = 10.0, 900.0
PIECE = 256 * 1024
MOST_CUTS = 5
MOST_FILES = 50_000
MOST_BYTES = 2 * 1024**3
STILL_S = 2.0  # how long a fresh file must not change before it is believed to be whole
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found:
    """A file; ``changed`` by the server's clock."""

    path: str
    size: int
    changed: datetime


@dataclass(frozen=True, slots=True)
class Server:
    """Where to log in, and with what. ``pinned``: the fingerprint of the server's key, ``SHA256:…``."""

    account: Account
    host: str
    port: int
    user: str
    password: str
    key: str
    pinned: str

    def list(self, folder: str, since: datetime) -> list[Found]:
        """Files below the folder that changed at ``since`` or later, oldest first. Raises ``TelephonyError``."""

        async def work(client: asyncssh.SFTPClient) -> list[Found]:
            return await _walk(client, folder, since)

        return self._run(work)

    def tail(self, path: str, size: int) -> tuple[bytes, bool]:
        """The last ``size`` bytes of a file, and whether that is all of it."""

        async def work(client: asyncssh.SFTPClient) -> tuple[bytes, bool]:
            length = int((await client.stat(path)).size or 0)
            start = max(0, length - size)
            async with client.open(path, "rb") as file:
                return cast(bytes, await file.read(size, start)), not start

        return self._run(work)

    def save(self, path: str, target: Path) -> None:
        """Downloads a file. Raises ``TelephonyError``: ``sound_not_yet`` for one that is missing or still grows."""
        target.write_bytes(b"")
        mark: list[tuple[int | None, int | None]] = []

        async def work(client: asyncssh.SFTPClient) -> None:
            await _download(client, path, target, mark)

        for left in reversed(range(MOST_CUTS)):
            before = target.stat().st_size
            try:
                self._run(work)
            except TelephonyError as error:
                if error.code != "unreachable" or not left or target.stat().st_size == before:
                    raise
            else:
                return

    def has(self, folder: str) -> bool:
        """Whether the folder is there."""

        async def work(client: asyncssh.SFTPClient) -> bool:
            return await client.isdir(folder)

        return self._run(work)

    def _run(self, work: Callable[[asyncssh.SFTPClient], Awaitable[T]]) -> T:
        return asyncio.run(self._connected(work))

    async def _connected(self, work: Callable[[asyncssh.SFTPClient], Awaitable[T]]) -> T:
        import asyncssh

        guard = _guard(self.pinned)
        addresses = await asyncio.to_thread(self.account.web.addresses, self.host, self.port)
        try:
            async with asyncio.timeout(WHOLE_S):
                options = await asyncio.to_thread(self._options, guard)
                async with (
                    asyncssh.connect(addresses[0], self.port, options=options) as line,
                    line.start_sftp_client() as client,
                ):
                    return await work(client)
        except asyncssh.HostKeyNotVerifiable as error:
            raise guard.refusal() from error
        except asyncssh.PermissionDenied as error:
            raise TelephonyError("unauthorised", permanent=True, status="SSH") from error
        except asyncssh.SFTPNoSuchFile as error:
            raise TelephonyError("sound_not_yet") from error
        except (asyncssh.Error, OSError, TimeoutError) as error:
            raise TelephonyError("unreachable", why=why_cut(error)) from error

    def _options(self, guard: Guard) -> asyncssh.SSHClientConnectionOptions:
        """Nothing of this machine's own SSH set-up is used: no agent, no known hosts, no configuration."""
        import asyncssh

        try:
            keys = [asyncssh.import_private_key(self.key)] if self.key else []
        except asyncssh.KeyImportError as error:
            raise TelephonyError("key_unreadable", permanent=True) from error
        return asyncssh.SSHClientConnectionOptions(
            username=self.user,
            password=self.password or None,
            client_keys=keys,
            known_hosts=([], [], []),
            client_factory=lambda: guard.client,
            agent_path=None,
            config=[],
            connect_timeout=CONNECT_S,
            login_timeout=CONNECT_S,
        )


def server_of(account: Account) -> Server:
    """The server that the settings name."""
    host, _, port = account.text("sftp").partition(":")
    return Server(
        account,
        host,
        int(port or PORT),
        account.text("sftp_user"),
        account.text("sftp_password"),
        account.text("sftp_key").replace("\\n", "\n"),
        account.text("sftp_host_key"),
    )


class Guard:
    """Looks at the key that a server shows: the pinned one is let through, no other, not even at the first time."""

    def __init__(self, pinned: str, client: asyncssh.SSHClient) -> None:
        self.pinned, self.client = pinned.strip(), client
        self.shown = ""

    def refusal(self) -> TelephonyError:
        if self.pinned:
            return TelephonyError("host_key_changed", permanent=True, expected=self.pinned, key=self.shown)
        return TelephonyError("host_key", permanent=True, key=self.shown)


def _guard(pinned: str) -> Guard:
    import asyncssh

    class Client(asyncssh.SSHClient):
        def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:  # noqa: ARG002
            guard.shown = key.get_fingerprint()
            return bool(guard.pinned) and guard.shown == guard.pinned

    guard = Guard(pinned, Client())
    return guard


async def _walk(client: asyncssh.SFTPClient, folder: str, since: datetime) -> list[Found]:
    found: list[Found] = []
    left = [folder]
    while left:
        place = left.pop()
        async for entry in client.scandir(place):
            name = str(entry.filename)
            path, kind = str(PurePosixPath(place) / name), entry.attrs.permissions or 0
            if name in (".", ".."):
                continue
            if stat.S_ISDIR(kind):
                left.append(path)
            elif stat.S_ISREG(kind) and entry.attrs.mtime is not None:
                changed = datetime.fromtimestamp(entry.attrs.mtime, UTC)
                if changed >= since:
                    found.append(Found(path, int(entry.attrs.size or 0), changed))
        if len(found) + len(left) > MOST_FILES:
            raise TelephonyError("too_many_files", permanent=True, most=MOST_FILES)
    return sorted(found, key=lambda each: (each.changed, each.path))


async def _download(
    client: asyncssh.SFTPClient, path: str, target: Path, mark: list[tuple[int | None, int | None]]
) -> None:
    """What is missing of the file; all of it anew where it is another one by now. ``mark``: size and time before."""
    seen = await _mark(client, path)
    if mark and mark[-1] != seen:
        target.write_bytes(b"")
    mark.append(seen)
    if (seen[0] or 0) > MOST_BYTES:
        raise TelephonyError("answer_too_large", permanent=True, limit=MOST_BYTES // 1024**2)
    async with client.open(path, "rb") as file:
        with target.open("ab") as out:
            while piece := await file.read(PIECE, out.tell()):
                out.write(cast(bytes, piece))
    if await _mark(client, path) != seen or target.stat().st_size != seen[0]:
        raise TelephonyError("sound_not_yet")


async def _mark(client: asyncssh.SFTPClient, path: str) -> tuple[int | None, int | None]:
    attrs = await client.stat(path)
    return attrs.size, attrs.mtime
