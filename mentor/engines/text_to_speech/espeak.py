"""The voice that is always there: espeak-ng from the wheel ``espeakng-loader`` (GPL-3), called by ctypes.

Library and data lie inside the wheel, so nothing is downloaded and nothing is looked for on the system.
The library keeps one voice and one set of parameters for the whole process; one lock guards all of it,
and each call sets everything it needs before it speaks.
API: espeak-ng 1.52, ``speak_lib.h``.
"""

from __future__ import annotations

import ctypes
import math
import threading
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import EngineError, ModelMissingError
from .port import Speech

DEFAULT_VOICE = "ru"
MAX_CHARS = 20_000  # about twenty minutes of speech; the library answers only when all of it is spoken

# speak_lib.h
_AUDIO_OUTPUT_SYNCHRONOUS = 2  # espeak_Synth returns after the callback got every sample
_INITIALIZE_DONT_EXIT = 0x8000  # without it the library ends the process where its data is missing
_PARAMETER_RATE, _PARAMETER_PITCH = 1, 3
_CHARS_UTF8 = 1
_POS_CHARACTER = 1
_OK = 0
_SEED = 1  # breath and jitter are random and seeded by the clock unless told otherwise

_WORDS_A_MINUTE, _SLOWEST, _FASTEST = 175, 80, 450  # espeakRATE: its default and its limits
_NORMAL_PITCH, _OCTAVE = 50, 50  # espeakPITCH: 0 is an octave below the voice's own, 100 an octave above

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


@dataclass(slots=True)
class _Library:
    """The one loaded library of this process; ``callback`` must outlive every call, C keeps its address."""

    handle: Any
    sample_rate: int
    variants: frozenset[str]
    lock: threading.Lock = field(default_factory=threading.Lock)
    chunks: list[bytes] = field(default_factory=list)
    callback: Any = None


_loading = threading.Lock()


def _collector(library: _Library) -> Any:
    def collect(samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            library.chunks.append(ctypes.string_at(samples, count * 2))
        return 0  # go on speaking

    return _Callback(collect)


@cache
def _load() -> _Library:
    try:
        import espeakng_loader

        data = Path(espeakng_loader.get_data_path())
        handle = ctypes.CDLL(espeakng_loader.get_library_path())
    except (ImportError, OSError, RuntimeError) as problem:
        raise ModelMissingError("Синтезатор речи espeak-ng не установлен на этой машине.") from problem
    rate = handle.espeak_Initialize(_AUDIO_OUTPUT_SYNCHRONOUS, 0, str(data).encode(), _INITIALIZE_DONT_EXIT)
    if rate <= 0:
        raise ModelMissingError("Данные синтезатора речи espeak-ng не найдены или повреждены.")
    variants = frozenset(path.name for path in (data / "voices" / "!v").iterdir())
    library = _Library(handle=handle, sample_rate=rate, variants=variants)
    library.callback = _collector(library)
    handle.espeak_SetSynthCallback(library.callback)
    handle.espeak_Synth.argtypes = [
        ctypes.c_char_p,
        ctypes.c_size_t,
        ctypes.c_uint,
        ctypes.c_int,
        ctypes.c_uint,
        ctypes.c_uint,
        ctypes.c_void_p,
        ctypes.c_void_p,
    ]
    return library


def _library() -> _Library:
    with _loading:  # ``cache`` alone would let two threads initialise at once
        return _load()


class EspeakTextToSpeech:
    """Russian speech at 22 050 Hz.

    Voices: ``ru`` or ``ru+VARIANT`` where VARIANT is one of ``voices()``: ``m1``…``m8`` and ``f1``…``f5``
    sound like men and women, ``klatt``…``klatt6`` come from another synthesizer and differ most.
    ``rate`` is kept within 80–450 words a minute (0.46–2.57), ``pitch`` within an octave each way (0.5–2.0);
    the library moves the tone less than asked and never under about 75 Hz.
    Fresh processes that ask for the same texts in the same order get the same samples. Within one process a
    repeated request differs by some hundredths of a second: the library carries the wave's phase over.
    """

    name = "espeak-ng"

    def voices(self) -> tuple[str, ...]:
        """Every voice that ``speak`` accepts, sorted."""
        return (DEFAULT_VOICE, *(f"{DEFAULT_VOICE}+{variant}" for variant in sorted(_library().variants)))

    def speak(self, text: str, *, voice: str | None = None, rate: float = 1.0, pitch: float = 1.0) -> Speech:
        """Speak a text of at most ``MAX_CHARS`` characters.

        Raises ``EngineError`` (permanent) on a text that is empty or too long, an unknown voice, a rate or
        pitch that is no positive number; ``ModelMissingError`` where the wheel's library or data is missing.
        """
        library = _library()
        spoken = _checked_text(text)
        name = _checked_voice(voice or DEFAULT_VOICE, library.variants)
        words_a_minute = round(min(max(_WORDS_A_MINUTE * _positive(rate), _SLOWEST), _FASTEST))
        pitch_level = round(_NORMAL_PITCH + _OCTAVE * math.log2(min(max(_positive(pitch), 0.5), 2.0)))
        with library.lock:
            pcm = _synthesize(library, spoken, name, words_a_minute, pitch_level)
        samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32) / np.float32(32768)
        return Speech(samples=samples, sample_rate=library.sample_rate)


def _synthesize(library: _Library, text: bytes, voice: str, words_a_minute: int, pitch: int) -> bytes:
    library.chunks.clear()
    speaking = library.handle
    speaking.espeak_ng_SetRandSeed(ctypes.c_long(_SEED))
    done = (
        speaking.espeak_SetVoiceByName(voice.encode()) == _OK
        and speaking.espeak_SetParameter(_PARAMETER_RATE, words_a_minute, 0) == _OK
        and speaking.espeak_SetParameter(_PARAMETER_PITCH, pitch, 0) == _OK
        and speaking.espeak_Synth(text, len(text) + 1, 0, _POS_CHARACTER, 0, _CHARS_UTF8, None, None) == _OK
    )
    pcm = b"".join(library.chunks)
    library.chunks.clear()
    if not done or not pcm:
        raise EngineError("Синтезатор речи не смог произнести этот текст.", permanent=True)
    return pcm


def _checked_text(text: str) -> bytes:
    # A NUL would end the C string early and drop the rest of the text in silence.
    spoken = text.replace("\0", " ").strip()
    if not any(character.isalnum() for character in spoken):
        raise EngineError("Нечего произносить: в тексте нет слов.", permanent=True)
    if len(spoken) > MAX_CHARS:
        raise EngineError(f"Текст длиннее {MAX_CHARS} знаков, произнесите его по частям.", permanent=True)
    return spoken.encode("utf-8", "replace")


def _checked_voice(voice: str, variants: frozenset[str]) -> str:
    # The library takes an unknown variant without a word and speaks with the plain voice.
    language, plus, variant = voice.partition("+")
    if language != DEFAULT_VOICE or (plus and variant not in variants):
        raise EngineError(f"Голоса «{voice}» нет: есть «ru» и «ru+m1»…«ru+f5».", permanent=True)
    return voice


def _positive(value: float) -> float:
    if not math.isfinite(value) or value <= 0:
        raise EngineError("Темп и высота голоса — положительные числа, 1.0 — обычные.", permanent=True)
    return value
