"""Recordings for tests: a made-up conversation in every container and codec that can be encoded here."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from numpy.typing import NDArray

# seconds in which each side of the conversation sounds
MANAGER = ((0.5, 1.5), (3.0, 3.8))
CLIENT = ((1.8, 2.7), (4.0, 4.6))
SECONDS = 5.0


def voice(spans, rate, seconds=SECONDS, pitch=140.0, level=0.3) -> NDArray[np.float32]:
    """A buzz with harmonics and a syllable rhythm inside ``spans``, faint noise elsewhere."""
    time = np.arange(int(seconds * rate)) / rate
    tone = sum(np.sin(2 * np.pi * pitch * k * time) / k for k in range(1, 9) if pitch * k < rate / 2)
    rhythm = 0.6 + 0.4 * np.sin(2 * np.pi * 4 * time)
    gate = np.zeros_like(time)
    for start, end in spans:
        gate[(time >= start) & (time < end)] = 1.0
    noise = np.random.default_rng(7).normal(0, 3e-4, len(time))
    samples: NDArray[np.float32] = (level * tone * rhythm * gate / 1.5 + noise).astype(np.float32)
    return samples


@cache
def conversation(rate, channels, seconds=SECONDS) -> NDArray[np.float32]:
    """(channels, n): two lanes, or both sides mixed into one."""
    manager, client = voice(MANAGER, rate, seconds), voice(CLIENT, rate, seconds, pitch=210.0, level=0.2)
    return np.stack([manager, client]) if channels == 2 else (manager + client)[None]


@dataclass(frozen=True)
class Kind:
    """One way of storing a recording."""

    suffix: str
    container: str
    codec: str
    rate: int
    channels: int

    @property
    def name(self):
        return f"{self.suffix}-{self.codec}-{self.rate}-{self.channels}"


KINDS = tuple(
    Kind(*row)
    for row in (
        ("wav", "wav", "pcm_s16le", 8_000, 1),
        ("wav", "wav", "pcm_s16le", 8_000, 2),
        ("wav", "wav", "pcm_s16le", 44_100, 2),
        ("wav", "wav", "pcm_u8", 11_025, 1),
        ("wav", "wav", "pcm_s24le", 48_000, 1),
        ("wav", "wav", "pcm_f32le", 16_000, 2),
        ("wav", "wav", "pcm_alaw", 8_000, 1),
        ("wav", "wav", "pcm_alaw", 8_000, 2),
        ("wav", "wav", "pcm_mulaw", 8_000, 1),
        ("wav", "wav", "pcm_mulaw", 8_000, 2),
        ("wav", "wav", "adpcm_ms", 8_000, 1),
        ("wav", "wav", "adpcm_ima_wav", 8_000, 2),
        ("mp3", "mp3", "libmp3lame", 8_000, 1),
        ("mp3", "mp3", "libmp3lame", 16_000, 2),
        ("mp3", "mp3", "libmp3lame", 44_100, 2),
        ("ogg", "ogg", "libopus", 48_000, 2),
        ("opus", "ogg", "libopus", 16_000, 1),
        ("webm", "webm", "libopus", 48_000, 1),
        ("webm", "webm", "libopus", 48_000, 2),
        ("mkv", "matroska", "pcm_s16le", 16_000, 1),
        ("wav", "wav", "pcm_alaw", 16_000, 1),
        ("wav", "wav", "pcm_mulaw", 44_100, 2),
        ("wav", "wav", "adpcm_ms", 22_050, 2),
        ("wav", "wav", "adpcm_ima_wav", 8_000, 1),
        ("wav", "wav", "adpcm_yamaha", 8_000, 1),
        ("mp3", "mp3", "libmp3lame", 22_050, 1),
        ("mp3", "mp3", "libmp3lame", 48_000, 2),
        ("opus", "ogg", "libopus", 8_000, 2),
        ("opus", "ogg", "libopus", 24_000, 1),
        ("aac", "adts", "aac", 8_000, 1),
        ("m4a", "ipod", "aac", 8_000, 1),
        ("m4a", "ipod", "aac", 48_000, 2),
        ("flac", "flac", "flac", 8_000, 1),
        ("flac", "flac", "flac", 22_050, 2),
        ("m4a", "ipod", "aac", 16_000, 2),
        ("mp4", "mp4", "aac", 48_000, 1),
        ("aac", "adts", "aac", 32_000, 1),
        ("amr", "amr", "libopencore_amrnb", 8_000, 1),
        ("3gp", "3gp", "libopencore_amrnb", 8_000, 1),
        ("caf", "caf", "pcm_s16be", 24_000, 1),
        ("aiff", "aiff", "pcm_s16be", 44_100, 2),
    )
)


def write(path: Path, kind: Kind, samples=None) -> Path:
    """Encode ``samples`` (channels, n), by default the conversation."""
    samples = conversation(kind.rate, kind.channels) if samples is None else samples
    layout = "stereo" if kind.channels == 2 else "mono"
    with av.open(str(path), "w", format=kind.container) as container:
        stream = cast("AudioStream", container.add_stream(kind.codec, rate=kind.rate, layout=layout))
        if kind.codec == "libopencore_amrnb":
            stream.bit_rate = 12_200
        for start in range(0, samples.shape[1], kind.rate):
            part = np.ascontiguousarray(samples[:, start : start + kind.rate].T).reshape(1, -1)
            frame = AudioFrame.from_ndarray(part, format="flt", layout=layout)
            frame.sample_rate = kind.rate
            frame.pts = start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def write_video(path: Path) -> Path:
    """A video without sound."""
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=10, width=64, height=64, pix_fmt="yuv420p")
        for _ in range(5):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), dtype=np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def png() -> bytes:
    """The smallest picture: a valid PNG signature and header."""
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + b"\0\0\0\1\0\0\0\1\x08\2\0\0\0" + b"\0" * 64
    )


# bits of one GSM 06.10 frame: eight reflection coefficients, then four times lag, gain, grid, level and 13 pulses
_GSM_BITS = (6, 6, 5, 5, 4, 4, 3, 3, *((7, 2, 2, 6, *((3,) * 13)) * 4))


def gsm49_wav(seconds: float = SECONDS) -> bytes:
    """WAV with Microsoft's GSM (format 49): two frames in 65 bytes, packed from the lowest bit; loud noise.

    Nothing here encodes it, so the parameters of frames are drawn and packed by hand.
    """
    random = np.random.default_rng(9)
    frames = int(seconds * 50) // 2 * 2
    bits: list[int] = []
    for _ in range(frames):
        for width in _GSM_BITS:
            value = int(random.integers(1 << width)) if width != 6 else int(random.integers(30, 45))
            bits.extend(value >> at & 1 for at in range(width))
    body = np.packbits(np.array(bits, dtype=np.uint8), bitorder="little").tobytes()
    form = struct.pack("<HHIIHHHH", 49, 1, 8_000, 1_625, 65, 0, 2, 320)
    fact = struct.pack("<I", frames * 160)
    chunks = b"".join(
        name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
        for name, data in ((b"fmt ", form), (b"fact", fact), (b"data", body))
    )
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def holed(data: bytes, seed: int) -> bytes:
    """A few stretches are lost, as from a bad disk or line."""
    random = np.random.default_rng(seed)
    for _ in range(int(random.integers(1, 5))):
        at = int(random.integers(0, max(1, len(data) - 1)))
        data = data[:at] + data[at + int(random.integers(1, max(2, len(data) // 8))) :]
    return data or b"\0"


def overwritten(data: bytes, seed: int) -> bytes:
    """A stretch of something else, and garbage behind the end."""
    random = np.random.default_rng(seed)
    size = int(random.integers(1, max(2, len(data) // 4)))
    at = int(random.integers(0, max(1, len(data) - size)))
    return data[:at] + random.bytes(size) + data[at + size :] + random.bytes(int(random.integers(0, 5_000)))


def truncated(data: bytes, seed: int) -> bytes:
    random = np.random.default_rng(seed)
    return data[: int(random.integers(1, len(data)))]


def bit_flipped(data: bytes, seed: int) -> bytes:
    """A few hundred bits turned over; every third seed also hits the first bytes, where headers are."""
    random = np.random.default_rng(seed)
    broken = bytearray(data)
    reach = min(len(data), 256) if seed % 3 == 0 else len(data)
    for at in random.integers(0, reach, size=int(random.integers(1, 300 if reach > 256 else 12))):
        broken[at] ^= 1 << int(random.integers(0, 8))
    return bytes(broken)
