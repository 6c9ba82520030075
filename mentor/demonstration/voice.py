"""A demonstration call as a telephone recording: the manager on the left lane, the client on the right.

Everything that varies (voices, gaps, overlaps, line noise) is drawn from the call's id and people's names, so
the same call sounds the same wherever the voice engine gives the same speech.
"""

from __future__ import annotations

import io
import wave
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentor.engines.text_to_speech.port import Speech, TextToSpeech

from .content import Line, Voice

SAMPLE_RATE = 8000
BAND = (300.0, 3400.0)  # Hz, what a telephone line lets through (ITU-T G.712)
EDGE = 80.0  # Hz, width of the band's soft edges
LEAD_IN, TAIL = 0.7, 0.8  # seconds of the line before the first word and after the last
GAP = (0.2, 0.9)  # seconds between turns
OVERLAP = (0.08, 0.3)  # seconds by which an impatient turn begins before the other's end
OVERLAP_SHARE = 0.07
BREATH = 0.15  # seconds one speaker leaves between two turns of their own
NOISE = 0.0009  # root mean square of the line's hiss, full scale = 1
LOUDNESS = (0.35, 0.6)  # peak of a person's voice, full scale = 1
SILENCE = 0.02  # share of an utterance's peak under which its ends are cut off
FADE = 40  # samples, against clicks where the silence was cut

VARIANTS: dict[Voice, tuple[str, ...]] = {
    "female": ("ru+f1", "ru+f2", "ru+f3", "ru+f5"),
    "male": ("ru+m1", "ru+m2", "ru+m3", "ru+m4", "ru+m7"),
}


@dataclass(frozen=True, slots=True)
class Timbre:
    """How one person sounds; arguments of ``TextToSpeech.speak`` and the peak level 0…1."""

    voice: str
    rate: float
    pitch: float
    level: float


@dataclass(frozen=True, slots=True)
class Span:
    """When an utterance sounds, in seconds from the start of the recording."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class TwoLanes:
    """A stereo recording: int16, shape (n, 2), manager left, client right, 8 kHz; one span an utterance."""

    samples: NDArray[np.int16]
    spans: tuple[Span, ...]
    sample_rate: int = SAMPLE_RATE

    @property
    def duration(self) -> float:
        """Seconds."""
        return len(self.samples) / self.sample_rate


def timbre(name: str, voice: Voice, *, unlike: Timbre | None = None) -> Timbre:
    """A person's own sound, drawn from the name; never the same variant as ``unlike``."""
    draw = _generator(name)
    variants = [variant for variant in VARIANTS[voice] if unlike is None or variant != unlike.voice]
    return Timbre(
        voice=variants[int(draw.integers(len(variants)))],
        rate=round(float(draw.uniform(0.86, 1.04)), 3),
        pitch=round(float(draw.uniform(0.85, 1.2)), 3),
        level=round(float(draw.uniform(*LOUDNESS)), 3),
    )


def record(
    lines: Sequence[Line], *, call_id: str, manager: Timbre, client: Timbre, engine: TextToSpeech
) -> TwoLanes:
    """Speak a conversation. Raises ``ValueError`` on no lines and the engine's own ``EngineError``."""
    if not lines:
        raise ValueError("a call without words has no recording")
    people = {"manager": manager, "client": client}
    voices = [_spoken(line.text, people[line.speaker], engine) for line in lines]
    draw = _generator(call_id)
    starts = _starts(lines, [len(voice) for voice in voices], draw)
    total = max(start + len(voice) for start, voice in zip(starts, voices, strict=True)) + int(
        TAIL * SAMPLE_RATE
    )
    lanes = draw.normal(0.0, NOISE, (total, 2))
    for line, start, voice in zip(lines, starts, voices, strict=True):
        lanes[start : start + len(voice), 0 if line.speaker == "manager" else 1] += voice
    spans = tuple(
        Span(round(start / SAMPLE_RATE, 2), round((start + len(voice)) / SAMPLE_RATE, 2))
        for start, voice in zip(starts, voices, strict=True)
    )
    return TwoLanes(np.round(np.clip(lanes, -1.0, 1.0) * 32767).astype(np.int16), spans)


def wav_bytes(recording: TwoLanes) -> bytes:
    """The recording as a WAV file: PCM 16 bit, stereo."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(recording.sample_rate)
        file.writeframes(recording.samples.astype("<i2").tobytes())
    return buffer.getvalue()


def _generator(name: str) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(name.encode()))


def _spoken(text: str, person: Timbre, engine: TextToSpeech) -> NDArray[np.float64]:
    """One utterance as it comes out of a telephone, without silence at its ends."""
    speech = engine.speak(text, voice=person.voice, rate=person.rate, pitch=person.pitch)
    samples = _trimmed(_telephone(speech))
    peak = float(np.max(np.abs(samples), initial=0.0))
    if peak == 0.0:
        raise ValueError(f"the voice engine was silent on: {text}")
    samples *= person.level / peak
    ramp = np.linspace(0.0, 1.0, min(FADE, len(samples)))
    samples[: len(ramp)] *= ramp
    samples[-len(ramp) :] *= ramp[::-1]
    return samples


def _telephone(speech: Speech) -> NDArray[np.float64]:
    """Band-limit and bring to 8 kHz in one pass over the spectrum."""
    spectrum = np.fft.rfft(speech.samples.astype(np.float64))
    count = max(2, round(len(speech.samples) * SAMPLE_RATE / speech.sample_rate))
    kept = np.zeros(count // 2 + 1, dtype=np.complex128)
    shared = min(len(kept), len(spectrum))
    kept[:shared] = spectrum[:shared]
    hertz = np.arange(len(kept)) * SAMPLE_RATE / count
    passed = np.clip((hertz - BAND[0]) / EDGE + 1, 0, 1) * np.clip((BAND[1] - hertz) / EDGE + 1, 0, 1)
    return np.fft.irfft(kept * passed, count) * (count / len(speech.samples))


def _trimmed(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    loud = np.flatnonzero(np.abs(samples) > SILENCE * np.max(np.abs(samples), initial=0.0))
    return samples[loud[0] : loud[-1] + 1] if len(loud) else samples


def _starts(lines: Sequence[Line], lengths: Sequence[int], draw: np.random.Generator) -> list[int]:
    """Where each utterance begins, in samples: in order, and nobody speaks over themselves."""
    starts: list[int] = []
    free = {"manager": 0, "client": 0}
    end = int(LEAD_IN * SAMPLE_RATE)
    for number, line in enumerate(lines):
        changed = number > 0 and line.speaker != lines[number - 1].speaker
        pause = draw.uniform(*GAP)
        if changed and draw.random() < OVERLAP_SHARE:
            pause = -draw.uniform(*OVERLAP)
        start = max(end + int(pause * SAMPLE_RATE), free[line.speaker], starts[-1] + 1 if starts else 0)
        starts.append(start)
        end = max(end, start + lengths[number])
        free[line.speaker] = start + lengths[number] + int(BREATH * SAMPLE_RATE)
    return starts
