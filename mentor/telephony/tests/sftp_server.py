"""An SFTP server on the loopback, from the library that the product asks with."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncssh

USER, PASSWORD = "mentor", "sftp-password"


class Desk(asyncssh.SSHServer):
    """Lets one user in by a password or by one key."""

    def __init__(self, server: SftpServer) -> None:
        self._server = server

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._server.lines.append(conn)

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USER, PASSWORD)

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return username == USER and key == self._server.client_key.convert_to_public()


class SftpServer:
    """``cut_at``: the connection breaks once at this byte of a download."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.host_key = asyncssh.generate_private_key("ssh-ed25519")
        self.client_key = asyncssh.generate_private_key("ssh-ed25519")
        self.cut_at: int | None = None
        self.reads: list[int] = []
        self.lines: list[asyncssh.SSHServerConnection] = []
        self.address = ""

    @property
    def fingerprint(self) -> str:
        return self.host_key.get_fingerprint()

    async def start(self) -> Any:
        server = self

        class Files(asyncssh.SFTPServer):
            def __init__(self, chan: Any) -> None:
                super().__init__(chan, chroot=str(server.folder).encode())

            def read(self, file_obj: Any, offset: int, size: int) -> Any:
                server.reads.append(offset)
                if server.cut_at is not None and offset + size > server.cut_at:
                    if offset >= server.cut_at:
                        server.cut_at = None
                        server.lines[-1].abort()
                        return b""
                    size = server.cut_at - offset
                return super().read(file_obj, offset, size)

        acceptor = await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[self.host_key],
            server_factory=lambda: Desk(self),
            sftp_factory=Files,
        )
        self.address = f"127.0.0.1:{acceptor.get_port()}"
        return acceptor


@contextmanager
def serving(folder: Path) -> Iterator[SftpServer]:
    """The server in a thread of its own."""
    server, loop, ready = SftpServer(folder), asyncio.new_event_loop(), threading.Event()

    def run() -> None:
        asyncio.set_event_loop(loop)
        acceptor = loop.run_until_complete(server.start())
        ready.set()
        loop.run_forever()
        acceptor.close()
        loop.run_until_complete(acceptor.wait_closed())
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(30)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
