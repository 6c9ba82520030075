"""A double of the manager interface: lets in by challenge, then plays a session as a real exchange said it.

``session.txt`` is what Asterisk 16.28 said of one call between two SIP phones, with moments left open.
"""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from datetime import datetime
from pathlib import Path

USER, SECRET, CHALLENGE = "mentor", "ami-secret", "157363"
GREETING = b"Asterisk Call Manager/5.0.4\r\n"
NAME = "in-84950000000-79000000201-{stamp}-{epoch}.0.wav"


def session(began: datetime, talk_s: int = 6) -> list[str]:
    """Messages of the call, its moments set; local times are those of ``began``'s zone."""
    text = (Path(__file__).parent / "session.txt").read_text(encoding="utf-8")
    moments = {
        "epoch": str(int(began.timestamp())),
        "start": f"{began:%Y-%m-%d %H:%M:%S}",
        "end": f"{datetime.fromtimestamp(began.timestamp() + talk_s, began.tzinfo):%Y-%m-%d %H:%M:%S}",
        "stamp": f"{began:%Y%m%d-%H%M%S}",
    }
    for name, value in moments.items():
        text = text.replace(f"{{{name}}}", value)
    return text.strip().split("\n\n")


class Manager:
    """A server for the length of ``async with``. ``scripts``: what is said after each log-in; None hangs up.

    ``tls``: speaks TLS with its certificate.
    """

    def __init__(self, *scripts: list[str] | None, tls: ssl.SSLContext | None = None) -> None:
        self.tls = tls
        self.scripts = list(scripts)
        self.logins: list[dict[str, str]] = []
        self.address = ""

    async def __aenter__(self) -> Manager:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls)
        self.address = f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(GREETING)
        while asked := await _action(reader):
            if asked["Action"] == "Challenge":
                _say(writer, asked, Response="Success", Challenge=CHALLENGE)
            elif asked["Action"] == "Login" and not self._let_in(asked):
                _say(writer, asked, Response="Error", Message="Authentication failed")
            else:
                _say(
                    writer,
                    asked,
                    Response="Success",
                    Message="Authentication accepted",
                    AsteriskVersion="16.28.0",
                )
            if asked["Action"] == "Login" and self._let_in(asked):
                self.logins.append(asked)
                script = self.scripts.pop(0) if self.scripts else []
                if script is None:
                    break
                for message in script:
                    writer.write(message.replace("\n", "\r\n").encode() + b"\r\n\r\n")
        writer.close()

    def _let_in(self, asked: dict[str, str]) -> bool:
        key = hashlib.md5((CHALLENGE + SECRET).encode()).hexdigest()
        return (asked.get("Username"), asked.get("Key")) == (USER, key)


async def _action(reader: asyncio.StreamReader) -> dict[str, str]:
    found: dict[str, str] = {}
    while line := (await reader.readline()).decode().strip():
        name, _, value = line.partition(": ")
        found[name] = value
    return found


def _say(writer: asyncio.StreamWriter, asked: dict[str, str], **fields: str) -> None:
    lines = [f"{name}: {value}" for name, value in {**fields, "ActionID": asked["ActionID"]}.items()]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
