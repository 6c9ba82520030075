"""ASGI entry point of the voice process: engines by the settings, talks by their tickets."""

from __future__ import annotations

import logging
import os
import sys
from concurrent.futures import ThreadPoolExecutor

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402 - as above

from config import engines, speech, talks  # noqa: E402 - as above
from mentor.engines.errors import EngineError, ModelMissingError  # noqa: E402 - as above
from mentor.engines.speech_to_text.port import SpeechToText  # noqa: E402 - as above
from mentor.engines.text_to_speech.reading import ReadingTextToSpeech  # noqa: E402 - as above
from mentor.engines.turn_end.port import SilenceAlone, TurnEnd  # noqa: E402 - as above
from mentor.engines.voice_activity.live import EnergyLiveVoice, LiveVoiceActivity  # noqa: E402 - as above
from mentor.voice.door import Door  # noqa: E402 - as above
from mentor.voice.engines import Engines, warmed  # noqa: E402 - as above
from mentor.voice.kept import place_of, seal_left  # noqa: E402 - as above

_log = logging.getLogger(__name__)
THREADS = 4
# A thread at work holds the interpreter for 5 ms at a time by default, and the loop asks for it several times a frame:
# ten lanes of 50 frames a second would fall behind real time while one of them is recognised.
SWITCH_S = 0.0005
NO_MODEL = (
    "На этой установке нет модели, которая превращает голос в слова. Печатайте: клиент отвечает голосом."
)


def make_engines() -> Engines:
    """Slow: networks are loaded and tried once, so that the first talk does not wait for them."""
    sys.setswitchinterval(SWITCH_S)
    recogniser = _recogniser()
    espeak = settings.VOICE == speech.ESPEAK
    made = Engines(
        activity=_activity(),
        turn_end=_turn_end(),
        recogniser=recogniser,
        speech=ReadingTextToSpeech(engines.text_to_speech()),
        threads=ThreadPoolExecutor(THREADS, thread_name_prefix="talk"),
        deaf_why="" if recogniser is not None else NO_MODEL,
        voice_names=("ru+m3", "ru+f2") if espeak else (None, None),
    )
    return warmed(made, engines.persona())


def _recogniser() -> SpeechToText | None:
    try:
        found = speech.recogniser(settings.TALK_MODEL) if settings.TALK_MODEL else engines.speech_to_text()
        return found if found.ready() else None
    except ModelMissingError as missing:
        _log.warning("talks are typed: %s", missing)
        return None


def _activity() -> LiveVoiceActivity:
    from mentor.engines.voice_activity.live import SileroVoiceActivity

    try:
        return SileroVoiceActivity()
    except EngineError as missing:
        _log.warning("voices are heard by loudness alone: %s", missing)
        return EnergyLiveVoice()


def _turn_end() -> TurnEnd:
    from mentor.engines.turn_end.smart_turn import SmartTurn

    try:
        return SmartTurn()
    except EngineError as missing:
        _log.warning("turns end by silence and words alone: %s", missing)
        return SilenceAlone()


application = Door(
    make_engines,
    place_of,
    talks.origins(settings.PUBLIC_URL, settings.PORT),
    settings.TALKS_MOST,
    sweep=seal_left,
)
