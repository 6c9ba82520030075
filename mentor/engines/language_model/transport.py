"""The line to the endpoint: repeats what may pass by itself, waits as asked, never swallows a flood."""

from __future__ import annotations

import asyncio
import email.utils
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx2

MOST_BYTES = 4 * 1024 * 1024
_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_FIRST_PAUSE_S = 0.5
# An endpoint may ask for a longer pause than any call can wait: then there is no point in asking again.
LONGEST_PAUSE_S = 60.0


class FloodError(httpx2.TransportError):
    """The answer is longer than any answer may be."""


class PatientTransport(httpx2.AsyncBaseTransport):
    """Repeats a request up to ``retries`` times after refused connections, 429 and 5xx; honours ``Retry-After``.

    A time-out is not repeated: the model is slow, and asking again makes it slower.
    """

    def __init__(self, inner: httpx2.AsyncBaseTransport, *, retries: int) -> None:
        self._inner = inner
        self._retries = retries

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """One answer, or the last failure."""
        for attempt in range(self._retries + 1):
            last = attempt == self._retries
            try:
                response = await self._inner.handle_async_request(request)
            except (httpx2.ConnectError, httpx2.RemoteProtocolError, httpx2.ReadError):
                if last:
                    raise
                pause = _growing(attempt)
            else:
                asked = _retry_after(response.headers.get("retry-after"))
                if response.status_code not in _PASSING or last or (asked or 0) > LONGEST_PAUSE_S:
                    return _bounded(response)
                await response.aclose()
                pause = _growing(attempt) if asked is None else asked
            await asyncio.sleep(pause)
        raise AssertionError("unreachable: the last attempt returns or raises")

    async def aclose(self) -> None:
        """Close the pool."""
        await self._inner.aclose()


def _growing(attempt: int) -> float:
    return float(_FIRST_PAUSE_S * 2**attempt)


def _retry_after(value: str | None) -> float | None:
    """Seconds, from seconds or from a date; None where the header is absent or senseless."""
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        when = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (when - datetime.fromtimestamp(time.time(), UTC)).total_seconds())


class _Bounded(httpx2.AsyncByteStream):
    def __init__(self, inner: httpx2.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        total = 0
        async for chunk in self._inner:
            total += len(chunk)
            if total > MOST_BYTES:
                raise FloodError(f"answer over {MOST_BYTES} bytes")
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()


def _bounded(response: httpx2.Response) -> httpx2.Response:
    stream = response.stream
    assert isinstance(stream, httpx2.AsyncByteStream)
    response.stream = _Bounded(stream)
    return response
