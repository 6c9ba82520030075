"""Yandex SpeechKit: an API key of a service account. Documentation: yandex.cloud/docs/speechkit. Not tried live."""

from __future__ import annotations

from ..errors import EngineError
from .line import ApiKey, CloudLine

SERVICE, SETTING = "Yandex SpeechKit", "MENTOR_YANDEX_KEY"
RECOGNITION = "https://stt.api.cloud.yandex.net/stt/v3"
OPERATIONS = "https://operation.api.cloud.yandex.net/operations"
SYNTHESIS = "https://tts.api.cloud.yandex.net/speech/v1/tts:synthesize"


def yandex_line(key: str, folder: str = "") -> CloudLine:
    """A line to the service."""
    if not key:
        raise EngineError(f"{SERVICE}: не задан ключ {SETTING}.", permanent=False)
    return CloudLine(SERVICE, SETTING, ApiKey(key, folder))
