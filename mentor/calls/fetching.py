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
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
_TIMEOUT = httpx.Timeout(30.0, connect=5.0)
_WHOLE_SECONDS = 900.0  # a server that drips a byte at a time must not hold a worker for ever
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# A recording often appears minutes after its call: "not found" is worth another try, "not allowed" is not.
_PASSING = frozenset({404, 408, 409, 423, 425, 429})


class FetchError(EngineError):
    """A recording could not be fetched. ``code`` is stable; ``detail`` is for people."""

    def __init__(self, code: str, detail: str, *, permanent: bool) -> None:
        super().__init__(detail, permanent=permanent)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Fetcher:
    """How recordings are fetched: limits, hosts exempt from the address check, the resolver."""

    limits: Limits
    allowed_hosts: Collection[str] = ()
    resolve: Resolve = resolve

    def fetch(self, url: str, folder: Path) -> IncomingFile:
        """The recording at ``url`` as a probed file in ``folder``, which the caller deletes.

        Raises ``FetchError``.
        """
        deadline = time.monotonic() + _WHOLE_SECONDS
        current = url
        for _ in range(MAX_REDIRECTS + 1):
            target = self._target(current)
            with _answer(target) as response:
                if response.status_code in _REDIRECTS:
                    current = _next(target, response)
                    continue
                _refuse_status(response.status_code)
                return self._probed(self._save(response, folder, deadline), target)
        raise _error("fetch_redirects", permanent=True)

    def _target(self, url: str) -> Target:
        try:
            return target_of(url, allowed_hosts=self.allowed_hosts, resolve=self.resolve)
        except Problem as refusal:
            raise FetchError(refusal.code, refusal.detail, permanent=True) from refusal
        except (OSError, UnicodeError) as error:
            raise _error("fetch_unresolved", permanent=False) from error

    def _save(self, response: httpx.Response, folder: Path, deadline: float) -> tuple[Path, str]:
        most = self.limits.max_bytes
        announced = response.headers.get("content-length", "")
        if announced.isascii() and announced.isdigit() and int(announced) > most:
            raise _error("recording_too_large", permanent=True, limit=most // 1024**2)
        digest, size = hashlib.sha256(), 0
        with tempfile.NamedTemporaryFile(dir=folder, prefix="fetched-", delete=False) as out:
            path = Path(out.name)
            try:
                for chunk in _chunks(response):
                    size += len(chunk)
                    if size > most:
                        raise _error("recording_too_large", permanent=True, limit=most // 1024**2)  # noqa: TRY301 - the file is removed in one place
                    if time.monotonic() > deadline:
                        raise _error("fetch_too_slow", permanent=False)  # noqa: TRY301 - as above
                    digest.update(chunk)
                    out.write(chunk)
            except BaseException:
                path.unlink(missing_ok=True)
                raise
        return path, digest.hexdigest()

    def _probed(self, saved: tuple[Path, str], target: Target) -> IncomingFile:
        path, digest = saved
        name = plain_name(unquote(target.url.path)) or target.url.host
        try:
            return check_recording(path, original_name=name, limits=self.limits, sha256=digest).file
        except Problem as refusal:
            path.unlink(missing_ok=True)
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
def _answer(target: Target) -> Iterator[httpx.Response]:
    """The answer of the first address that can be connected to, its body unread."""
    host = ascii_host(target.url)
    # trust_env would send the request to a proxy, which would resolve the name anew
    with httpx.Client(verify=_tls(), trust_env=False, follow_redirects=False, timeout=_TIMEOUT) as client:
        for at, address in enumerate(target.addresses):
            request = client.build_request(
                "GET",
                target.url.copy_with(host=str(address)),
                headers={
                    "Host": target.url.netloc.decode("ascii"),
                    "Accept-Encoding": "identity",
                    "User-Agent": "mentor.ai",
                },
                extensions={"sni_hostname": host},
            )
            try:
                response = client.send(request, stream=True)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                if at + 1 < len(target.addresses):
                    continue
                raise _error("fetch_unreachable", permanent=False) from error
            except httpx.HTTPError as error:
                raise _error("fetch_unreachable", permanent=False) from error
            try:
                yield response
            finally:
                response.close()
            return


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


def _refuse_status(status: int) -> None:
    if status != 200:
        raise _error("fetch_refused", permanent=status < 500 and status not in _PASSING, status=status)


def fetch_recording(url: str, *, folder: Path) -> IncomingFile:
    """The recording at ``url``, probed, in ``folder``, by the limits that the settings name.

    Raises ``FetchError``.
    """
    from .admission import installed_rules

    return installed_rules().fetcher().fetch(url, folder)
