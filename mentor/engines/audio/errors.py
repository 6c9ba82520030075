"""What can be wrong with a recording. Codes are stable; texts are for people."""

from __future__ import annotations

from typing import Literal

from ..errors import EngineError

AudioFault = Literal[
    "empty", "not_audio", "no_audio_track", "unsupported", "unreadable", "too_large", "too_long", "too_slow"
]

_TEXTS: dict[AudioFault, str] = {
    "empty": "Файл записи пустой.",
    "not_audio": "Файл не похож на звукозапись: подходят wav, mp3, ogg, opus, webm, m4a, aac, flac, "
    "amr, gsm, 3gp, caf, aiff.",
    "no_audio_track": "В файле нет звуковой дорожки.",
    "unsupported": "Звук в файле закодирован способом, который мы не поддерживаем.",
    "unreadable": "Запись повреждена: из неё не удалось прочитать ни одной секунды звука.",
    "too_large": "Файл записи больше допустимого размера.",
    "too_long": "Запись длиннее допустимого.",
    "too_slow": "Запись не удалось прочитать за отведённое время.",
}


class AudioError(EngineError):
    """A recording that cannot be used; ``code`` says why. Only ``too_slow`` may pass on another try."""

    def __init__(self, code: AudioFault) -> None:
        super().__init__(_TEXTS[code], permanent=code != "too_slow")
        self.code: AudioFault = code
