"""An event as it was received, and what its sender hears."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from django.http import HttpRequest

MOST_BYTES = 512 * 1024
LONGEST_TOKEN = 100
METHODS = ("GET", "POST")


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook as it was received; ``path`` is what follows the secret in the address."""

    method: str = "POST"
    path: str = ""
    query: str = ""
    content_type: str = ""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def form(self) -> dict[str, str]:
        """Fields of a form, those of the query first; bytes that are no UTF-8 become replacement characters."""
        text = self.body.decode("utf-8", "replace")
        return dict(parse_qsl(self.query, keep_blank_values=True)) | dict(
            parse_qsl(text, keep_blank_values=True)
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """What a provider wants to hear."""

    body: str = ""
    content_type: str = "text/plain"


def hook_of(request: HttpRequest, rest: str) -> Hook | None:
    """The request as it came; None where it is too large. The announced length is looked at before reading."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if not announced.isdigit() or int(announced) > MOST_BYTES:
        return None
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return None
    return Hook(
        method=request.method or "",
        path=rest,
        query=request.META.get("QUERY_STRING", "").replace("\0", ""),
        content_type=request.META.get("CONTENT_TYPE", ""),
        body=body,
        headers={name.lower(): value for name, value in request.headers.items()},
    )
