"""How the client's voice will say the names that an integrator has marked, before anything is saved."""

from __future__ import annotations

import io
import wave

import numpy as np

from mentor.core.problems import Problem
from mentor.engines.errors import EngineError
from mentor.engines.text_to_speech.reading import ReadingTextToSpeech
from mentor.engines.text_to_speech.spoken.stress import stresses_of

MOST = 20  # names at once: the last ones, which somebody has just written


def names_said(written: str) -> bytes:
    """WAV, 16 bit, one lane, of the last names of ``written`` (as ``stresses_of`` takes them). Raises ``Problem``."""
    from config import engines

    try:
        stresses = stresses_of(written)
    except ValueError as wrong:
        raise Problem("stress_wrong", f"«{wrong}»: нужно слово с плюсом перед гласной: Ол+еся.") from wrong
    if not stresses:
        raise Problem("stress_missing", "Напишите слово с плюсом перед ударной гласной: Ол+еся.")
    try:
        voice = ReadingTextToSpeech(engines.text_to_speech(), stresses)
        speech = voice.speak(". ".join(list(stresses)[-MOST:]) + ".")
    except EngineError as problem:
        raise Problem("voice_failed", f"{problem} Ударения можно сохранить и так.", status=503) from problem
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(speech.sample_rate)
        sound.writeframes((np.clip(speech.samples, -1.0, 1.0) * 32767).astype("<i2").tobytes())
    return file.getvalue()
