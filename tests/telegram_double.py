"""A Bot API on loopback that speaks the documented HTTP: what is asked is kept, what it answers is scripted."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

TOKEN = "123456:loopback-double"


@dataclass(frozen=True)
class Reply:
    """``body`` None: the usual answer. ``hang``: the connection is closed after reading, without a word.
    ``silent``: nothing is answered for as long as the double runs.
    """

    status: int = 200
    body: Any = None
    hang: bool = False
    silent: bool = False


def refusal(status: int, description: str, **parameters: int) -> Reply:
    """An error as the Bot API writes it."""
    body = {"ok": False, "error_code": status, "description": description}
    return Reply(status, body | ({"parameters": parameters} if parameters else {}))


@dataclass
class BotApi:
    """``script``: answers to the next sendMessage calls, then everything is taken. ``updates``: for getUpdates."""

    address: str = ""
    script: deque[Reply] = field(default_factory=deque)
    updates: deque[dict[str, Any]] = field(default_factory=deque)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)
    closing: bool = False

    @property
    def messages(self) -> list[dict[str, str]]:
        """Every sendMessage that was asked for."""
        return [body for method, body in self.asked if method == "sendMessage"]

    def say(self, chat_id: int, text: str) -> None:
        """A person writes to the bot."""
        number = len(self.asked) + len(self.updates) + 1
        message = {
            "message_id": number,
            "date": 1_790_000_000,
            "chat": {"id": chat_id, "type": "private"},
            "from": {"id": chat_id, "is_bot": False, "first_name": "Кто-то"},
            "text": text,
        }
        with self.changed:
            self.updates.append({"update_id": number, "message": message})
            self.changed.notify_all()

    def wait_for_messages(self, count: int, within: float = 120.0) -> list[dict[str, str]]:
        """The messages sent, once there are ``count``."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.messages) >= count, within), self.asked
            return self.messages

    def answer(self, method: str, body: dict[str, str]) -> Reply:
        with self.changed:
            self.asked.append((method, body))
            self.changed.notify_all()
            if method == "getMe":
                me = {"id": 123456, "is_bot": True, "first_name": "mentor", "username": "mentor_double_bot"}
                return Reply(body={"ok": True, "result": me})
            if method == "getUpdates":
                return self._updates(int(body.get("offset", 0) or 0))
            if method == "sendMessage":
                return self._sent(body)
            return Reply(body={"ok": True, "result": True})

    def _updates(self, offset: int) -> Reply:
        while self.updates and self.updates[0]["update_id"] < offset:
            self.updates.popleft()
        # the poller's own time-out is seconds: an empty answer comes sooner, as the protocol allows
        self.changed.wait_for(lambda: bool(self.updates) or self.closing, 0.2)
        return Reply(body={"ok": True, "result": list(self.updates)})

    def _sent(self, body: dict[str, str]) -> Reply:
        if self.script:
            reply = self.script.popleft()
            if reply.body is not None or reply.hang or reply.silent:
                return reply
        chat = {"id": int(body["chat_id"]), "type": "private"}
        result = {"message_id": len(self.asked), "date": 1_790_000_000, "chat": chat, "text": body["text"]}
        return Reply(body={"ok": True, "result": result})


def _handler(api: BotApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = _form(
                self.headers["Content-Type"], self.rfile.read(int(self.headers["Content-Length"] or 0))
            )
            prefix, _, method = self.path.rpartition("/")
            reply = api.answer(method, body) if prefix == f"/bot{TOKEN}" else refusal(401, "Unauthorized")
            if reply.silent:
                with api.changed:
                    api.changed.wait_for(lambda: api.closing)
            if reply.hang or reply.silent:
                self.close_connection = True
                return
            raw = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
            self.send_response(reply.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw.encode())))
            self.end_headers()
            self.wfile.write(raw.encode())

        def log_message(self, *_: Any) -> None:
            """Quiet: what was asked is in ``asked``."""

    return Handler


def _form(kind: str | None, raw: bytes) -> dict[str, str]:
    """Fields of a form, URL-encoded or multipart."""
    if kind and kind.startswith("multipart/form-data"):
        boundary = kind.split("boundary=")[1].strip('"').encode()
        found = {}
        for part in raw.split(b"--" + boundary)[1:-1]:
            head, _, value = part.partition(b"\r\n\r\n")
            name = head.split(b'name="')[1].split(b'"')[0].decode()
            found[name] = value.removesuffix(b"\r\n").decode()
        return found
    return {name: values[0] for name, values in parse_qs(raw.decode()).items()}


@contextmanager
def bot_api() -> Iterator[BotApi]:
    """A running double; ends with every waiting poller answered."""
    api = BotApi()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(api))
    server.daemon_threads = True
    api.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield api
    finally:
        with api.changed:
            api.closing = True
            api.changed.notify_all()
        server.shutdown()
        server.server_close()
        thread.join()
