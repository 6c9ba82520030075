"""How much the miniature recogniser hears wrong of what ``say`` held out.

    python -m evaluation.hearing.measure FOLDER [--tune]

Word errors with its words and without them, for seen voices and for each unseen one; also how fast answers are read.
``--tune`` tries weights of reading on ``tune-seen`` (other texts) and the first readings of ``held-seen``; figures
are always of the others.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, product
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from mentor.engines.speech_to_text.miniature.beam import BeamReader, Weights
from mentor.engines.speech_to_text.miniature.engine import FOLDER, GENERAL, WORDS
from mentor.engines.speech_to_text.miniature.likelihood import read
from mentor.engines.text.vectors import word_counts

from .alphabet import ALPHABET
from .errors import letter_errors, word_errors
from .kept import SCALE, kept

TUNED = 80  # readings that weights are chosen on
Pairs = Sequence[tuple[str, NDArray[np.float32]]]


def answers_of(model: Path, path: Path) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """What was said and what the network answers, reading by reading."""
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    held = kept(path)
    for at, written in enumerate(held.written):
        own = held.features[held.ends[at] : held.ends[at + 1]].T.astype(np.float32) / SCALE
        signal = np.zeros((1, 80, own.shape[1]), dtype=np.float32)
        signal[0, : len(own)] = own
        (found,) = session.run(["logprobs"], {"audio_signal": signal, "length": np.array([own.shape[1]])})
        yield written, np.asarray(found)[0]


def heard(reader: BeamReader, answers: NDArray[np.float32]) -> str:
    return "".join(ALPHABET[token] for token in reader.read(answers).tokens)


def show(title: str, reader: BeamReader, pairs: Pairs) -> None:
    began = time.perf_counter()
    texts = [heard(reader, answers) for _, answers in pairs]
    took = (time.perf_counter() - began) / sum(len(answers) * 0.03 for _, answers in pairs)
    said = [written for written, _ in pairs]
    print(
        f"{title:<40} {len(pairs)} readings: words {word_errors(said, texts):.3f}, "
        f"letters {letter_errors(said, texts):.3f}, {took * 1000:.1f} ms a second",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", type=Path, default=FOLDER / "model.onnx")
    parser.add_argument("--words", type=Path, default=FOLDER / WORDS)
    parser.add_argument("--tune", action="store_true", help="try weights of words")
    asked = parser.parse_args()
    words = read(asked.words, word_counts(GENERAL))
    if asked.tune:
        pairs = list(islice(answers_of(asked.model, asked.folder / "held-seen"), TUNED))
        pairs += answers_of(asked.model, asked.folder / "tune-seen")
        for share, each in product((0.4, 0.5, 0.6), (0.5, 1.0, 1.5)):
            weights = replace(Weights(), words=share, each=each)
            show(f"words {share}, each {each}", BeamReader(ALPHABET, words, weights), pairs)
        return
    for path in sorted(asked.folder.glob("held-*.json")):
        unseen_by_tuning = 0 if path.stem == "held-seen-more" else TUNED
        pairs = list(islice(answers_of(asked.model, path.with_suffix("")), unseen_by_tuning, None))
        show(f"{path.stem}, letters alone", BeamReader(ALPHABET, None), pairs)
        show(f"{path.stem}, with words", BeamReader(ALPHABET, words), pairs)


if __name__ == "__main__":
    main()
