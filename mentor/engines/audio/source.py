"""Opening a recording that somebody else sent: what it is, and its decoded frames, within bounds.

Only the file itself is ever read: the container is named by us, FFmpeg may open nothing by itself, and
references from inside a file to others stay unopened. A decoder is used only where its codec is on our list.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import BinaryIO

import av
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet

from .errors import AudioError
from .signature import HEAD_BYTES, container_of, id3_size, is_plain_wave

Source = str | PathLike[str] | BinaryIO


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a recording we are ready to take. Seconds and bytes.

    ``max_wall``: of reading and decoding alone; what is done with the frames takes as long as it takes.
    """

    max_bytes: int = 2 * 1024**3
    max_duration: float = 4 * 3600.0
    max_wall: float = 600.0


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """What a file says of itself. ``duration_s`` is None where the header does not tell; it may be wrong."""

    codec: str
    container: str
    sample_rate: int
    channels: int
    duration_s: float | None


DEFAULT_LIMITS = Limits()

_CODECS = frozenset(
    (
        *(
            "mp1",
            "mp1float",
            "mp2",
            "mp2float",
            "mp3",
            "mp3float",
            "opus",
            "libopus",
            "vorbis",
            "flac",
            "alac",
        ),
        *("aac", "aac_fixed", "amrnb", "amr_nb", "libopencore_amrnb", "amrwb", "amr_wb", "gsm", "gsm_ms"),
        *("adpcm_ms", "adpcm_ima_wav", "adpcm_ima_qt", "adpcm_yamaha", "adpcm_g722", "g722", "adpcm_g726"),
        *("g726", "adpcm_g726le", "g726le", "speex", "libspeex", "g723_1", "g729", "ilbc", "truespeech"),
    )
)
_MIN_RATE, _MAX_RATE, _MAX_CHANNELS = 4_000, 192_000, 8
_MIN_BYTES_A_SECOND = (
    200  # nothing that people record calls with is thinner; a header that claims less is broken
)
_BAD_PACKETS_IN_A_ROW = 400
_EXACT_LENGTH = frozenset({"wav", "flac", "aiff", "caf"})  # the others estimate, or count the codec's padding
_IO_TIMEOUT = 20.0
_READ_BYTES = 1 << 18
_BROKEN = (av.FFmpegError, ValueError, ArithmeticError, LookupError)
_OPTIONS = {
    "protocol_whitelist": "none",  # the bytes come through our own reader; nothing else may be opened
    "probesize": "2000000",
    "analyzeduration": "10000000",
    "max_streams": "32",
}
# 4 KB at a time and a search for other sound hidden in the samples took five times as long as reading them
_PLAIN_WAVE_OPTIONS = {**_OPTIONS, "max_size": "16384", "max_probe_packets": "1"}


def probe(source: Source, *, limits: Limits = DEFAULT_LIMITS) -> AudioInfo:
    """What the file is, without decoding it.

    ``source`` is a path or a seekable binary file (left where it stood). Raises ``AudioError``.
    """
    with opened(source, limits) as recording:
        return recording.info


class _Reader:
    """The file as FFmpeg sees it.

    A broken header sends FFmpeg to impossible places: that is the file's fault and answered as a failed seek.
    A disk that fails is not: the problem is kept, because the library may take it for the end of the file.
    """

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._size = file, size
        self.problem: OSError | None = None

    def read(self, count: int) -> bytes:
        try:
            return self._file.read(count)
        except OSError as problem:
            self.problem = problem
            return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        base = (0, self._file.tell(), self._size)[whence]
        if not 0 <= base + offset <= self._size:
            return -1
        return self._file.seek(base + offset)

    def tell(self) -> int:
        return self._file.tell()


@dataclass(slots=True)
class Recording:
    """An opened file. ``damaged`` is set while ``frames`` runs."""

    reader: _Reader
    container: InputContainer
    stream: AudioStream
    info: AudioInfo
    limits: Limits
    damaged: bool = False

    def frames(self) -> Iterator[AudioFrame]:
        """Decoded frames in order; what cannot be decoded is left out and marks the recording as damaged.

        Raises ``AudioError`` ``too_long`` and ``too_slow``; ``OSError`` where the disk, not the file, fails.
        """
        left, resumed = self.limits.max_wall, time.monotonic()
        seconds, bad_in_a_row = 0.0, 0
        for packet in self._packets():
            if time.monotonic() - resumed > left:
                raise AudioError("too_slow")
            frames = self._decoded(packet)
            bad_in_a_row = bad_in_a_row + 1 if frames is None else 0
            if bad_in_a_row > _BAD_PACKETS_IN_A_ROW:
                return
            for frame in frames or ():
                if not _sane(frame):
                    self.damaged = True
                    continue
                seconds += frame.samples / frame.sample_rate
                if seconds > self.limits.max_duration:
                    raise AudioError("too_long")
                left -= time.monotonic() - resumed
                yield frame
                resumed = time.monotonic()
        if self.reader.problem is not None:
            raise self.reader.problem
        self._compare_with_claim(seconds)

    def _packets(self) -> Iterator[Packet[AudioStream]]:
        packets = self.container.demux(self.stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except _BROKEN:
                self.damaged = True
                return
            if packet.is_corrupt:
                self.damaged = True
            yield packet

    def _decoded(self, packet: Packet[AudioStream]) -> list[AudioFrame] | None:
        try:
            return packet.decode()
        except av.EOFError:
            return []
        except _BROKEN:
            self.damaged = True
            return None

    def _compare_with_claim(self, seconds: float) -> None:
        claimed = self.info.duration_s
        slack = 0.05 if self.info.container in _EXACT_LENGTH else max(1.0, 0.02 * (claimed or 0.0))
        if claimed is not None and claimed - seconds > slack:
            self.damaged = True


@contextmanager
def opened(source: Source, limits: Limits = DEFAULT_LIMITS) -> Iterator[Recording]:
    """The recording behind ``source``. Raises ``AudioError``; closes what it opened."""
    if isinstance(source, (str, PathLike)):
        with Path(source).open("rb") as file, _opened(file, limits) as recording:
            yield recording
    else:
        place = source.tell()
        try:
            with _opened(source, limits) as recording:
                yield recording
        finally:
            source.seek(place)


@contextmanager
def _opened(file: BinaryIO, limits: Limits) -> Iterator[Recording]:
    name, size, options = _identify(file, limits)
    reader = _Reader(file, size)
    try:
        container = av.open(
            reader,
            mode="r",
            format=name,
            container_options=options,
            metadata_errors="replace",
            timeout=_IO_TIMEOUT,
            buffer_size=_READ_BYTES,
        )
    except _BROKEN as problem:
        raise reader.problem or AudioError("unreadable") from problem
    try:
        stream, info = _describe(container, name)
        _refuse_too_long(info, size, limits)
        yield Recording(reader=reader, container=container, stream=stream, info=info, limits=limits)
    finally:
        container.close()


def _identify(file: BinaryIO, limits: Limits) -> tuple[str, int, dict[str, str]]:
    """The demuxer's name, the file's bytes, and how to read it."""
    size = file.seek(0, 2)
    if size == 0:
        raise AudioError("empty")
    if size > limits.max_bytes:
        raise AudioError("too_large")
    file.seek(0)
    head = file.read(HEAD_BYTES)
    tag = id3_size(head)
    file.seek(tag)
    head = file.read(HEAD_BYTES)
    name = container_of(head, max(size - tag, 0))
    file.seek(0)
    if name is None:
        raise AudioError("not_audio")
    return name, size, _PLAIN_WAVE_OPTIONS if is_plain_wave(head) else _OPTIONS


def _describe(container: InputContainer, name: str) -> tuple[AudioStream, AudioInfo]:
    if not container.streams.audio:
        raise AudioError("no_audio_track")
    stream = container.streams.audio[0]
    context: AudioCodecContext | None = stream.codec_context
    if context is None:
        raise AudioError("unsupported")
    codec = context.name
    if codec not in _CODECS and not codec.startswith("pcm_"):
        raise AudioError("unsupported")
    try:
        rate, channels = context.sample_rate, context.channels
    except _BROKEN as problem:
        raise AudioError("unreadable") from problem
    if not (_MIN_RATE <= rate <= _MAX_RATE and 1 <= channels <= _MAX_CHANNELS):
        raise AudioError("unreadable")
    return stream, AudioInfo(codec, name, rate, channels, _claimed_seconds(container, stream))


def _claimed_seconds(container: InputContainer, stream: AudioStream) -> float | None:
    if stream.duration is not None and stream.time_base is not None and stream.duration > 0:
        return float(stream.duration * stream.time_base)
    if container.duration is not None and container.duration > 0:
        return container.duration / 1_000_000
    return None


def _refuse_too_long(info: AudioInfo, size: int, limits: Limits) -> None:
    claimed = info.duration_s
    if claimed is not None and limits.max_duration < claimed <= size / _MIN_BYTES_A_SECOND:
        raise AudioError("too_long")


def _sane(frame: AudioFrame) -> bool:
    channels = frame.layout.nb_channels
    return (
        frame.samples > 0 and _MIN_RATE <= frame.sample_rate <= _MAX_RATE and 1 <= channels <= _MAX_CHANNELS
    )
