"""The miniature recogniser: a small network of our own that lies in the repository, and its words.

For tests and the demonstration: it has heard synthetic voices only (``model/README.md``). Its network loads with
onnx-asr like any other; only the reading of its answers is ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import EngineError
from ...text.vectors import word_counts
from ..onnx_asr_engine import OnnxAsrSpeechToText, Recogniser, load_onnx_asr
from . import NAME, likelihood
from .beam import BeamReader

FOLDER = Path(__file__).parent / "model"
WORDS = "words.npz"
GENERAL = 250_000  # words of general Russian behind the taught ones
_LOADS_AS = "nemo-conformer-ctc"
_FILES = ("model.onnx", "vocab.txt", "config.json", WORDS)


class MiniatureSpeechToText(OnnxAsrSpeechToText):
    """The same port; the processor of this machine is enough for it. ``folder`` is its own unless told."""

    def __init__(self, folder: Path = FOLDER) -> None:
        super().__init__(_LOADS_AS, folder, required=_FILES, load=load)
        self.name = NAME


def load(
    model: str,
    folder: Path | None,
    quantization: str | None,
    allow_download: bool,
    providers: Sequence[str] = ("CPUExecutionProvider",),
) -> Recogniser:
    """As ``load_onnx_asr``, with our reader of answers. Raises ``ModelMissingError``, ``EngineError``."""
    found: Any = load_onnx_asr(model, folder, quantization, allow_download, providers)
    place = folder or FOLDER
    try:
        reader = BeamReader(_alphabet(place / "vocab.txt"), _words(place / WORDS))
    except (OSError, ValueError, KeyError) as problem:
        raise EngineError(
            f"Миниатюрный распознаватель в папке {place} повреждён.", permanent=False
        ) from problem
    network = found.asr

    def decoding(
        answers: NDArray[np.float32], lengths: NDArray[np.int64], /, **_options: object
    ) -> Iterator[tuple[list[int], list[int], list[float]]]:
        for rows, length in zip(answers, lengths.tolist(), strict=True):
            read = reader.read(rows[:length])
            yield read.tokens, read.times, read.logprobs

    network._decoding = decoding  # the library's own place for a way of decoding; it has no public one
    recogniser: Recogniser = found
    return recogniser


@cache
def _words(path: Path) -> likelihood.WordLikelihood:
    return likelihood.read(path, word_counts(GENERAL))


def _alphabet(path: Path) -> list[str]:
    """Letters in the order of their numbers; the blank is last and not among them."""
    rows = [line.rsplit(" ", 1) for line in path.read_text(encoding="utf-8").splitlines()]
    return [token.replace("\u2581", " ") for token, _ in rows[:-1]]
