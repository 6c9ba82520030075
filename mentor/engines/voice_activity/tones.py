"""Tones of the network: ringback and busy at 425 Hz (as in Russia), the beep of an answering machine and others.

A frame is a tone where nearly all of its power lies in one peak; a pulse is a tone that keeps its frequency.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from .port import Span
from .spectrum import WINDOW, Array

ToneKind = Literal["ringback", "busy", "beep"]

NETWORK_TONE, _NETWORK_REACH = 425.0, 18.0  # Hz; ГОСТ 28384: 425 ± 3, exchanges and recorders are less exact
_PURE = 0.9  # share of the power in the peak
_AUDIBLE = 1e-5
_SAME = 0.008  # of the frequency; a held vowel moves more
_SHORTEST_PULSE, _SHORTEST_BEEP = 0.12, 0.35  # seconds
_SHORTEST_RINGBACK = 0.6  # a pulse of ringback lasts 0.8–1 s, of busy 0.15–0.4 s
_BUSY_GAP, _FEWEST_BUSY = 0.6, 3
_BEEP_LOW = 600.0  # Hz; lower ones may be a hummed vowel


@dataclass(frozen=True, slots=True)
class Pulse:
    """One tone from ``span.start`` to ``span.end`` seconds."""

    span: Span
    kind: ToneKind


@dataclass(slots=True)
class _Run:
    start: int
    end: int
    hertz: float


@dataclass(slots=True)
class ToneDetector:
    """Frames in, pulses out; memory holds the pulses found."""

    hop: float
    frequencies: Array
    _frame: int = 0
    _run: _Run | None = None
    _runs: list[_Run] = field(default_factory=list)

    def push(self, power: Array) -> None:
        """``power``: shape (frames, bins)."""
        if not len(power):
            return
        hertz = self._tones(power)
        for each in hertz.tolist():
            run = self._run
            if run is not None and each and abs(each - run.hertz) <= _SAME * run.hertz:
                length = run.end - run.start
                run.hertz = (run.hertz * length + each) / (length + 1)
                run.end += 1
            else:
                self._close()
                self._run = _Run(self._frame, self._frame + 1, each) if each else None
            self._frame += 1

    def finish(self) -> tuple[Pulse, ...]:
        """Sorted pulses of the three kinds; a tone that is none of them is left out."""
        self._close()
        network = [
            (self._span(run), run)
            for run in self._runs
            if abs(run.hertz - NETWORK_TONE) <= _NETWORK_REACH
            and self._span(run).end - self._span(run).start >= _SHORTEST_PULSE
        ]
        found = _network_pulses([span for span, _ in network])
        for run in self._runs:
            span = self._span(run)
            if run.hertz >= _BEEP_LOW and span.end - span.start >= _SHORTEST_BEEP:
                found.append(Pulse(span, "beep"))
        return tuple(sorted(found, key=lambda pulse: pulse.span.start))

    def _tones(self, power: Array) -> Array:
        """The frequency of each frame that is a tone, 0 of others."""
        at = np.argmax(power, axis=1).clip(2, power.shape[1] - 3)
        rows = np.arange(len(power))
        near = np.stack([power[rows, at + step] for step in range(-2, 3)], axis=1)
        total = power.sum(axis=1)
        pure = (near.sum(axis=1) >= _PURE * total) & (total > _AUDIBLE)
        low, mid, high = (np.log(near[:, place] + 1e-15) for place in (1, 2, 3))
        bend = low - 2.0 * mid + high
        shift = np.where(bend < 0, 0.5 * (low - high) / np.where(bend < 0, bend, -1.0), 0.0).clip(-0.5, 0.5)
        width = self.frequencies[1] - self.frequencies[0]
        hertz: Array = np.where(pure, self.frequencies[at] + shift * width, 0.0)
        return hertz

    def _close(self) -> None:
        if self._run is not None and self._run.end - self._run.start >= 2:
            self._runs.append(self._run)
        self._run = None

    def _span(self, run: _Run) -> Span:
        """A frame sees a tone that fills about half of its window."""
        start = run.start * self.hop + WINDOW * 0.35
        end = (run.end - 1) * self.hop + WINDOW * 0.65
        return Span(round(max(0.0, start), 3), round(end, 3))


def _network_pulses(spans: list[Span]) -> list[Pulse]:
    """Long pulses are ringback; short ones are busy where at least three follow each other at its pace."""
    found: list[Pulse] = []
    row: list[Span] = []
    for span in spans:
        if span.end - span.start >= _SHORTEST_RINGBACK:
            found.append(Pulse(span, "ringback"))
            continue
        if row and span.start - row[-1].end > _BUSY_GAP:
            found.extend(_busy(row))
            row = []
        row.append(span)
    return found + _busy(row)


def _busy(row: list[Span]) -> list[Pulse]:
    return [Pulse(span, "busy") for span in row] if len(row) >= _FEWEST_BUSY else []
