"""SaluteSpeech: a token for half an hour in exchange for the key. Documentation: developers.sber.ru, SaluteSpeech REST.

Not tried live. The service's certificates are signed by the Russian Trusted Root CA: it is named in a setting.
"""

from __future__ import annotations

import ssl
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from ..errors import EngineError, ModelMissingError
from .line import CloudLine

SERVICE, SETTING = "SaluteSpeech", "MENTOR_SALUTE_KEY"
API = "https://smartspeech.sber.ru/rest/v1"
TOKENS = "https://ngw.devices.sberbank.ru:9443/api/v2/oauth"
_EARLY_S = 60.0  # a token that ends within the minute is renewed at once


@dataclass(slots=True)
class SaluteToken:
    """Exchanges ``key`` (base64 of id and secret) for tokens; one token is shared by all threads."""

    key: str
    scope: str
    client: httpx.Client
    url: str = TOKENS
    clock: Callable[[], float] = time.time
    _token: str = ""
    _until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def headers(self) -> Mapping[str, str]:
        """Raises ``EngineError`` where no token is given."""
        with self._lock:
            if self.clock() >= self._until - _EARLY_S:
                self._exchange()
            return {"Authorization": f"Bearer {self._token}"}

    def forget(self) -> bool:
        """A refused token may be an old one."""
        with self._lock:
            self._until = 0.0
        return True

    def _exchange(self) -> None:
        headers = {"Authorization": f"Basic {self.key}", "RqUID": str(uuid.uuid4())}
        try:
            answer = self.client.post(self.url, headers=headers, data={"scope": self.scope})
        except httpx.TransportError as problem:
            raise EngineError(
                f"{SERVICE}: не удалось получить токен: нет связи. Если сертификат не принят, укажите корневой "
                "сертификат Минцифры: MENTOR_SALUTE_CA.",
                permanent=False,
            ) from problem
        if not answer.is_success:
            raise EngineError(
                f"{SERVICE}: токен не выдан (ответ {answer.status_code}). Проверьте {SETTING} и MENTOR_SALUTE_SCOPE.",
                permanent=False,
            )
        try:
            found = answer.json()
            self._token, self._until = str(found["access_token"]), float(found["expires_at"]) / 1000
        except (ValueError, KeyError, TypeError) as problem:
            raise EngineError(
                f"{SERVICE}: ответ с токеном не удалось разобрать.", permanent=False
            ) from problem


def salute_line(key: str, scope: str, certificate: Path | None = None) -> CloudLine:
    """A line to the service; ``certificate``: a file with the root to trust besides the usual ones.

    Raises ``ModelMissingError`` without a key: the calls wait for the setting.
    """
    if not key:
        raise ModelMissingError(f"{SERVICE}: не задан ключ {SETTING}. Звонки ждут и не теряются.")
    context = ssl.create_default_context()
    if certificate is not None:
        try:
            context.load_verify_locations(certificate)
        except (OSError, ssl.SSLError) as problem:
            raise EngineError(
                f"MENTOR_SALUTE_CA: сертификат {certificate} не читается.", permanent=False
            ) from problem
    client = httpx.Client(timeout=httpx.Timeout(120.0, connect=15.0), verify=context)
    return CloudLine(SERVICE, SETTING, SaluteToken(key, scope, client), client)
