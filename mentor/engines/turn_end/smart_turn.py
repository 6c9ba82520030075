"""smart-turn v3.2 (BSD-2-Clause, Daily) from Pipecat's wheel: hears by melody and pace whether a turn is over.

Its input is a log-mel picture of the last eight seconds as Whisper makes it (Radford and others, 2022: 25 ms windows
every 10 ms, 80 Slaney bands, at most 80 dB under the loudest point).
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from ..errors import EngineError
from ..pipecat_wheel import SMART_TURN, network

RATE = 16_000
_SAMPLES = 8 * RATE
_FRAME, _HOP, _BANDS = 400, 160, 80
_LEAST = 1e-10
Array = NDArray[np.float32]


class SmartTurn:
    """One network a process."""

    name = "smart-turn-v3.2"

    def __init__(self, *, threads: int = 1) -> None:
        self._network = network(SMART_TURN, threads=threads)

    def finished(self, samples: Array) -> float | None:
        """As ``TurnEnd``; hears the last eight seconds. Raises ``EngineError``."""
        try:
            (sure,) = self._network.run(None, {"input_features": picture(samples)[np.newaxis]})
        except Exception as problem:  # the library's own types
            raise EngineError("Определитель конца реплики прервался с ошибкой.", permanent=False) from problem
        return float(sure[0, 0])


def picture(samples: Array) -> Array:
    """Log-mel of the last eight seconds, silence before a shorter sound; shape (80, 800)."""
    last = samples[-_SAMPLES:].astype(np.float32, copy=False)
    sound = np.concatenate([np.zeros(_SAMPLES - len(last), np.float32), last])
    sound = (sound - sound.mean()) / np.sqrt(sound.var() + np.float32(1e-7))
    mel = _bands() @ _power(sound)
    levels = np.log10(np.maximum(mel, _LEAST))
    shown: Array = ((np.maximum(levels, levels.max() - 8.0) + 4.0) / 4.0).astype(np.float32)
    return shown


def _power(sound: Array) -> Array:
    """Power of each frame, shape (bins, 800)."""
    padded = np.pad(sound, _FRAME // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FRAME)[::_HOP][: _SAMPLES // _HOP]
    spectrum = np.fft.rfft(frames * _window(), axis=1)
    power: Array = (spectrum.real**2 + spectrum.imag**2).T.astype(np.float32)
    return power


@cache
def _window() -> Array:
    return np.hanning(_FRAME + 1)[:-1].astype(np.float32)


@cache
def _bands() -> Array:
    """Triangles of equal area on Slaney's scale (linear under 1 kHz, logarithmic over it), shape (80, bins)."""
    edges = _hertz(np.linspace(0.0, _mel(RATE / 2), _BANDS + 2))
    bins = np.linspace(0.0, RATE / 2, _FRAME // 2 + 1)
    rising = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    area = 2.0 / (edges[2:] - edges[:-2])
    return (np.maximum(0.0, np.minimum(rising, falling)) * area[:, None]).astype(np.float32)


_KNEE_HZ, _KNEE_MEL, _STEP = 1000.0, 15.0, np.log(6.4) / 27.0


def _mel(hertz: float) -> float:
    return 3.0 * hertz / 200.0 if hertz < _KNEE_HZ else _KNEE_MEL + float(np.log(hertz / _KNEE_HZ)) / _STEP


def _hertz(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    over = _KNEE_HZ * np.exp(_STEP * (mels - _KNEE_MEL))
    return np.where(mels < _KNEE_MEL, 200.0 * mels / 3.0, over)
