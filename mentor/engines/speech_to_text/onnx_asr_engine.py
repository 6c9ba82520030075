"""Russian recognisers by onnx-asr: GigaAM, T-one, Vosk, NeMo, Whisper, from a folder on this machine.

Not tried live: no model could be fetched where this was written. The adapter was written against onnx-asr
0.12 and is tested with a scripted recogniser of the same contract and with the real loader on folders without
a model.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol, get_args

import numpy as np
from numpy.typing import NDArray

from ..errors import EngineError, ModelMissingError
from ..voice_activity.energy import EnergyVoiceActivity
from ..voice_activity.port import Span, VoiceActivity
from .pieces import pieces
from .port import Portion, Segment
from .words import words_of

DEFAULT_MODEL = "gigaam-v3-e2e-rnnt"  # Russian with punctuation; 25 s is the longest it was trained on
SAMPLE_RATES = (8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
LONGEST_PIECE = 20.0
_SENTENCE_ENDS = (".", "?", "!", "…")


class Recognition(Protocol):
    """What onnx-asr answers with: ``timestamps`` are seconds where ``tokens`` begin; lists may be None."""

    text: str
    timestamps: list[float] | None
    tokens: list[str] | None
    logprobs: list[float] | None


class Recogniser(Protocol):
    """A loaded onnx-asr model with timestamps: answers in the order of the pieces."""

    def recognize(
        self, waveform: list[NDArray[np.float32]], *, sample_rate: int, **options: str
    ) -> Sequence[Recognition]: ...


Load = Callable[[str, Path | None, str | None, bool, Sequence[str]], Recogniser]
Device = Literal["cpu", "cuda"]
_PROVIDERS: dict[Device, tuple[str, ...]] = {
    "cpu": ("CPUExecutionProvider",),
    "cuda": ("CUDAExecutionProvider", "CPUExecutionProvider"),
}
# A processor gains nothing by several pieces at once (measured: 3 % lost with four, 9 % with eight, to padding); a
# graphics card waits for work where it gets one.
_TOGETHER: dict[Device, int] = {"cpu": 1, "cuda": 8}
_PORTIONS: dict[Device, Portion] = {"cpu": Portion(), "cuda": Portion(longest=240.0, join=5.0)}
# Whisper guesses the language of every piece unless told, and guesses short pieces wrong.
_OPTIONS: dict[str, Mapping[str, str]] = {"whisper": {"language": "ru"}}


class OnnxAsrSpeechToText:
    """One model, loaded at first use and kept for the life of the process; safe to share between threads.

    ``model``: a name or type that onnx-asr knows. ``folder``: where its files lie; without one the local
    cache of the hub is looked at, and the hub itself only with ``allow_download``. ``required``: files in the
    folder without which the model is not here, besides those that the library itself asks for: it works on
    without a ``config.json``, wrongly. ``device``: ``cpu``, or ``cuda`` with a build of onnxruntime that has it.
    """

    def __init__(
        self,
        model: str = DEFAULT_MODEL,
        folder: Path | None = None,
        *,
        quantization: str | None = None,
        allow_download: bool = False,
        required: Sequence[str] = (),
        device: Device = "cpu",
        activity: VoiceActivity | None = None,
        load: Load | None = None,
    ) -> None:
        self.name = f"onnx-asr:{model}" + (f":{quantization}" if quantization else "")
        self._model, self._folder, self._quantization = model, folder, quantization
        self._allow_download = allow_download
        self._required, self._device = tuple(required), device
        self.portion, self._together = _PORTIONS[device], _TOGETHER[device]
        self._options = next((one for name, one in _OPTIONS.items() if model.startswith(name)), {})
        self._activity = activity or EnergyVoiceActivity()
        self._load = load or load_onnx_asr
        self._recogniser: Recogniser | None = None
        self._loading = threading.Lock()

    def ready(self) -> bool:
        """Whether the model is loaded or its files are all on this machine. Loads nothing."""
        return self._recogniser is not None or (
            not self._lacking() and files_are_here(self._model, self._folder, self._quantization)
        )

    def transcribe(
        self, samples: NDArray[np.float32], sample_rate: int, *, speech: Sequence[Span] | None = None
    ) -> tuple[Segment, ...]:
        """Sentences of one lane, sorted; ``samples``: mono, -1…1, shape (n,). Only ``speech`` is listened to.

        ``sample_rate`` is one of ``SAMPLE_RATES``. Raises ``ModelMissingError``, ``EngineError``.
        """
        if sample_rate not in SAMPLE_RATES:
            raise EngineError(f"Распознавание не принимает звук с частотой {sample_rate} Гц.", permanent=True)
        recogniser = self._loaded()
        spans = self._activity.speech(samples, sample_rate) if speech is None else speech
        cut = [
            (piece, samples[int(piece.start * sample_rate) : int(piece.end * sample_rate)])
            for piece in pieces(samples, sample_rate, spans, LONGEST_PIECE)
        ]
        heard = [(piece, part) for piece, part in cut if len(part)]
        answers = self._recognise(recogniser, [part for _, part in heard], sample_rate)
        return tuple(
            segment
            for (piece, _), answer in zip(heard, answers, strict=True)
            for segment in segments_of(answer, piece)
        )

    def _loaded(self) -> Recogniser:
        with self._loading:
            if self._recogniser is None:
                if self._lacking():
                    raise _missing(self._model, self._folder)
                self._recogniser = self._load(
                    self._model,
                    self._folder,
                    self._quantization,
                    self._allow_download,
                    _PROVIDERS[self._device],
                )
            return self._recogniser

    def _lacking(self) -> bool:
        folder = self._folder
        return folder is not None and any(not (folder / name).is_file() for name in self._required)

    def _recognise(
        self, recogniser: Recogniser, parts: Sequence[NDArray[np.float32]], sample_rate: int
    ) -> Iterator[Recognition]:
        for first in range(0, len(parts), self._together):
            some = [np.ascontiguousarray(part) for part in parts[first : first + self._together]]
            try:
                yield from recogniser.recognize(some, sample_rate=sample_rate, **self._options)
            except Exception as problem:  # onnxruntime raises types of its own, without a common base
                raise EngineError("Распознавание речи прервалось с ошибкой.", permanent=False) from problem


def segments_of(answer: Recognition, piece: Span) -> tuple[Segment, ...]:
    """Sentences of one piece with times from the start of the lane.

    Without token times, or where they do not fit the tokens, the piece is one segment. An empty text is none.
    """
    text = answer.text.strip()
    if not text:
        return ()
    tokens, times = answer.tokens, answer.timestamps
    if not tokens or not times or len(tokens) != len(times):
        return (Segment(text, piece.start, piece.end, _confidence(answer.logprobs or ())),)
    logprobs = answer.logprobs if answer.logprobs and len(answer.logprobs) == len(tokens) else None
    found, first = [], 0
    for last, token in enumerate(tokens):
        if last + 1 < len(tokens) and not token.strip().endswith(_SENTENCE_ENDS):
            continue
        words = " ".join("".join(tokens[first : last + 1]).split())
        start = min(piece.start + max(times[first], 0.0), piece.end)
        end = piece.end if last + 1 == len(tokens) else min(piece.start + times[last + 1], piece.end)
        if words:
            chosen = slice(first, last + 1)
            sure = _confidence(logprobs[chosen] if logprobs else ())
            span = Span(start, max(start, end))
            inner = words_of(tokens[chosen], times[chosen], logprobs and logprobs[chosen], piece.start, span)
            found.append(Segment(words, span.start, span.end, sure, inner))
        first = last + 1
    return tuple(found)


def _confidence(logprobs: Sequence[float]) -> float | None:
    """Geometric mean of the tokens' probabilities, or None without them."""
    if not logprobs:
        return None
    return min(1.0, math.exp(sum(logprobs) / len(logprobs)))


def files_are_here(model: str, folder: Path | None, quantization: str | None = None) -> bool:
    """Whether every file of the model is on this machine, in ``folder`` or in the hub's local cache."""
    try:
        _resolver(model, folder, offline=True).resolve_model(quantization=quantization)
    except (ImportError, OSError, ModelMissingError):
        return False
    return True


def load_onnx_asr(
    model: str,
    folder: Path | None,
    quantization: str | None,
    allow_download: bool,
    providers: Sequence[str] = _PROVIDERS["cpu"],
) -> Recogniser:
    """Load with onnx-asr. The hub is asked only with ``allow_download``, into ``folder`` where one is given.

    Raises ``ModelMissingError`` where files are missing, ``EngineError`` where they do not load.
    """
    if not allow_download and not files_are_here(model, folder, quantization):
        raise _missing(model, folder)
    try:
        import onnx_asr
        import onnxruntime

        _refuse_without(providers[0], onnxruntime.get_available_providers())
        options = onnxruntime.SessionOptions()
        # A thread that spins while it waits takes the processor from the talk beside it (measured: 38 → 17 ms).
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        adapter: Any = onnx_asr.load_model(
            model, folder, quantization=quantization, sess_options=options, providers=list(providers)
        )
        recogniser: Recogniser = adapter.with_timestamps()
    except (ImportError, OSError) as problem:  # no hub client, no network, no file
        raise _missing(model, folder) from problem
    except EngineError:
        raise
    except Exception as problem:  # onnxruntime on a broken file: types of its own, without a common base
        raise EngineError(f"Модель распознавания «{model}» не загрузилась.", permanent=False) from problem
    return recogniser


def _refuse_without(provider: str, available: Sequence[str]) -> None:
    if provider not in available:
        raise EngineError(
            "Распознавание на видеокарте невозможно: установленный onnxruntime её не поддерживает. Поставьте "
            "onnxruntime-gpu вместо onnxruntime или верните MENTOR_SPEECH_DEVICE=cpu.",
            permanent=False,
        )


def _resolver(model: str, folder: Path | None, *, offline: bool) -> Any:
    from onnx_asr.loader import AsrNames, AsrTypeNames, create_asr_resolver
    from onnx_asr.utils import NoModelNameOrPathSpecifiedError

    known = (*get_args(AsrNames), *get_args(AsrTypeNames))
    if model not in known and "/" not in model:
        raise EngineError(f"Модели распознавания «{model}» нет. Есть: {', '.join(known)}.", permanent=True)
    try:
        return create_asr_resolver(model, folder, offline=offline)
    except NoModelNameOrPathSpecifiedError as problem:
        raise _missing(model, folder) from problem


def _missing(model: str, folder: Path | None) -> ModelMissingError:
    where = f" в папке {folder}" if folder else ""
    return ModelMissingError(
        f"Модели распознавания «{model}» нет на этой машине{where}. Скачать: manage.py models pull."
    )
