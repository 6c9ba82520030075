"""A limit on request bodies that is applied before the body is read.

Django first takes the whole body in and then asks the view; three gigabytes would lie on the disk by then.
This wrapper stands in front: a length announced too large is refused at once, an unannounced one is cut off.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from .problems import MEDIA_TYPE, body_of, too_large

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MIB = 1024 * 1024
LARGE_PATHS = ("/api/", "/uploads/", "/money/")
OVERHEAD = MIB
"""What a request may carry beside the recording: the call's JSON, the multipart borders."""

_PAGE = (
    '<!doctype html><html lang="ru"><meta charset="utf-8"><title>Слишком большой файл</title>'
    "<h1>Слишком большой файл</h1><p>{detail}</p><p>Вернитесь назад и выберите файл меньше.</p></html>"
)


class TooLargeError(Exception):
    """The body went over the limit while it was being read."""


class BodyLimit:
    """ASGI wrapper. ``large``: bytes allowed to files sent under ``large_paths``; ``own``: to paths that begin so;
    ``small``: to all else."""

    def __init__(
        self,
        app: App,
        *,
        large: int,
        small: int = 10 * MIB,
        large_paths: tuple[str, ...] = LARGE_PATHS,
        own: Mapping[str, int] | None = None,
    ) -> None:
        self._app = app
        self._large = large
        self._small = small
        self._large_paths = large_paths
        self._own = dict(own or {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit(scope)
        announced = _announced(scope)
        if announced is not None and announced > limit:
            await _refuse(scope, send, limit)
            return
        await self._counted(scope, receive, send, limit)

    def _limit(self, scope: Scope) -> int:
        path = str(scope["path"])
        own = next((bytes_ for start, bytes_ in self._own.items() if path.startswith(start)), None)
        return own or (self._large if self._may_carry_files(scope) else self._small)

    def _may_carry_files(self, scope: Scope) -> bool:
        files = _header(scope, b"content-type").lower().startswith(b"multipart/form-data")
        return files and str(scope["path"]).startswith(self._large_paths)

    async def _counted(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        taken = 0
        answered = False

        async def counting() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise TooLargeError
            return message

        async def noting(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        try:
            await self._app(scope, counting, noting)
        except TooLargeError:
            if answered:
                raise  # the server closes the connection; a second answer is impossible
            await _refuse(scope, send, limit)


def _announced(scope: Scope) -> int | None:
    """The declared length; a length that is no number is left to the server, which refuses it."""
    value = _header(scope, b"content-length")
    return int(value) if value.isdigit() else None


def _header(scope: Scope, wanted: bytes) -> bytes:
    return next((bytes(value) for name, value in scope["headers"] if name == wanted), b"")


async def _refuse(scope: Scope, send: Send, limit: int) -> None:
    problem = too_large(limit)
    if b"text/html" in _header(scope, b"accept"):
        media, text = "text/html; charset=utf-8", _PAGE.format(detail=problem.detail)
    else:
        media, text = MEDIA_TYPE, json.dumps(body_of(problem), ensure_ascii=False)
    body = text.encode()
    headers = [
        (b"content-type", media.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),  # what was not read would be taken for the next request
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
