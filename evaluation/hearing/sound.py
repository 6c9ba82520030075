"""A spoken sentence as it comes out of a telephone: band, room, noise, codec; all drawn from one generator."""

from __future__ import annotations

import io
from bisect import bisect_left
from typing import cast

import av
import numpy as np
from av.audio.stream import AudioStream
from numpy.typing import NDArray

from mentor.engines.audio import decode
from mentor.engines.text_to_speech.port import Speech

SAMPLE_RATE = 8000
Sound = NDArray[np.float32]
# container, codec, options; how often of a hundred. PyAV has no GSM encoder, AMR is its nearest relative.
CODECS: tuple[tuple[int, str, str, dict[str, str]], ...] = (
    (38, "wav", "pcm_s16le", {}),
    (20, "wav", "pcm_mulaw", {}),
    (10, "wav", "pcm_alaw", {}),
    (8, "wav", "adpcm_ima_wav", {}),
    (10, "ogg", "libopus", {"b": "12000"}),
    (8, "mp3", "libmp3lame", {"b": "16000"}),
    (6, "amr", "libopencore_amrnb", {"b": "7950"}),
)


def on_the_line(speech: Speech, draw: np.random.Generator) -> Sound:
    """16 kHz as the recogniser gets it, mono, shape (n,), with silence at both ends. ``draw`` decides everything."""
    voice = _band(speech, draw)
    voice *= draw.uniform(0.08, 0.9) / max(float(np.max(np.abs(voice))), 1e-6)
    ends = (draw.uniform(0.02, 0.35, 2) * SAMPLE_RATE).astype(int)
    sound = np.pad(voice, (int(ends[0]), int(ends[1])))
    if draw.random() < 0.15:
        sound = _room(sound, draw)
    sound = sound + _noise(len(sound), float(np.sqrt(np.mean(voice**2))), draw)
    return _coded(np.clip(sound, -1.0, 1.0).astype(np.float32), draw)


def _band(speech: Speech, draw: np.random.Generator) -> NDArray[np.float64]:
    """8 kHz in one pass over the spectrum; played up to 8 % faster or slower than it was said."""
    size = _quick(len(speech.samples))
    spectrum = np.fft.rfft(speech.samples.astype(np.float64), size)
    count = _quick(int(size * SAMPLE_RATE / speech.sample_rate / draw.uniform(0.92, 1.08)))
    kept = np.zeros(count // 2 + 1, dtype=np.complex128)
    shared = min(len(kept), len(spectrum))
    kept[:shared] = spectrum[:shared]
    if draw.random() < 0.75:  # ITU-T G.712, with lines better and worse than it
        low, high, edge = draw.uniform(150, 340), draw.uniform(3200, 3800), draw.uniform(50, 200)
        hertz = np.arange(len(kept)) * SAMPLE_RATE / count
        kept *= np.clip((hertz - low) / edge + 1, 0, 1) * np.clip((high - hertz) / edge + 1, 0, 1)
    heard = round(len(speech.samples) * count / size)
    return np.fft.irfft(kept, count)[:heard] * (count / size)


_QUICK: list[int] = sorted(2 * 2**a * 3**b * 5**c for a in range(22) for b in range(13) for c in range(9))


def _quick(least: int) -> int:
    """The next even length that its Fourier transform is quick for: no prime factor over five."""
    return _QUICK[bisect_left(_QUICK, least)]


def _room(sound: NDArray[np.float64], draw: np.random.Generator) -> NDArray[np.float64]:
    length = int(draw.uniform(0.05, 0.2) * SAMPLE_RATE)
    tail = draw.normal(0, 1, length) * np.exp(-np.linspace(0, 6, length))
    tail *= draw.uniform(0.1, 0.5) / np.sqrt(np.sum(tail**2))
    tail[0] = 1.0
    size = 1 << (len(sound) + length).bit_length()
    return np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)[: len(sound)]


def _noise(count: int, loudness: float, draw: np.random.Generator) -> NDArray[np.float64]:
    """None, the line's hiss, or noise of a room (falling with frequency) at 12 dB and more under the voice."""
    kind = draw.random()
    if kind < 0.15:
        return np.zeros(count)
    white = draw.normal(0, 1, count)
    if kind < 0.6:
        return white * draw.uniform(0.0002, 0.003)
    steep = draw.uniform(0.5, 0.97)
    pink = np.fft.irfft(
        np.fft.rfft(white) / (1 - steep * np.exp(-1j * np.linspace(0, np.pi, count // 2 + 1))), count
    )
    return pink / np.std(pink) * loudness * 10 ** (-draw.uniform(12, 40) / 20)


def _coded(sound: Sound, draw: np.random.Generator) -> Sound:
    shares = np.cumsum([codec[0] for codec in CODECS])
    _, container, codec, options = CODECS[int(np.searchsorted(shares, draw.integers(100), side="right"))]
    return through(sound, container, codec, options)


def through(sound: Sound, container: str, codec: str, options: dict[str, str]) -> Sound:
    """What is left of 8 kHz samples after a codec, at 16 kHz, read the way the product reads recordings."""
    file = io.BytesIO()
    with av.open(file, "w", format=container) as out:
        stream = cast("AudioStream", out.add_stream(codec, rate=SAMPLE_RATE, options=options))
        stream.layout = "mono"
        pcm = np.round(sound * 32767).astype(np.int16)[None]
        frame = av.AudioFrame.from_ndarray(pcm, format="s16", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        for packet in (*stream.encode(frame), *stream.encode(None)):
            out.mux(packet)
    file.seek(0)
    return np.concatenate([block[0] for block in decode(file, rate=16_000, lanes=1)])
