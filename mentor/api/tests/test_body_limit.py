from __future__ import annotations

import asyncio
import json

import pytest

from mentor.api.body_limit import BodyLimit, TooLargeError

pytestmark = pytest.mark.unit


class Server:
    """A scripted ASGI server: hands out the chunks, keeps what was answered and how much was read."""

    def __init__(
        self, chunks=(), *, path="/api/v1/calls", headers=(), media=b"multipart/form-data; boundary=x"
    ):
        self.scope = {"type": "http", "path": path, "headers": [(b"content-type", media), *headers]}
        self.chunks = list(chunks)
        self.read = 0
        self.sent = []

    async def receive(self):
        self.read += 1
        body = self.chunks.pop(0) if self.chunks else b""
        return {"type": "http.request", "body": body, "more_body": bool(self.chunks)}

    async def send(self, message):
        self.sent.append(message)

    def ask(self, app):
        limited = BodyLimit(app, large=100, small=10)
        asyncio.run(limited(self.scope, self.receive, self.send))
        return self

    @property
    def status(self):
        return self.sent[0]["status"]

    @property
    def document(self):
        return json.loads(self.sent[1]["body"])


async def reading(scope, receive, send):
    more = True
    while more:
        more = (await receive())["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def length(value):
    return (b"content-length", str(value).encode())


def test_an_announced_body_over_the_limit_is_refused_without_reading_a_byte():
    server = Server([b"x"], headers=[length(3 * 1024**3)]).ask(reading)
    assert (server.status, server.read) == (413, 0)
    assert server.document["code"] == "body_too_large"
    assert dict(server.sent[0]["headers"])[b"connection"] == b"close"


def test_an_unannounced_body_is_cut_off_at_the_limit():
    server = Server([b"x" * 40] * 1000).ask(reading)
    assert (server.status, server.read) == (413, 3)


def test_a_body_at_the_limit_passes():
    assert Server([b"x" * 50, b"x" * 50], headers=[length(100)]).ask(reading).status == 200


def test_other_pages_take_less():
    assert Server(headers=[length(50)], path="/accounts/login/").ask(reading).status == 413
    assert Server(headers=[length(50)], path="/uploads/").ask(reading).status == 200


def test_what_carries_no_file_takes_less_everywhere():
    assert Server([b"x" * 11], media=b"application/json").ask(reading).status == 413


def test_a_person_gets_a_page_and_not_json():
    server = Server(headers=[length(10**9), (b"accept", b"text/html,*/*")], path="/uploads/").ask(reading)
    assert dict(server.sent[0]["headers"])[b"content-type"].startswith(b"text/html")
    assert "Слишком большой файл" in server.sent[1]["body"].decode()


def test_an_answer_begun_is_not_answered_twice():
    async def hasty(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await reading(scope, receive, send)

    server = Server([b"x" * 200])
    with pytest.raises(TooLargeError):
        server.ask(hasty)
    assert [message["type"] for message in server.sent] == ["http.response.start"]


def test_other_protocols_pass_untouched():
    seen = []

    async def app(scope, receive, send):
        seen.append(scope["type"])

    server = Server()
    server.scope["type"] = "lifespan"
    server.ask(app)
    assert seen == ["lifespan"]
