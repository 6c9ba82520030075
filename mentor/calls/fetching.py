"""Fetching a recording by its URL from somebody else's server, without ever touching our own network.

The name is resolved once, its addresses are checked, and the connection goes to the checked address itself,
with the name kept in ``Host`` and in TLS: a name that changes its mind between check and request gains
nothing. Redirects are followed by hand through the same check.
"""

from __future__ import annotations

import hashlib
import ssl
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import certifi
import httpx

from mentor.core.problems import Problem
from mentor.engines.audio import Limits
from mentor.engines.errors import EngineError

from . import messages
from .intake import IncomingFile
from .recording_url import Resolve, Target, ascii_host, resolve, target_of
from .recordings import check_recording, plain_name

MAX_REDIRECTS = 5
MAX_CUTS = 5  # how often a download that was cut off goes on
_TIMEOUT = httpx.Timeout(30.0, connect=5.0)
_WHOLE_SECONDS = 900.0  # a server that drips a byte at a time must not hold a worker for ever
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# A recording often appears minutes after its call: "not found" is worth another try, "not allowed" is not.
_PASSING = frozenset({404, 408, 409, 423, 425, 429})


class FetchError(EngineError):
    """A recording could not be fetched. ``code`` is stable; ``detail`` is for people.

    ``status`` is the server's answer where there was one, ``retry_after_s`` the pause that it asked for.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        permanent: bool,
        status: int | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(detail, permanent=permanent)
        self.code = code
        self.detail = detail
        self.status = status
        self.retry_after_s = retry_after_s


@dataclass(slots=True)
class _Partial:
    """What was saved before a connection was cut off. ``mark`` names the version of the file at the server."""

    path: Path
    size: int = 0
    mark: str = ""
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def start_anew(self) -> None:
        self.path.write_bytes(b"")
        self.size, self.mark, self.digest = 0, "", hashlib.sha256()


@dataclass(frozen=True, slots=True)
class Fetcher:
    """How recordings are fetched: limits, hosts exempt from the address check, the resolver."""

    limits: Limits
    allowed_hosts: Collection[str] = ()
    resolve: Resolve = resolve

    def fetch(self, url: str, folder: Path, *, headers: Mapping[str, str] | None = None) -> IncomingFile:
        """The recording at ``url`` as a probed file in ``folder``, which the caller deletes.

        ``headers`` go to the address's own host alone. A download that is cut off goes on from where it was, as far
        as the server allows. Raises ``FetchError``.
        """
        deadline = time.monotonic() + _WHOLE_SECONDS
        with tempfile.NamedTemporaryFile(dir=folder, prefix="fetched-", delete=False) as made:
            partial = _Partial(Path(made.name))
        try:
            for left in reversed(range(MAX_CUTS + 1)):
                before = partial.size
                try:
                    target = self._download(url, headers or {}, partial, deadline)
                    break
                except FetchError as error:
                    if error.code != "fetch_cut_off" or not left or partial.size == before:
                        raise
            return self._probed(partial, target)
        except BaseException:
            partial.path.unlink(missing_ok=True)
            raise

    def _download(self, url: str, headers: Mapping[str, str], partial: _Partial, deadline: float) -> Target:
        """Follow redirects and save what is missing of the file; the target that answered."""
        current, first = url, ""
        for _ in range(MAX_REDIRECTS + 1):
            target = self._target(current)
            first = first or ascii_host(target.url)
            own = dict(headers) if ascii_host(target.url) == first else {}
            if partial.size and partial.mark:
                own |= {"Range": f"bytes={partial.size}-", "If-Range": partial.mark}
            with _answer(target, own) as response:
                if response.status_code in _REDIRECTS:
                    current = _next(target, response)
                    continue
                _refuse_status(response)
                if response.status_code != 206 or not _goes_on(response, partial.size):
                    partial.start_anew()
                self._save(response, partial, deadline)
                return target
        raise _error("fetch_redirects", permanent=True)

    def _target(self, url: str) -> Target:
        try:
            return target_of(url, allowed_hosts=self.allowed_hosts, resolve=self.resolve)
        except Problem as refusal:
            raise FetchError(refusal.code, refusal.detail, permanent=True) from refusal
        except (OSError, UnicodeError) as error:
            raise _error("fetch_unresolved", permanent=False) from error

    def _save(self, response: httpx.Response, partial: _Partial, deadline: float) -> None:
        most = self.limits.max_bytes
        announced = response.headers.get("content-length", "")
        if announced.isascii() and announced.isdigit() and partial.size + int(announced) > most:
            raise _error("recording_too_large", permanent=True, limit=most // 1024**2)
        partial.mark = _strong_mark(response)
        with partial.path.open("ab") as out:
            for chunk in _chunks(response):
                partial.size += len(chunk)
                if partial.size > most:
                    raise _error("recording_too_large", permanent=True, limit=most // 1024**2)
                if time.monotonic() > deadline:
                    raise _error("fetch_too_slow", permanent=False)
                partial.digest.update(chunk)
                out.write(chunk)

    def _probed(self, partial: _Partial, target: Target) -> IncomingFile:
        name = plain_name(unquote(target.url.path)) or target.url.host
        try:
            return check_recording(
                partial.path, original_name=name, limits=self.limits, sha256=partial.digest.hexdigest()
            ).file
        except Problem as refusal:
            # an empty answer is often a recording that is still being written
            permanent = refusal.code not in ("recording_empty", "recording_too_slow")
            raise FetchError(refusal.code, refusal.detail, permanent=permanent) from refusal


def _error(code: str, *, permanent: bool, **facts: object) -> FetchError:
    return FetchError(code, messages.text(code, **facts), permanent=permanent)


@cache
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


@contextmanager
def answer_of(
    target: Target, *, method: str = "GET", headers: Mapping[str, str], content: bytes | None = None
) -> Iterator[httpx.Response]:
    """The answer of the first address that can be connected to, its body unread. Raises ``httpx.HTTPError``."""
    host = ascii_host(target.url)
    # trust_env would send the request to a proxy, which would resolve the name anew
    with httpx.Client(verify=_tls(), trust_env=False, follow_redirects=False, timeout=_TIMEOUT) as client:
        for at, address in enumerate(target.addresses):
            request = client.build_request(
                method,
                target.url.copy_with(host=str(address)),
                headers={
                    **headers,
                    "Host": target.url.netloc.decode("ascii"),
                    "Accept-Encoding": "identity",
                    "User-Agent": "mentor.ai",
                },
                content=content,
                extensions={"sni_hostname": host},
            )
            try:
                response = client.send(request, stream=True)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if at + 1 < len(target.addresses):
                    continue
                raise
            try:
                yield response
            finally:
                response.close()
            return


@contextmanager
def _answer(target: Target, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
    try:
        with answer_of(target, headers=headers) as response:
            yield response
    except httpx.HTTPError as error:
        raise _error("fetch_unreachable", permanent=False) from error


def retry_after(value: str) -> float | None:
    """Seconds that a server asks to wait, from its ``Retry-After`` in either form; None where it says nothing."""
    if value.strip().isascii() and value.strip().isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, moment.timestamp() - time.time())


def _goes_on(response: httpx.Response, size: int) -> bool:
    """Whether a partial answer begins where we stopped."""
    return bool(size) and response.headers.get("content-range", "").startswith(f"bytes {size}-")


def _strong_mark(response: httpx.Response) -> str:
    """What tells this version of the file from others; weak marks do not fit for going on."""
    mark: str = response.headers.get("etag", "")
    return mark if mark and not mark.startswith("W/") else response.headers.get("last-modified", "")


def _chunks(response: httpx.Response) -> Iterator[bytes]:
    try:
        yield from response.iter_bytes()  # as it comes: the deadline is looked at between pieces
    except httpx.HTTPError as error:
        raise _error("fetch_cut_off", permanent=False) from error


def _next(target: Target, response: httpx.Response) -> str:
    place = response.headers.get("location", "")
    try:
        return str(target.url.join(place)) if place else ""
    except (httpx.InvalidURL, ValueError) as error:
        raise _error("url_invalid", permanent=True) from error


def _refuse_status(response: httpx.Response) -> None:
    status = response.status_code
    if status not in (200, 206):
        raise FetchError(
            "fetch_refused",
            messages.text("fetch_refused", status=status),
            permanent=status < 500 and status not in _PASSING,
            status=status,
            retry_after_s=retry_after(response.headers.get("retry-after", "")),
        )
