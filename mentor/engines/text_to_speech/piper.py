"""Piper voices (VITS) by sherpa-onnx, from a folder on this machine.

Not tried live with a voice: none could be fetched where this was written. Written against sherpa-onnx 2.0 and
tested with a scripted synthesizer of the same contract and with the real library on folders without a voice.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from ..errors import EngineError, ModelMissingError
from .port import Speech

MAX_CHARS = 5_000
_SLOWEST, _FASTEST = 0.5, 2.0


class Synthesizer(Protocol):
    """What the adapter uses of ``sherpa_onnx.OfflineTts``; the answer has ``samples`` and ``sample_rate``."""

    def generate(self, text: str, sid: int = 0, speed: float = 1.0) -> Any: ...


Load = Callable[[Path, str], Synthesizer]


class PiperTextToSpeech:
    """One voice, loaded at first use. ``rate`` and ``pitch`` are kept within 0.5–2.0.

    The model knows no pitch: the speech is made slower and played faster, which moves the timbre along.
    """

    def __init__(self, name: str, folder: Path, model_file: str, *, load: Load | None = None) -> None:
        self.name = name
        self._folder, self._model_file, self._load = folder, model_file, load or load_piper
        self._synthesizer: Synthesizer | None = None
        self._lock = threading.Lock()

    def ready(self) -> bool:
        """Whether the voice is loaded or its files are here."""
        return self._synthesizer is not None or not _missing(self._folder, self._model_file)

    def speak(self, text: str, *, voice: str | None = None, rate: float = 1.0, pitch: float = 1.0) -> Speech:
        """``voice``: this voice's name or None. Raises ``EngineError``, ``ModelMissingError``."""
        if voice not in (None, self.name):
            raise EngineError(
                f"Голоса «{voice}» нет: этот движок говорит голосом «{self.name}».", permanent=True
            )
        if not any(character.isalnum() for character in text):
            raise EngineError("Нечего произносить: в тексте нет слов.", permanent=True)
        if len(text) > MAX_CHARS:
            raise EngineError(f"Текст длиннее {MAX_CHARS} знаков, произнесите его по частям.", permanent=True)
        higher = _kept(pitch)
        with self._lock:  # one copy of the network; two threads at once would only share the processor
            made = self._said(text, _kept(rate) / higher)
        samples = np.asarray(made.samples, dtype=np.float32)
        if len(samples) == 0:
            raise EngineError("Синтезатор речи не смог произнести этот текст.", permanent=True)
        return Speech(np.clip(_squeezed(samples, higher), -1.0, 1.0), int(made.sample_rate))

    def _said(self, text: str, speed: float) -> Any:
        if self._synthesizer is None:
            self._synthesizer = self._load(self._folder, self._model_file)
        try:
            return self._synthesizer.generate(text, sid=0, speed=speed)
        except Exception as problem:  # the library raises RuntimeError and types of its own
            raise EngineError("Синтез речи прервался с ошибкой.", permanent=False) from problem


def load_piper(folder: Path, model_file: str) -> Synthesizer:
    """Load the voice of a folder. Raises ``ModelMissingError``, ``EngineError``."""
    missing = _missing(folder, model_file)
    if missing:
        raise ModelMissingError(
            f"Голоса нет на этой машине: в папке {folder} нет {missing[0]}. Скачать: manage.py models pull "
            f"{folder.name}."
        )
    try:
        import sherpa_onnx

        vits = sherpa_onnx.OfflineTtsVitsModelConfig(
            model=str(folder / model_file),
            tokens=str(folder / "tokens.txt"),
            data_dir=str(folder / "espeak-ng-data"),
        )
        config = sherpa_onnx.OfflineTtsConfig(
            model=sherpa_onnx.OfflineTtsModelConfig(vits=vits, num_threads=2)
        )
        loaded: Synthesizer | None = sherpa_onnx.OfflineTts(config) if config.validate() else None
    except ImportError as problem:
        raise ModelMissingError("Библиотека sherpa-onnx не установлена: make setup.") from problem
    except Exception as problem:  # RuntimeError of the library, types of onnxruntime
        raise _broken(folder) from problem
    if loaded is None:
        raise _broken(folder)
    return loaded


def _broken(folder: Path) -> EngineError:
    return EngineError(f"Голос в папке {folder} не загрузился: models verify {folder.name}.", permanent=False)


def _missing(folder: Path, model_file: str) -> list[str]:
    return [
        name for name in (model_file, "tokens.txt", "espeak-ng-data/phontab") if not (folder / name).is_file()
    ]


def _kept(value: float) -> float:
    if not math.isfinite(value) or value <= 0:
        raise EngineError("Темп и высота голоса — положительные числа, 1.0 — обычные.", permanent=True)
    return min(max(value, _SLOWEST), _FASTEST)


def _squeezed(
    samples: np.ndarray[Any, np.dtype[np.float32]], by: float
) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Played ``by`` times as fast at the same sample rate."""
    if by == 1.0:
        return samples
    places = np.arange(0.0, len(samples) - 1, by)
    played: np.ndarray[Any, np.dtype[np.float32]] = np.interp(
        places, np.arange(len(samples)), samples
    ).astype(np.float32)
    return played
