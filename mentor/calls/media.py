"""Serving recordings: byte ranges and content types. Pure functions, no Django."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

_CHUNK = 1 << 16
_CONTENT_TYPES = {
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "matroska": "audio/webm",
    "mov": "audio/mp4",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "amr": "audio/amr",
    "caf": "audio/x-caf",
    "aiff": "audio/aiff",
}
_SINGLE_RANGE = re.compile(r"\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*", re.ASCII | re.IGNORECASE)
_MOST_DIGITS = 18


class RangeNotSatisfiableError(ValueError):
    """The asked range begins after the end of the file: answer 416 with ``Content-Range: bytes */size``."""


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes ``first``…``last``, both inside the file, of ``size`` bytes in all."""

    first: int
    last: int
    size: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1

    @property
    def content_range(self) -> str:
        """Value of the Content-Range header of a 206 answer."""
        return f"bytes {self.first}-{self.last}/{self.size}"


def requested_range(header: str | None, size: int) -> ByteRange | None:
    """The one range that a Range header asks for, or None where the whole file is to be sent with 200.

    Several ranges, other units and malformed headers mean the whole file, as RFC 9110 §14.2 allows.
    Raises ``RangeNotSatisfiableError``.
    """
    match = _SINGLE_RANGE.fullmatch(header or "")
    if match is None or max(map(len, match.groups())) > _MOST_DIGITS:
        return None
    first, last = match.groups()
    if not first:
        return _suffix(last, size)
    begin = int(first)
    end = min(int(last), size - 1) if last else size - 1
    if last and int(last) < begin:
        return None
    if begin >= size:
        raise RangeNotSatisfiableError
    return ByteRange(begin, end, size)


def _suffix(length: str, size: int) -> ByteRange | None:
    if not length:
        return None
    if int(length) == 0 or size == 0:
        raise RangeNotSatisfiableError
    return ByteRange(max(0, size - int(length)), size - 1, size)


def chunks(file: BinaryIO, wanted: ByteRange) -> Iterator[bytes]:
    """The bytes of one range, in pieces of at most 64 KiB; stops early where the file does."""
    file.seek(wanted.first)
    left = wanted.length
    while left > 0:
        piece = file.read(min(_CHUNK, left))
        if not piece:
            return
        left -= len(piece)
        yield piece


def content_type(container: str) -> str:
    """Content type of an original by the container that was found inside it (``AudioInfo.container``)."""
    return _CONTENT_TYPES.get(container, "application/octet-stream")
