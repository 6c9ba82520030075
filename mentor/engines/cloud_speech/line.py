"""One HTTP line for recognisers and voices of a cloud. What may pass is tried again; what may not is told apart."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx

from ..errors import EngineError

TRIES = 4
LONGEST_PAUSE_S = 60.0
MOST_BYTES = 64 * 1024 * 1024
_TIMEOUT = httpx.Timeout(120.0, connect=15.0)
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


class Authorisation(Protocol):
    """Who we are to the service."""

    def headers(self) -> Mapping[str, str]:
        """Of every request. Raises ``EngineError``."""
        ...

    def forget(self) -> bool:
        """Drop what the service refused; whether there is hope that the next headers are better."""
        ...


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key that lasts: SpeechKit's ``Api-Key``."""

    key: str
    folder: str = ""

    def headers(self) -> Mapping[str, str]:
        """The folder is asked for where the key belongs to a user and not to a service account."""
        return {"Authorization": f"Api-Key {self.key}"} | (
            {"x-folder-id": self.folder} if self.folder else {}
        )

    def forget(self) -> bool:
        """There is no other key."""
        return False


@dataclass(slots=True)
class CloudLine:
    """``service`` and ``setting`` stand in messages: whose line it is and which setting holds its key."""

    service: str
    setting: str
    authorisation: Authorisation
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=_TIMEOUT))
    pause: Callable[[float], None] = time.sleep

    def ask(self, method: str, url: str, **request: Any) -> httpx.Response:
        """The answer with status 2xx. Raises ``EngineError``: permanent where the request itself is refused."""
        renewed = False
        for attempt in range(TRIES):
            last = attempt == TRIES - 1
            answer = self._once(method, url, request, last=last)
            if answer is None:
                self.pause(2.0**attempt)
                continue
            if answer.is_success:
                return answer
            if answer.status_code == 401 and not renewed and self.authorisation.forget():
                renewed = True
                continue
            if answer.status_code in _PASSING and not last:
                self.pause(_asked_pause(answer, attempt))
                continue
            raise self._refusal(answer.status_code)
        raise self._away()

    def json(self, method: str, url: str, **request: Any) -> dict[str, Any]:
        """The answer's JSON object."""
        answer = self.ask(method, url, **request)
        try:
            found = answer.json()
        except ValueError as problem:
            raise self.garbled() from problem
        if not isinstance(found, dict):
            raise self.garbled()
        return found

    def garbled(self) -> EngineError:
        """The service answered something else than it documents."""
        return EngineError(f"{self.service}: ответ сервиса не удалось разобрать.", permanent=False)

    def _once(self, method: str, url: str, request: dict[str, Any], *, last: bool) -> httpx.Response | None:
        headers = {**self.authorisation.headers(), **request.get("headers", {})}
        given = {name: value for name, value in request.items() if name != "headers"}
        try:
            with self.client.stream(method, url, headers=headers, **given) as answer:
                length = answer.headers.get("content-length", "0")
                if length.isdecimal() and int(length) > MOST_BYTES:
                    raise self.garbled()
                answer.read()
                return answer
        except httpx.TransportError as problem:
            if last:
                raise self._away() from problem
            return None

    def _away(self) -> EngineError:
        return EngineError(
            f"{self.service}: нет связи с сервисом. Запись сохранена, попробуем ещё раз.", permanent=False
        )

    def _refusal(self, status: int) -> EngineError:
        if status in (401, 403):
            why = f"ключ не принят (ответ {status}). Проверьте настройку {self.setting} и права ключа"
            return EngineError(f"{self.service}: {why}.", permanent=False)
        if status == 429:
            return EngineError(
                f"{self.service}: превышен лимит запросов (ответ 429), попробуем позже.", permanent=False
            )
        if status in _PASSING:
            return EngineError(
                f"{self.service}: сервис временно не работает (ответ {status}).", permanent=False
            )
        return EngineError(f"{self.service}: сервис отказался от запроса (ответ {status}).", permanent=True)


def _asked_pause(answer: httpx.Response, attempt: int) -> float:
    """Seconds: as long as the service asks, within reason, else growing."""
    value = answer.headers.get("retry-after", "")
    try:
        return min(LONGEST_PAUSE_S, max(0.0, float(value)))
    except ValueError:
        pass
    try:
        seconds = email.utils.parsedate_to_datetime(value).timestamp() - time.time()
        return min(LONGEST_PAUSE_S, max(0.0, seconds))
    except ValueError:
        return float(2.0**attempt)
