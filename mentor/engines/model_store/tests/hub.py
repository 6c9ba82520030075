"""A hub on a socket of this machine that does what hubs do on bad days."""

from __future__ import annotations

import hashlib
import io
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from mentor.engines.model_store.catalogue import Model, ModelFile, Unpack


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class Day:
    """How one request is answered.

    ``status`` other than 200 is sent as it is. ``cut``: hang up after so many bytes of the body.
    ``ranges``: honour Range. ``content``: send this instead. ``claim``: Content-Length told instead of the true one.
    """

    status: int = 200
    cut: int | None = None
    ranges: bool = True
    content: bytes | None = None
    claim: int | None = None
    shift: int = 0
    headers: dict[str, str] = field(default_factory=dict)


GOOD = Day()


class Hub:
    """``days``: for a path, how its requests are answered in order; after them and elsewhere all is good."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.days: dict[str, list[Day]] = {}
        self.asked: list[tuple[str, str | None]] = []
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                hub.answer(self)

            def log_message(self, *_args: Any) -> None:
                """Nothing on the tests' screen."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def bytes_asked(self, path: str) -> list[str | None]:
        return [asked for name, asked in self.asked if name == path]

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        path, wanted = request.path, request.headers.get("Range")
        self.asked.append((path, wanted))
        queue = self.days.get(path, [])
        day = queue.pop(0) if queue else GOOD
        data = self.files.get(path)
        if day.status != 200 or data is None:
            self._refuse(request, 404 if data is None else day.status, day)
            return
        whole = day.content if day.content is not None else data
        etag = f'"{sha256(data)[:16]}"'
        start = 0
        if wanted and day.ranges and request.headers.get("If-Range") in (None, etag):
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            if start >= len(whole):
                self._refuse(request, 416, Day(headers={"Content-Range": f"bytes */{len(whole)}"}))
                return
        body = whole[start:]
        request.send_response(206 if start else 200)
        if start:
            request.send_header("Content-Range", f"bytes {start + day.shift}-{len(whole) - 1}/{len(whole)}")
        request.send_header("ETag", etag)
        request.send_header("Content-Length", str(day.claim if day.claim is not None else len(body)))
        for name, value in day.headers.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body[: day.cut])
        if day.cut is not None or day.claim is not None:
            request.close_connection = True

    @staticmethod
    def _refuse(request: BaseHTTPRequestHandler, status: int, day: Day) -> None:
        request.send_response(status)
        for name, value in day.headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", "0")
        request.end_headers()


@contextmanager
def running() -> Iterator[Hub]:
    hub = Hub()
    try:
        yield hub
    finally:
        hub.close()


def model_of(files: tuple[ModelFile, ...], name: str = "tiny") -> Model:
    return Model(
        name=name,
        title="Крошка",
        purpose="recognition",
        licence="MIT",
        home="https://example.org/tiny",
        loads_as="tiny",
        quantization=None,
        note="для проверки",
        repository="people/tiny",
        revision="main",
        files=files,
    )


def plain(path: str, data: bytes, *, known: bool = True) -> ModelFile:
    return ModelFile(
        path, None, len(data) if known else None, len(data) or 1, sha256(data) if known else None
    )


def tar(files: dict[str, bytes], *, links: dict[str, str] | None = None) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:bz2") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for name, target in (links or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    return buffer.getvalue()


def packed(path: str, data: bytes, needs: tuple[str, ...], *, known: bool = True) -> ModelFile:
    unpack = Unpack("voice", needs)
    return ModelFile(
        path, None, len(data) if known else None, len(data), sha256(data) if known else None, unpack
    )
