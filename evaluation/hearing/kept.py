"""Speech that was said once and is learned from many times: features on disk, in batches of about one length."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BINS = 62  # of 80: what a telephone's 4 kHz can fill
SCALE = 31.0  # a step of the 8 bits is 1/31 of a feature's deviation
FRAMES = 4_500  # a batch: 45 seconds of speech
HIGHEST = 8_000.0  # Hz, the end of the front end's 80 bins
THROATS = (0.88, 1.14)  # how much longer or shorter than the voice's own


@dataclass(slots=True)
class Kept:
    """One file of ``say``: features (frames, BINS) int8 on disk, ends of readings, their codes."""

    features: NDArray[np.int8]
    ends: list[int]
    written: list[str]

    def batches(self, draw: np.random.Generator) -> list[list[int]]:
        """Readings of about one length together, in drawn order."""
        lengths = np.diff(self.ends) * draw.uniform(0.9, 1.1, len(self.written))
        found: list[list[int]] = [[]]
        longest = 0
        for at in np.argsort(lengths):
            longest = max(longest, self.ends[at + 1] - self.ends[at])
            if found[-1] and longest * (len(found[-1]) + 1) > FRAMES:
                found.append([])
                longest = self.ends[at + 1] - self.ends[at]
            found[-1].append(int(at))
        return [found[int(k)] for k in draw.permutation(len(found))]

    def batch(
        self, chosen: list[int], draw: np.random.Generator | None
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Features (batch, frames, BINS) and lengths in frames; with ``draw``, with parts hidden."""
        parts = [self.features[self.ends[at] : self.ends[at + 1]] for at in chosen]
        out = np.zeros((len(parts), max(map(len, parts)), BINS), dtype=np.float32)
        for row, part in zip(out, parts, strict=True):
            row[: len(part)] = part
            if draw is not None:
                row[: len(part)] = row[: len(part)] @ stretched(float(draw.uniform(*THROATS)))
                hide(row[: len(part)], draw)
        out /= SCALE
        return out, np.array([len(part) for part in parts])


def kept(path: Path) -> Kept:
    notes = json.loads(path.with_suffix(".json").read_text())
    raw = np.memmap(path.with_suffix(".bin"), dtype=np.int8, mode="r").reshape(-1, BINS)
    return Kept(raw, notes["ends"], notes["written"])


def stretched(times: float) -> NDArray[np.float32]:
    """Shape (BINS, BINS): features times this are of a throat so many times shorter, all frequencies higher.

    More voices than the synthesizer has (vocal tract length perturbation, Jaitly & Hinton 2013).
    """
    mel = np.linspace(0, _mel(HIGHEST), 82)[1 : BINS + 1]
    at = np.interp(_mel(700 * np.expm1(mel / 1127) / times), mel, np.arange(BINS))
    below = np.minimum(at.astype(int), BINS - 2)
    out = np.zeros((BINS, BINS), dtype=np.float32)
    out[below, np.arange(BINS)] = 1 - (at - below)
    out[below + 1, np.arange(BINS)] = at - below
    return out


def _mel(hertz: float | NDArray[np.float64]) -> NDArray[np.float64]:
    return 1127 * np.log1p(np.asarray(hertz) / 700)


def hide(row: NDArray[np.float32], draw: np.random.Generator) -> None:
    """A band or two and some moments are taken away (SpecAugment), as noise and lost packets do."""
    for _ in range(int(draw.integers(0, 3))):
        width, at = int(draw.integers(1, 10)), int(draw.integers(0, BINS - 9))
        row[:, at : at + width] = 0.0
    for _ in range(len(row) // 150):
        width, at = int(draw.integers(1, 12)), int(draw.integers(0, len(row)))
        row[at : at + width] = 0.0
