"""Answers that carry a recording or its peaks. The caller has checked access; nothing here asks the database.

Files are named by the hash of what they hold, so a name is a strong validator. ``private, no-cache`` lets a
browser keep its copy and makes it ask first: who has lost access gets a 404 instead of the copy.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import BinaryIO, cast

from asgiref.sync import sync_to_async
from django.core.files.storage import default_storage
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from .media import ByteRange, RangeNotSatisfiableError, chunks, requested_range
from .models import Recording


def audio_answer(request: HttpRequest, recording: Recording) -> HttpResponseBase:
    """The compact Opus copy: 200, 206 for one range, 304, 416, or Http404 where it is not made yet."""
    name = recording.opus_name
    if not name or not default_storage.exists(name):
        raise Http404
    size, tag = default_storage.size(name), _tag(name)
    if request.headers.get("If-None-Match") == tag:
        return _private(HttpResponse(status=304), tag)
    try:
        asked = requested_range(_range_header(request, tag), size)
    except RangeNotSatisfiableError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    wanted = asked or ByteRange(0, size - 1, size)
    answer = StreamingHttpResponse(
        _stream(request, name, wanted), status=206 if asked else 200, content_type="audio/ogg"
    )
    answer.headers["Content-Length"] = str(wanted.length)
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Content-Disposition"] = "inline"
    if asked:
        answer.headers["Content-Range"] = asked.content_range
    return _private(answer, tag)


def peaks_answer(request: HttpRequest, recording: Recording) -> HttpResponseBase:
    """What the wave is drawn from: ``{"duration", "rate", "lanes"}``."""
    name = recording.peaks_name
    if not name or not default_storage.exists(name):
        raise Http404
    tag = _tag(name)
    if request.headers.get("If-None-Match") == tag:
        return _private(HttpResponse(status=304), tag)
    with default_storage.open(name, "rb") as file:
        return _private(HttpResponse(file.read(), content_type="application/json"), tag)


def _range_header(request: HttpRequest, tag: str) -> str | None:
    """A range of an older copy than ours must not be joined to it (If-Range): then the whole is sent."""
    condition = request.headers.get("If-Range")
    return None if condition and condition != tag else request.headers.get("Range")


def _tag(name: str) -> str:
    return f'"{name.rsplit("/", 1)[-1]}"'


def _private(answer: HttpResponseBase, tag: str) -> HttpResponseBase:
    answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Vary"] = "Cookie"
    return answer


def _stream(request: HttpRequest, name: str, wanted: ByteRange) -> Iterator[bytes] | AsyncIterator[bytes]:
    pieces = _pieces(name, wanted)
    return _in_threads(pieces) if isinstance(request, ASGIRequest) else pieces


def _pieces(name: str, wanted: ByteRange) -> Iterator[bytes]:
    """The file is opened only when the first piece is asked for, so an answer nobody reads leaks nothing."""
    with default_storage.open(name, "rb") as file:
        yield from chunks(cast(BinaryIO, file), wanted)


async def _in_threads(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Django would read a plain iterator to its end before sending it; reading goes to threads."""

    def read() -> bytes:
        return next(pieces, b"")

    while piece := await sync_to_async(read, thread_sensitive=False)():
        yield piece
