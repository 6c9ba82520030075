"""Voices of SpeechKit and SaluteSpeech over HTTP. Not tried live; written by their documentation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol
from xml.sax.saxutils import escape

import numpy as np

from ..cloud_speech.line import CloudLine
from ..cloud_speech.salute import API
from ..cloud_speech.yandex import SYNTHESIS
from ..errors import EngineError
from .port import Speech
from .sentences import parts
from .spoken.stress import with_apostrophe, with_plus


class Voice(Protocol):
    """One service. ``most_chars`` of one request; ``sample_rate`` of what ``pcm`` gives."""

    @property
    def name(self) -> str: ...

    @property
    def voices(self) -> tuple[str, ...]: ...

    @property
    def most_chars(self) -> int: ...

    @property
    def sample_rate(self) -> int: ...

    def pcm(self, text: str, voice: str, rate: float, pitch: float) -> bytes:
        """16-bit little-endian mono samples. Raises ``EngineError``."""
        ...


class CloudTextToSpeech:
    """The same port as a voice on this machine; long texts go in parts."""

    def __init__(self, service: Voice) -> None:
        self.name = service.name
        self._service = service

    def ready(self) -> bool:
        """A service is asked, not looked for."""
        return True

    def speak(self, text: str, *, voice: str | None = None, rate: float = 1.0, pitch: float = 1.0) -> Speech:
        """``voice``: one of the service's. Raises ``EngineError``."""
        service = self._service
        chosen = voice or service.voices[0]
        if chosen not in service.voices:
            known = ", ".join(service.voices)
            raise EngineError(f"Голоса «{chosen}» у сервиса нет. Есть: {known}.", permanent=True)
        if not all(math.isfinite(value) and value > 0 for value in (rate, pitch)):
            raise EngineError("Темп и высота голоса — положительные числа, 1.0 — обычные.", permanent=True)
        if not any(character.isalnum() for character in text):
            raise EngineError("Нечего произносить: в тексте нет слов.", permanent=True)
        pcm = b"".join(service.pcm(part, chosen, rate, pitch) for part in parts(text, service.most_chars))
        samples = np.frombuffer(pcm[: len(pcm) // 2 * 2], dtype="<i2").astype(np.float32) / np.float32(32768)
        if len(samples) == 0:
            raise EngineError(f"{self.name}: сервис не прислал звука.", permanent=False)
        return Speech(samples, service.sample_rate)


@dataclass(frozen=True, slots=True)
class YandexVoice:
    """SpeechKit v1: at most 5,000 characters; speed 0.1–3.0; it offers no pitch, which stays the voice's own."""

    line: CloudLine
    folder: str = ""
    url: str = SYNTHESIS
    name: str = "yandex-speechkit"
    voices: tuple[str, ...] = ("alena", "filipp", "ermil", "jane", "omazh", "zahar", "madirus")
    most_chars: int = 4_500
    sample_rate: int = 48_000

    def pcm(self, text: str, voice: str, rate: float, pitch: float) -> bytes:  # noqa: ARG002 v1 has no pitch
        """LPCM as the service sends it."""
        form = {
            "text": with_plus(text),
            "lang": "ru-RU",
            "voice": voice,
            "speed": f"{min(max(rate, 0.1), 3.0):.2f}",
            "format": "lpcm",
            "sampleRateHertz": str(self.sample_rate),
        }
        if self.folder:
            form["folderId"] = self.folder
        return self.line.ask("POST", self.url, data=form).content


@dataclass(frozen=True, slots=True)
class SaluteVoice:
    """SaluteSpeech: at most 4,000 characters; tempo and pitch in five steps by its ``paint`` tag."""

    line: CloudLine
    api: str = API
    name: str = "salutespeech"
    voices: tuple[str, ...] = ("Nec_24000", "Bys_24000", "May_24000", "Tur_24000", "Ost_24000", "Pon_24000")
    most_chars: int = 3_500
    sample_rate: int = 24_000

    def pcm(self, text: str, voice: str, rate: float, pitch: float) -> bytes:
        """PCM as the service sends it."""
        body, kind = with_apostrophe(text), "application/text"
        if (rate, pitch) != (1.0, 1.0):
            body = (
                f'<speak><paint speed="{_step(rate)}" pitch="{_step(pitch)}">{escape(body)}</paint></speak>'
            )
            kind = "application/ssml"
        return self.line.ask(
            "POST",
            f"{self.api}/text:synthesize",
            params={"format": "pcm16", "voice": voice},
            content=body.encode(),
            headers={"Content-Type": kind},
        ).content


def _step(value: float) -> int:
    """1.0 is the middle of the service's five steps."""
    return min(5, max(1, round(3 + 4 * math.log2(value))))
