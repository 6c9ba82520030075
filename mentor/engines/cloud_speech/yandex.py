"""Yandex SpeechKit: an API key of a service account. Documentation: yandex.cloud/docs/speechkit. Not tried live."""

from __future__ import annotations

from ..errors import ModelMissingError
from .line import ApiKey, CloudLine

SERVICE, SETTING = "Yandex SpeechKit", "MENTOR_YANDEX_KEY"
RECOGNITION = "https://stt.api.cloud.yandex.net/stt/v3"
OPERATIONS = "https://operation.api.cloud.yandex.net/operations"
SYNTHESIS = "https://tts.api.cloud.yandex.net/speech/v1/tts:synthesize"


def yandex_line(key: str, folder: str = "") -> CloudLine:
    """A line to the service. Raises ``ModelMissingError`` without a key: the calls wait for the setting."""
    if not key:
        raise ModelMissingError(f"{SERVICE}: не задан ключ {SETTING}. Звонки ждут и не теряются.")
    return CloudLine(SERVICE, SETTING, ApiKey(key, folder))
