"""A scripted endpoint on a real socket of this machine: answers as told, keeps what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from mentor.engines.language_model.settings import ModelSettings, settings_from


@dataclass(frozen=True)
class Reply:
    """One answer of the endpoint.

    ``hold``: wait for the endpoint's end before answering; ``meet``: wait for another request; ``drop``: hang up.
    """

    body: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hold: bool = False
    drop: bool = False
    meet: threading.Barrier | None = None


def said(content: Any, *, tokens: tuple[int, int] | None = (1000, 200), **message: Any) -> Reply:
    """A chat completion that says ``content`` (an object is said as JSON)."""
    text = content if isinstance(content, str) or content is None else json.dumps(content, ensure_ascii=False)
    body: dict[str, Any] = {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": "scripted",
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": text, **message},
            }
        ],
    }
    if tokens is not None:
        body["usage"] = {
            "prompt_tokens": tokens[0],
            "completion_tokens": tokens[1],
            "total_tokens": sum(tokens),
        }
    return Reply(json.dumps(body, ensure_ascii=False))


class _QuietServer(ThreadingHTTPServer):
    def handle_error(self, *_args: Any) -> None:
        """A client that hangs up is part of the script."""


Script = Callable[[dict[str, Any]], Reply]


class Endpoint:
    """``asked`` are the bodies of the requests in order; ``keys`` their Authorization headers."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.most_at_once = 0
        self._at_once = 0
        self._lock = threading.Lock()
        self.over = threading.Event()
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                endpoint._serve(self)

            def log_message(self, *_args: Any) -> None:
                """Nothing on the tests' screen."""

        self._server = _QuietServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()

    def settings(self, **values: Any) -> ModelSettings:
        """Settings that lead here, as the environment would give them."""
        named = {
            "URL": self.url,
            "MODEL": "scripted/test-model",
            "RETRIES": "0",
            **{k: str(v) for k, v in values.items()},
        }
        return settings_from({f"MENTOR_LM_{name}": value for name, value in named.items()})

    @property
    def held(self) -> int:
        """Requests that have no answer yet."""
        return self._at_once

    def text(self, number: int = -1) -> str:
        """All words of one request."""
        return "\n".join(str(m["content"]) for m in self.asked[number]["messages"])

    def close(self) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        body = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        with self._lock:
            self.asked.append(body)
            self.keys.append(handler.headers.get("Authorization", ""))
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            reply = self.script(body)
        if reply.hold:
            self.over.wait(30)
        if reply.meet:
            reply.meet.wait(30)
        with self._lock:
            self._at_once -= 1
        if reply.drop:
            handler.close_connection = True
            handler.connection.close()
            return
        data = reply.body.encode()
        try:
            handler.send_response(reply.status)
            handler.send_header("Content-Type", "application/json")
            handler.send_header("Content-Length", str(len(data)))
            for name, value in reply.headers.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(data)
        except OSError:
            pass  # the client gave up first


@contextmanager
def endpoint(script: Script) -> Iterator[Endpoint]:
    """A running endpoint."""
    running = Endpoint(script)
    try:
        yield running
    finally:
        running.close()


def in_turn(*replies: Reply) -> Script:
    """One reply after the other; the last one again and again."""
    left = list(replies)

    def script(_body: dict[str, Any]) -> Reply:
        return left.pop(0) if len(left) > 1 else left[0]

    return script
