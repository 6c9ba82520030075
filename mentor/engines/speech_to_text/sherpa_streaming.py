"""Recognition while somebody speaks: T-one by sherpa-onnx, from a folder on this machine.

Not tried live with the model: none could be fetched where this was written. Written against sherpa-onnx 2.0 and
tested with a scripted recogniser of the same contract and with the real library on folders without a model.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..errors import EngineError, ModelMissingError
from .port import Heard

MODEL_RATE = 8_000
_TAIL_S = 0.7  # silence that lets the model finish its last word
_PAUSE_S = 0.8  # a pause that ends a phrase


class OnlineRecogniser(Protocol):
    """What the adapter uses of ``sherpa_onnx.OnlineRecognizer``."""

    def create_stream(self) -> Any: ...

    def is_ready(self, s: Any) -> bool: ...

    def decode_stream(self, s: Any) -> None: ...

    def get_result(self, s: Any) -> str: ...

    def is_endpoint(self, s: Any) -> bool: ...

    def reset(self, s: Any) -> None: ...


Load = Callable[[Path], OnlineRecogniser]


class SherpaStreamingSpeechToText:
    """One model, loaded at the first lane and shared by all of them."""

    name = "sherpa-onnx:t-one"

    def __init__(self, folder: Path, *, load: Load | None = None) -> None:
        self._folder, self._load = folder, load or load_t_one
        self._recogniser: OnlineRecogniser | None = None
        self._loading = threading.Lock()

    def ready(self) -> bool:
        """Whether the model is loaded or its files are here."""
        return self._recogniser is not None or not _missing(self._folder)

    def open(self) -> SherpaStream:
        """A new lane. Raises ``ModelMissingError``, ``EngineError``."""
        with self._loading:
            if self._recogniser is None:
                self._recogniser = self._load(self._folder)
            return SherpaStream(self._recogniser)


class SherpaStream:
    """One lane. The library brings the sound to the model's rate itself."""

    def __init__(self, recogniser: OnlineRecogniser) -> None:
        self._recogniser, self._stream = recogniser, recogniser.create_stream()
        self._last, self._over = "", False

    def push(self, samples: NDArray[np.float32], sample_rate: int) -> tuple[Heard, ...]:
        """Phrases that changed or ended. Raises ``EngineError``; a lane that is over takes nothing more."""
        if self._over:
            raise EngineError("Разговор уже закончен: звук больше не принимается.", permanent=True)
        if len(samples) == 0:
            return ()
        return self._heard(np.ascontiguousarray(samples, dtype=np.float32), sample_rate)

    def finish(self) -> tuple[Heard, ...]:
        """The last phrase, final; nothing where there is none."""
        if self._over:
            return ()
        heard = self._heard(np.zeros(int(_TAIL_S * MODEL_RATE), dtype=np.float32), MODEL_RATE)
        self._over = True
        if heard and heard[-1].final:
            return heard[-1:]
        return (Heard(self._last, final=True),) if self._last else ()

    def _heard(self, samples: NDArray[np.float32], sample_rate: int) -> tuple[Heard, ...]:
        recogniser, stream = self._recogniser, self._stream
        try:
            stream.accept_waveform(sample_rate, samples)
            while recogniser.is_ready(stream):
                recogniser.decode_stream(stream)
            text, ended = recogniser.get_result(stream).strip(), recogniser.is_endpoint(stream)
            if ended:
                recogniser.reset(stream)
        except Exception as problem:  # the library raises RuntimeError and types of its own
            raise EngineError("Распознавание живой речи прервалось с ошибкой.", permanent=False) from problem
        before, self._last = self._last, "" if ended else text
        if ended:
            return (Heard(text, final=True),) if text else ()
        return (Heard(text, final=False),) if text and text != before else ()


def load_t_one(folder: Path) -> OnlineRecogniser:
    """Load the model of a folder. Raises ``ModelMissingError``, ``EngineError``."""
    missing = _missing(folder)
    if missing:
        raise ModelMissingError(
            f"Модели для живой речи нет на этой машине: в папке {folder} нет файла {missing[0]}. Скачать: manage.py "
            "models pull t-one-streaming."
        )
    try:
        import sherpa_onnx

        loaded: OnlineRecogniser = sherpa_onnx.OnlineRecognizer.from_t_one_ctc(
            tokens=str(folder / "tokens.txt"),
            model=str(folder / "model.onnx"),
            enable_endpoint_detection=True,
            rule1_min_trailing_silence=2.4,
            rule2_min_trailing_silence=_PAUSE_S,
            rule3_min_utterance_length=30.0,
        )
    except ImportError as problem:
        raise ModelMissingError("Библиотека sherpa-onnx не установлена: make setup.") from problem
    except Exception as problem:  # RuntimeError of the library, types of onnxruntime
        raise EngineError(
            f"Модель для живой речи в папке {folder} не загрузилась.", permanent=False
        ) from problem
    return loaded


def _missing(folder: Path) -> list[str]:
    return [name for name in ("model.onnx", "tokens.txt") if not (folder / name).is_file()]
