"""May this address be asked for a recording? The same question at the door and before every request."""

from __future__ import annotations

import socket
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass
from functools import cache

import httpx

from .addresses import Address, is_public, parse_address
from .messages import problem

FIELD = "recording_url"
DOOR_SECONDS = 2.0  # a sender waits no longer for a name; the fetch step asks again
_PORTS = {"http": 80, "https": 443}

Resolve = Callable[[str, int], Sequence[Address]]
"""Addresses of a host name for a port; raises ``OSError`` where there are none."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect, decided before connecting: only ``addresses`` may be used."""

    url: httpx.URL
    addresses: tuple[Address, ...]


def resolve(host: str, port: int) -> Sequence[Address]:
    """The system's answer. Also turns forms like ``0x7f.1`` and ``2130706433`` into plain addresses."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = (parse_address(str(item[4][0])) for item in found)
    return tuple(dict.fromkeys(address for address in addresses if address is not None))


def parse(url: str) -> httpx.URL:
    """A plain http(s) URL with a host and without credentials. Raises ``Problem``."""
    if any(character.isspace() or ord(character) < 32 for character in url) or "\\" in url:
        raise problem("url_invalid", FIELD)
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, UnicodeError):
        raise problem("url_invalid", FIELD) from None
    if parsed.scheme not in _PORTS:
        raise problem("url_scheme" if parsed.scheme else "url_invalid", FIELD)
    if not parsed.host or not 0 < port_of(parsed) < 65536:
        raise problem("url_invalid", FIELD)
    if parsed.userinfo:
        raise problem("url_credentials", FIELD)
    return parsed


def port_of(url: httpx.URL) -> int:
    return _PORTS[url.scheme] if url.port is None else url.port


def ascii_host(url: httpx.URL) -> str:
    """The host as it goes over the wire: names with letters beyond ASCII in their encoded form."""
    return url.raw_host.decode("ascii")


def target_of(url: str, *, allowed_hosts: Collection[str], resolve: Resolve = resolve) -> Target:
    """The URL with its checked addresses.

    A host named in ``allowed_hosts`` may have any address. Every address of another must be public: one
    private among them is enough to refuse. Raises ``Problem``, and ``OSError`` where the name is not found.
    """
    parsed = parse(url)
    host = parsed.host.rstrip(".").lower()
    addresses = tuple(resolve(ascii_host(parsed), port_of(parsed)))
    if not addresses:
        raise OSError(f"no address for {host}")
    exempt = host in {name.rstrip(".").lower() for name in allowed_hosts}
    if not exempt and not all(is_public(address) for address in addresses):
        raise problem("url_private", FIELD)
    return Target(parsed, addresses)


@cache
def _resolvers() -> ThreadPoolExecutor:
    # getaddrinfo has no time limit of its own
    return ThreadPoolExecutor(max_workers=8, thread_name_prefix="resolve")


def check_url(
    url: str, *, allowed_hosts: Collection[str], resolve: Resolve = resolve, seconds: float = DOOR_SECONDS
) -> None:
    """The door's check: refuses what may not be fetched, raising ``Problem``.

    A name that is not found, or not within ``seconds``, passes: the fetch step asks again and keeps the call.
    """
    parsed = parse(url)
    literal = parse_address(parsed.host)
    if literal is not None:
        target_of(url, allowed_hosts=allowed_hosts, resolve=lambda _host, _port: [literal])
        return
    asked = _resolvers().submit(target_of, url, allowed_hosts=allowed_hosts, resolve=resolve)
    try:
        asked.result(timeout=seconds)
    except (OSError, TookTooLong):
        return
