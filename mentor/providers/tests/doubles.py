"""Doubles on the loopback: a provider's own protocol spoken by a scripted server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit


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

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

        def log_message(self, *args: Any) -> None:
            pass

    return Handler


class Double:
    """A server: ``answer`` speaks the protocol.

    ``script`` may take over an address: path → answers, the first ones first, the last one repeated.
    """

    def __init__(self) -> None:
        self.script: dict[str, list[Said]] = {}
        self.asked: list[Asked] = []
        self.base = ""

    def answer(self, asked: Asked) -> Said:
        raise NotImplementedError

    def respond(self, asked: Asked) -> Said:
        self.asked.append(asked)
        scripted = self.script.get(asked.path)
        if scripted:
            return scripted.pop(0) if len(scripted) > 1 else scripted[0]
        return self.answer(asked)


D = TypeVar("D", bound=Double)


@contextmanager
def listening(double: D) -> Iterator[D]:
    """The double behind a port of the loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(double.respond))
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    double.base = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield double
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
