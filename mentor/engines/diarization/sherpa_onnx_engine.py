"""Voices told apart by sherpa-onnx: pyannote segmentation, speaker embeddings, fast clustering.

Not tried live: no models could be fetched where this was written. The adapter was written against the
documented Python interface of sherpa-onnx (``OfflineSpeakerDiarization``; 2.0.1 takes its configuration) and is
tested with a scripted engine of the same contract. The package is imported only when voices are first asked for.
"""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..errors import EngineError, ModelMissingError
from .port import VoiceTurn

# Files within the folder of models, as the catalogue of ``model_store`` puts them there.
SEGMENTATION = "pyannote-segmentation/model.onnx"
EMBEDDING = "wespeaker-resnet34/wespeaker_en_voxceleb_resnet34_LM.onnx"
LONGEST = 3_600.0  # an hour of 16 kHz sound is 230 MB; longer calls are told apart by what is said
_MIN_ON, _MIN_OFF = 0.3, 0.5  # seconds: the defaults of the project's own examples


class Segment(Protocol):
    """One turn as sherpa-onnx gives it: seconds and the number of the speaker."""

    start: float
    end: float
    speaker: int


class Result(Protocol):
    def sort_by_start_time(self) -> Sequence[Segment]: ...


class Engine(Protocol):
    """A loaded ``OfflineSpeakerDiarization``."""

    sample_rate: int

    def process(self, samples: NDArray[np.float32]) -> Result: ...


Load = Callable[[Path, int], Engine]


class SherpaOnnxDiarizer:
    """Models are loaded at first use and kept; one recording at a time."""

    name = "sherpa-onnx"
    longest = LONGEST

    def __init__(self, folder: Path, *, load: Load | None = None) -> None:
        self._folder, self._load = folder, load or load_sherpa_onnx
        self._engines: dict[int, Engine] = {}
        self._busy = threading.Lock()

    def ready(self) -> bool:
        """Whether package and models are on this machine. Loads nothing."""
        return bool(self._engines) or (
            importlib.util.find_spec("sherpa_onnx") is not None and not _missing_files(self._folder)
        )

    def diarize(
        self, samples: NDArray[np.float32], sample_rate: int, voices: int = 2
    ) -> tuple[VoiceTurn, ...]:
        """Turns by start. The number of people is part of the loaded engine, so each number has its own.

        Raises ``ModelMissingError``; ``EngineError`` for another rate than the models', a recording that is too
        long, and what the engine itself fails at.
        """
        if len(samples) > self.longest * sample_rate:
            raise EngineError("Запись слишком длинна, чтобы различать в ней голоса.", permanent=True)
        with self._busy:
            if voices not in self._engines:
                self._engines[voices] = self._load(self._folder, voices)
            engine = self._engines[voices]
            if sample_rate != engine.sample_rate:
                raise EngineError(
                    f"Голоса различаются при {engine.sample_rate} Гц, дано {sample_rate} Гц.", permanent=True
                )
            if not len(samples):
                return ()
            try:
                segments = engine.process(
                    np.ascontiguousarray(samples, dtype=np.float32)
                ).sort_by_start_time()
            except Exception as problem:  # the engine raises types of its own, without a common base
                raise EngineError("Различение голосов прервалось с ошибкой.", permanent=False) from problem
        return tuple(VoiceTurn(int(each.speaker), float(each.start), float(each.end)) for each in segments)


def load_sherpa_onnx(folder: Path, voices: int) -> Engine:
    """Load package and models. Raises ``ModelMissingError``, ``EngineError`` where they do not load."""
    try:
        import sherpa_onnx
    except ImportError as problem:
        raise ModelMissingError("Пакет sherpa-onnx не установлен на этой машине.") from problem
    missing = _missing_files(folder)
    if missing:
        raise ModelMissingError(f"Моделей голосов нет в папке {folder}: {', '.join(missing)}.")
    config = _config(sherpa_onnx, folder, voices)
    if not config.validate():
        raise EngineError(f"Модели голосов в папке {folder} не подходят.", permanent=True)
    engine: Engine = sherpa_onnx.OfflineSpeakerDiarization(config)
    return engine


def _config(package: Any, folder: Path, voices: int) -> Any:
    pyannote = package.OfflineSpeakerSegmentationPyannoteModelConfig(model=str(folder / SEGMENTATION))
    return package.OfflineSpeakerDiarizationConfig(
        segmentation=package.OfflineSpeakerSegmentationModelConfig(pyannote=pyannote),
        embedding=package.SpeakerEmbeddingExtractorConfig(model=str(folder / EMBEDDING)),
        clustering=package.FastClusteringConfig(num_clusters=voices),
        min_duration_on=_MIN_ON,
        min_duration_off=_MIN_OFF,
    )


def _missing_files(folder: Path) -> list[str]:
    return [name for name in (SEGMENTATION, EMBEDDING) if not (folder / name).is_file()]
