"""From decoded frames to blocks of samples: one rate, one lane a speaker, about a second at a time.

Frames of telephone codecs are 20 ms short; gathering them before resampling is what makes decoding fast.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

import av
import numpy as np
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from .decimate import Decimator
from .errors import AudioError
from .source import DEFAULT_LIMITS, Limits, Recording, Source, opened

Samples = NDArray[np.float32]

_BLOCK_SECONDS = 2.0
_UNDECIDED_SECONDS = 60.0
_SAME_SHARE = 1e-3  # a difference of 30 dB under the sound is what codecs leave of equal channels
_SAME_FLOOR = 1e-9  # mean square under any real noise: 16-bit rounding alone
_FORMAT_CHANGES = 1000


class LanesDifferError(Exception):
    """Channels that were equal for a minute are not: the pass must start again with two lanes."""


@dataclass(slots=True)
class _Resampling:
    """Joins frames into blocks and brings them to the asked rate. Knows one input format at a time."""

    rate: int
    lanes: int
    _key: tuple[str, str, int] | None = None
    _fifo: AudioFifo | None = None
    _resampler: AudioResampler | None = None
    _decimator: Decimator | None = None
    _changes: int = field(default=0)

    def push(self, frame: AudioFrame) -> Iterator[Samples]:
        key = (frame.format.name, frame.layout.name, frame.sample_rate)
        if key != self._key or self._fifo is None:
            yield from self.flush()
            self._start(key)
        frame.pts = None
        assert self._fifo is not None
        self._fifo.write(frame)
        whole = int(_BLOCK_SECONDS * frame.sample_rate)
        if self._fifo.samples >= whole:
            if self._decimator is not None:
                whole -= whole % self._decimator.row
            yield from self._out(self._fifo.read(whole))

    def flush(self) -> Iterator[Samples]:
        if self._fifo is None:
            return
        if self._fifo.samples:
            yield from self._out(self._fifo.read())
        yield from self._out(None)
        self._key = self._fifo = self._resampler = self._decimator = None

    def _start(self, key: tuple[str, str, int]) -> None:
        self._changes += 1
        if self._changes > _FORMAT_CHANGES:
            raise AudioError("unreadable")
        self._key, self._fifo = key, AudioFifo()
        layout = "stereo" if self.lanes == 2 else "mono"
        factor, rest = divmod(key[2], self.rate)
        if key[:2] == ("fltp", layout) and factor > 1 and not rest:
            self._decimator = Decimator(factor, self.lanes)
        else:
            self._resampler = AudioResampler(format="fltp", layout=layout, rate=self.rate)

    def _out(self, frame: AudioFrame | None) -> Iterator[Samples]:
        for block in self._at_rate(frame):
            if not block.shape[
                1
            ]:  # a filter that still waits; of nothing nobody can say whether lanes differ
                continue
            np.clip(block, -1.0, 1.0, out=block)
            # a broken float stream may hold anything; every later step counts on finite samples
            yield np.nan_to_num(block, copy=False) if np.isnan(block.sum()) else block

    def _at_rate(self, frame: AudioFrame | None) -> Iterator[Samples]:
        if self._decimator is not None:
            if frame is None:
                yield self._decimator.flush()
            else:
                yield self._decimator.push(frame.to_ndarray().astype(np.float32, copy=False))
            return
        assert self._resampler is not None
        if frame is not None:
            frame.pts = None
        for ready in self._resampler.resample(frame):
            yield ready.to_ndarray().astype(np.float32, copy=False)


def source_lanes(recording: Recording) -> int:
    """Lanes that the file's layout offers: two for stereo, else one (more channels are mixed down)."""
    return 2 if recording.info.channels == 2 else 1


def blocks_of(recording: Recording, rate: int, lanes: int) -> Iterator[Samples]:
    """Float32 blocks of shape (lanes, n), -1…1, about two seconds each. Raises ``AudioError``."""
    resampling = _Resampling(rate=rate, lanes=lanes)
    try:
        for frame in recording.frames():
            yield from resampling.push(frame)
        yield from resampling.flush()
    except av.FFmpegError:
        recording.damaged = True  # the frame cannot be converted: what came before it stands


def split(blocks: Iterator[Samples], rate: int) -> Iterator[Samples]:
    """Two lanes where they differ, one where both channels carry the same sound.

    Blocks wait, at most a minute of them, until a difference is heard. Raises ``LanesDifferError`` where the
    first difference comes after that minute.
    """
    waiting: list[Samples] = []
    waited = 0
    for block in blocks:
        if not same_sound(block):
            yield from waiting
            yield block
            yield from blocks
            return
        waiting.append(block)
        waited += block.shape[1]
        if waited > _UNDECIDED_SECONDS * rate:
            yield from (one[:1] for one in waiting)
            yield from _while_same(blocks)
            return
    yield from (one[:1] for one in waiting)


def _while_same(blocks: Iterator[Samples]) -> Iterator[Samples]:
    for block in blocks:
        if not same_sound(block):
            raise LanesDifferError
        yield block[:1]


def same_sound(block: Samples) -> bool:
    """Whether both lanes of a (2, n) block carry the same sound, codec loss apart. Silence is the same."""
    difference = float(np.mean(np.square(block[0] - block[1])))
    loudness = float(np.mean(np.square(block)))
    return difference <= _SAME_SHARE * loudness + _SAME_FLOOR


def decode(
    source: Source, *, rate: int = 16_000, lanes: int | None = None, limits: Limits = DEFAULT_LIMITS
) -> Generator[Samples, None, None]:
    """Blocks of a recording at ``rate`` Hz, float32, shape (lanes, n), with bounded memory.

    ``lanes``: 1 mixes down, 2 splits, None finds out (two lanes for stereo whose channels differ). With None
    a stereo file is read in advance, up to the first difference of its channels.
    Raises ``AudioError``; ``unreadable`` where nothing at all can be decoded.
    """
    wanted = lanes if lanes is not None else count_lanes(source, limits=limits)
    heard = False
    with opened(source, limits) as recording:
        for block in blocks_of(recording, rate, wanted):
            heard = True
            yield block
    if not heard:
        raise AudioError("unreadable")


def count_lanes(source: Source, *, limits: Limits = DEFAULT_LIMITS) -> int:
    """1 or 2: reads until the channels of a stereo file differ, all of it where they never do."""
    with opened(source, limits) as recording:
        if source_lanes(recording) == 1:
            return 1
        blocks = blocks_of(recording, min(recording.info.sample_rate, 16_000), 2)
        return 1 if all(same_sound(block) for block in blocks) else 2
