"""Doubles of telephonies on the loopback: a provider's own protocol spoken by a scripted server."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from mentor.calls.tests.samples import wav

SOUND = wav(0.4)


@dataclass(frozen=True)
class Asked:
    """A request that the double got."""

    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True)
class Said:
    """What the double answers."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Delivery:
    """A webhook that the double sends: what follows the secret address, and the request."""

    rest: str = ""
    body: str = ""
    content_type: str = "application/x-www-form-urlencoded"
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Talk:
    """A call as it really was."""

    key: str
    began: datetime
    direction: str = "in"
    manager: str = "101"
    client: str = "79000000201"
    talk_s: int = 40
    missed: bool = False


def talks(count: int, now: datetime, seed: int = 1) -> list[Talk]:
    """Calls of the last hours, in and out, some of them missed."""
    dice = random.Random(seed)
    made = []
    for number in range(count):
        missed = dice.random() < 0.25
        made.append(
            Talk(
                key=f"call-{number}",
                began=(now - timedelta(minutes=5 + 3 * number)).replace(microsecond=0),
                direction=dice.choice(("in", "out")),
                manager=dice.choice(("101", "102")),
                client=f"790000002{number:02d}",
                talk_s=0 if missed else dice.randrange(5, 300),
                missed=missed,
            )
        )
    return made


class Exchange:
    """A double: ``answer`` speaks the protocol; ``events_of`` says what is sent of a call, in order.

    ``script`` may take over an address: path → answers, the first ones first, the last one repeated.
    """

    code: ClassVar[str]
    has_history: ClassVar[bool] = True

    def __init__(self) -> None:
        self.talks: list[Talk] = []
        self.script: dict[str, list[Said]] = {}
        self.asked: list[Asked] = []
        self.base = ""

    def settings(self) -> dict[str, str]:
        raise NotImplementedError

    def secrets(self) -> dict[str, str]:
        raise NotImplementedError

    def events_of(self, talk: Talk) -> list[Delivery]:
        raise NotImplementedError

    def answer(self, asked: Asked) -> Said:
        raise NotImplementedError

    def respond(self, asked: Asked) -> Said:
        self.asked.append(asked)
        scripted = self.script.get(asked.path)
        if scripted:
            return scripted.pop(0) if len(scripted) > 1 else scripted[0]
        if asked.path.startswith("/sound/"):
            return Said(200, SOUND + asked.path.encode(), {"Content-Type": "audio/wav"})
        return self.answer(asked)


def _handler(respond: Callable[[Asked], Said]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            headers = {name.lower(): value for name, value in self.headers.items()}
            said = respond(Asked(self.command, parts.path, query, headers, body))
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            if "Content-Length" not in said.headers:
                self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(said.body)

        do_GET = do_POST = do_PUT = handle_any

        def log_message(self, *args: Any) -> None:
            pass

    return Handler


@contextmanager
def listening(exchange: Exchange) -> Iterator[Exchange]:
    """The double behind a port of the loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(exchange.respond))
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    exchange.base = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield exchange
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
