"""Voice activity while somebody speaks: how sure it is that a window of a live lane holds a voice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..errors import EngineError
from ..pipecat_wheel import SILERO, network

RATE = 16_000  # Hz of every live lane
WINDOW = 512  # samples: 32 ms
WINDOW_S = WINDOW / RATE
_CONTEXT = 64  # samples of the window before, which the network wants to see again
_STATE = (2, 1, 128)
_RATE_INPUT = np.array(RATE, np.int64)
_RESET_AFTER = round(2.0 / WINDOW_S)  # windows; after long noise the network's memory hears no more speech
_QUIET, _QUIET_WINDOWS = 0.1, 5


class LiveVoice(Protocol):
    """One lane; not shared between threads. What it says does not depend on how the blocks were cut."""

    def push(self, samples: NDArray[np.float32]) -> tuple[float, ...]:
        """``samples``: mono, -1…1, shape (n,), 16 kHz. For each whole window of 32 ms: 0 (no voice) … 1."""
        ...


class LiveVoiceActivity(Protocol):
    """Opens lanes. Raises ``ModelMissingError``, ``EngineError``."""

    name: str

    def open(self) -> LiveVoice: ...


class SileroVoiceActivity:
    """Silero VAD 6 (MIT) from Pipecat's wheel; one network a process, a memory of its own for each lane."""

    name = "silero"

    def __init__(self) -> None:
        self._network = network(SILERO)

    def open(self) -> SileroLane:
        """A new lane."""
        return SileroLane(self._network)


@dataclass(slots=True)
class SileroLane:
    """``network``: an onnxruntime session (safe to run from several threads)."""

    network: Any
    _rest: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    _before: NDArray[np.float32] = field(default_factory=lambda: np.zeros(_CONTEXT, np.float32))
    _state: NDArray[np.float32] = field(default_factory=lambda: np.zeros(_STATE, np.float32))
    _windows: int = 0
    _quiet: int = 0

    def push(self, samples: NDArray[np.float32]) -> tuple[float, ...]:
        """Raises ``EngineError``: a detector that is broken must not look like silence."""
        joined = np.concatenate([self._rest, samples.astype(np.float32, copy=False)])
        whole = len(joined) // WINDOW
        self._rest = joined[whole * WINDOW :]
        return tuple(self._heard(joined[i * WINDOW : (i + 1) * WINDOW]) for i in range(whole))

    def _heard(self, window: NDArray[np.float32]) -> float:
        asked = {
            "input": np.concatenate([self._before, window])[np.newaxis],
            "state": self._state,
            "sr": _RATE_INPUT,
        }
        try:
            sure, self._state = self.network.run(None, asked)
        except Exception as problem:  # the library's own types
            raise EngineError("Детектор речи прервался с ошибкой.", permanent=False) from problem
        self._before = window[-_CONTEXT:]
        found = float(sure[0, 0])
        self._forget(found)
        return found

    def _forget(self, sure: float) -> None:
        """Only in clear silence: forgetting in mid-word would lose the word's end."""
        self._windows += 1
        self._quiet = self._quiet + 1 if sure < _QUIET else 0
        if self._windows >= _RESET_AFTER and self._quiet >= _QUIET_WINDOWS:
            self._state = np.zeros(_STATE, np.float32)
            self._windows = 0


class EnergyLiveVoice:
    """By loudness alone, where the network is not here: any sound well over the lane's own noise is a voice."""

    name = "energy"

    def open(self) -> EnergyLane:
        """A new lane."""
        return EnergyLane()


_FLOOR_LOW, _FLOOR_HIGH = -62.0, -30.0  # dBFS: digital silence is no reference, nor is a shout
_RISE_DB, _FALL = (
    0.1,
    0.2,
)  # dB a window upwards, share of the way down: noise rises slowly, a pause is heard at once
_EDGE_DB, _WIDTH_DB = 9.0, 3.0  # over the floor: where it is as likely a voice as not


@dataclass(slots=True)
class EnergyLane:
    """One lane."""

    _rest: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    _floor: float = -50.0

    def push(self, samples: NDArray[np.float32]) -> tuple[float, ...]:
        """As ``LiveVoice``."""
        joined = np.concatenate([self._rest, samples.astype(np.float32, copy=False)])
        whole = len(joined) // WINDOW
        self._rest = joined[whole * WINDOW :]
        levels = 10.0 * np.log10(joined[: whole * WINDOW].reshape(-1, WINDOW).var(axis=1) + 1e-12)
        return tuple(self._heard(float(level)) for level in levels)

    def _heard(self, level: float) -> float:
        sure = 1.0 / (1.0 + float(np.exp((self._floor + _EDGE_DB - level) / _WIDTH_DB)))
        moved = level - self._floor
        self._floor += min(moved, _RISE_DB) if moved > 0 else _FALL * moved
        self._floor = min(max(self._floor, _FLOOR_LOW), _FLOOR_HIGH)
        return sure
