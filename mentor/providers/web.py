"""Asking a provider's server: addresses are checked as those of recordings are, answers are bounded."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx

from mentor.calls.fetching import answer_of, retry_after
from mentor.calls.recording_url import Resolve, Target, resolve, target_of
from mentor.core.problems import Problem

from .errors import ProviderError

MOST_BYTES = 32 * 1024 * 1024
NOT_IMPLEMENTED = 501  # said of a method that an account does not have: each provider has words for it
_QUOTED = 120


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; ``headers`` in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    error: type[ProviderError] = ProviderError

    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as JSON. Raises ``ProviderError``."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            kind = self.headers.get("content-type", "").partition(";")[0] or "без типа"
            raise self.error("answer_unreadable", why=f"вместо JSON пришло «{kind}»") from None

    def brief(self) -> str:
        """The beginning of the text, for people."""
        return re.sub(r"\s+", " ", self.text())[:_QUOTED]


@dataclass(frozen=True, slots=True)
class Web:
    """Requests to servers outside. ``allowed_hosts`` may have private addresses; ``pause`` waits seconds.

    ``error``: the room's own kind, which has words for what goes wrong.
    """

    allowed_hosts: Collection[str] = ()
    resolve: Resolve = field(default=resolve)
    pause: Callable[[float], None] = field(default=time.sleep)
    error: type[ProviderError] = ProviderError

    def get(
        self, url: str, *, query: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        return self.ask("GET", f"{url}?{urlencode(query)}" if query else url, headers=headers)

    def post_form(
        self, url: str, form: Mapping[str, str], *, headers: Mapping[str, str] | None = None
    ) -> Answer:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", url, headers={**kind, **(headers or {})}, content=urlencode(form).encode())

    def post_json(self, url: str, value: object, *, headers: Mapping[str, str] | None = None) -> Answer:
        content = json.dumps(value, ensure_ascii=False).encode()
        return self.ask(
            "POST", url, headers={"Content-Type": "application/json", **(headers or {})}, content=content
        )

    def ask(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, content: bytes | None = None
    ) -> Answer:
        """The server's answer, redirects not followed.

        Raises ``ProviderError`` for a server that cannot be reached, refuses the key, wants fewer requests or fails.
        Other refusals (4xx) come back as they are: each provider has words of its own for them.
        """
        target = self._target(url)
        try:
            with answer_of(target, method=method, headers=headers or {}, content=content) as response:
                body = self._body(response)
        except httpx.HTTPError as error:
            raise self.error("unreachable", why=type(error).__name__) from error
        headers_said = {name.lower(): value for name, value in response.headers.items()}
        answer = Answer(response.status_code, headers_said, body, self.error)
        self._refuse(answer)
        return answer

    def addresses(self, host: str, port: int) -> tuple[str, ...]:
        """Checked addresses of a server that speaks another protocol. Raises ``ProviderError``."""
        return tuple(str(each) for each in self._target(f"https://{host}:{port}").addresses)

    def _target(self, url: str) -> Target:
        try:
            return target_of(url, allowed_hosts=self.allowed_hosts, resolve=self.resolve)
        except Problem as refusal:
            code = "private" if refusal.code == "url_private" else "address_wrong"
            raise self.error(code, permanent=True) from refusal
        except (OSError, UnicodeError) as error:
            raise self.error("unreachable", why="имя не находится") from error

    def _body(self, response: httpx.Response) -> bytes:
        taken = bytearray()
        for chunk in response.iter_bytes():
            taken += chunk
            if len(taken) > MOST_BYTES:
                raise self.error("answer_too_large", limit=MOST_BYTES // 1024**2)
        return bytes(taken)

    def _refuse(self, answer: Answer) -> None:
        status = answer.status
        wait = retry_after(answer.headers.get("retry-after", ""))
        if status in (401, 403):
            raise self.error("unauthorised", permanent=True, status=status, said=answer.body)
        if status == 429:
            raise self.error("busy", retry_after_s=wait)
        if status >= 500 and status != NOT_IMPLEMENTED:
            raise self.error("unreachable", why=f"ответ {status}", retry_after_s=wait, said=answer.body)
