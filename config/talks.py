"""Where browsers find the voice process, and which pages may call it."""

from __future__ import annotations

from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def line_address(public_url: str, port: int) -> str:
    """``ws://`` beside a plain page, the path ``/talk/`` of the same host where HTTPS ends at a proxy."""
    parts = urlsplit(public_url)
    if parts.scheme == "https":
        return f"wss://{parts.netloc}/talk/"
    host = parts.hostname or LOOPBACK[0]
    return f"ws://{f'[{host}]' if ':' in host else host}:{port}/"


def origins(public_url: str, port: int) -> frozenset[str]:
    """The installation's own pages; on this machine by all of its names."""
    parts = urlsplit(public_url)
    found = {f"{parts.scheme}://{parts.netloc}"}
    if parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1"):
        found |= {f"http://{name}:{port}" for name in LOOPBACK}
    return frozenset(found)
