"""The manager interface over TCP or TLS: log-in by challenge, lines into messages, a ping so that silence is seen."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from mentor.telephony.errors import TelephonyError, why_cut
from mentor.telephony.provider import Account

from . import tls
from .story import Message, fields_of

PORT, TLS_PORT = 5038, 5039
CONNECT_S, ANSWER_S = 5.0, 10.0
PING_S = 30.0
LONGEST_LINE = 64 * 1024
MOST_LINES = 500
EVENTS = "call,cdr,dialplan"  # dialplan: names of recordings come as a variable of the channel


class Line:
    """One connection. ``messages`` ends with ``TelephonyError`` where the exchange is silent or closes it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._lines: list[str] = []  # of a message that is not whole yet; a ping may come between

    async def ask(self, action: str, **fields: str) -> Message:
        """An action and its answer; events that come between are let go (nothing is subscribed to yet)."""
        await self._send(action, **fields)
        async with asyncio.timeout(ANSWER_S):
            while True:
                message = await self._message()
                if message.get("ActionID") == action:
                    return message

    async def messages(self) -> AsyncIterator[Message]:
        """Everything that comes. Nothing heard for a while: a ping; nothing after it either: cut off."""
        pinged = False
        while True:
            try:
                async with asyncio.timeout(PING_S):
                    message = await self._message()
            except TimeoutError:
                if pinged:
                    raise TelephonyError("line_cut", why="АТС молчит") from None
                pinged = True
                await self._send("Ping")
                yield {}
                continue
            pinged = False
            yield message

    async def _send(self, action: str, **fields: str) -> None:
        lines = [
            f"Action: {action}",
            f"ActionID: {action}",
            *(f"{name}: {value}" for name, value in fields.items()),
        ]
        self._writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        await self._writer.drain()

    async def _message(self) -> Message:
        while True:
            try:
                raw = await self._reader.readuntil(b"\n")
            except asyncio.IncompleteReadError:
                raise TelephonyError("line_cut", why="АТС закрыла соединение") from None
            except asyncio.LimitOverrunError:
                raise TelephonyError("line_cut", why="слишком длинная строка") from None
            line = raw.decode("utf-8", "replace").rstrip("\r\n").replace("\0", "")
            if line:
                self._lines.append(line)
            if len(self._lines) > MOST_LINES:
                raise TelephonyError("line_cut", why="сообщение не кончается")
            if not line and self._lines:
                whole, self._lines = self._lines, []
                return fields_of(whole)


@asynccontextmanager
async def logged_in(account: Account, *, events: str = EVENTS) -> AsyncIterator[Line]:
    """A connection that was let in. Raises ``TelephonyError``; the secret itself never goes over the wire."""
    reader, writer = await _connected(account)
    try:
        async with asyncio.timeout(ANSWER_S):
            await reader.readline()  # the greeting
        line = Line(reader, writer)
        challenge = (await line.ask("Challenge", AuthType="MD5")).get("Challenge", "")
        secret = account.text("ami_secret")
        key = hashlib.md5((challenge + secret).encode(), usedforsecurity=False).hexdigest()
        answer = await line.ask(
            "Login", AuthType="MD5", Username=account.text("ami_user"), Key=key, Events=events
        )
        if answer.get("Response") != "Success":
            raise TelephonyError("unauthorised", permanent=True, status=answer.get("Message", "")[:80])
        yield line
    except (TimeoutError, OSError) as error:
        raise TelephonyError("unreachable", why=why_cut(error)) from error
    finally:
        writer.close()


async def _connected(account: Account) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    encrypted = bool(account.text("ami_tls"))
    parts = urlsplit(f"//{account.text('ami')}")
    host, port = parts.hostname or "", parts.port or (TLS_PORT if encrypted else PORT)
    addresses = await asyncio.to_thread(account.web.addresses, host, port)
    pinned = account.text("ami_certificate")
    why: Exception | None = None
    for address in addresses:
        try:
            async with asyncio.timeout(CONNECT_S):
                if encrypted:
                    return await tls.connected(address, port, host=host, pinned=pinned, limit=LONGEST_LINE)
                return await asyncio.open_connection(address, port, limit=LONGEST_LINE)
        except (TimeoutError, OSError) as error:
            why = error
    raise TelephonyError("unreachable", why=why_cut(why) if why else "адреса нет")
