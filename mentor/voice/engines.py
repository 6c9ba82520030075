"""What a conversation needs of engines, and the threads they work in: the loop that hears must never wait for them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from typing import ParamSpec, TypeVar

import numpy as np

from mentor.engines.persona.port import Heard, Persona, Play, answer
from mentor.engines.persona.scenario import Character, Doubt, Goal, Scenario
from mentor.engines.profile import CompanyProfile
from mentor.engines.speech_to_text.port import SpeechToText
from mentor.engines.text_to_speech.reading import ReadingTextToSpeech
from mentor.engines.turn_end.port import TurnEnd
from mentor.engines.voice_activity.live import RATE, EnergyLiveVoice, LiveVoiceActivity
from mentor.engines.voice_activity.port import Span

from .sound import Samples, at_wire_rate

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


_log = logging.getLogger(__name__)
_HEARS = 0.5
_CROWDED = 4  # pieces of work asked for at once: the threads of the voice process
_PLAY = Play(
    Scenario(
        kind="objection",
        title="Проба",
        stage=4,
        direction="out",
        character=Character(name="Ольга", feminine=True, portrait="", need=""),
        doubts=(Doubt("Дорого", "price"),),
        goal=Goal("meeting", "встреча"),
    ),
    CompanyProfile(name="Проба"),
)
_TRIAL = "Здравствуйте, вам удобно говорить?"


@dataclass(frozen=True, slots=True)
class Engines:
    """``recogniser``: None where no model is on the machine; then ``deaf_why`` says so in the manager's words.

    ``voice_names``: for a man and for a woman, None where the voice has but one.
    """

    activity: LiveVoiceActivity
    turn_end: TurnEnd
    recogniser: SpeechToText | None
    speech: ReadingTextToSpeech
    threads: Executor
    deaf_why: str = ""
    voice_names: tuple[str | None, str | None] = (None, None)
    _asked: set[object] = field(default_factory=set)

    @property
    def crowded(self) -> bool:
        """Whether talks wait for each other: then nothing is begun that may be thrown away."""
        return len(self._asked) >= _CROWDED

    async def run(self, work: Callable[Asked, Answer], *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        """``work`` in a thread."""
        loop, asked = asyncio.get_running_loop(), object()
        self._asked.add(asked)
        try:
            return await loop.run_in_executor(self.threads, lambda: work(*args, **kwargs))
        finally:
            self._asked.discard(asked)

    def words(self, samples: Samples) -> str:
        """What was said in a stretch of speech; to be called in a thread. Raises ``EngineError``."""
        assert self.recogniser is not None
        if not len(samples):
            return ""
        span = Span(0.0, len(samples) / RATE)
        found = self.recogniser.transcribe(samples, RATE, speech=(span,))
        return " ".join(part.text.strip() for part in found if part.text.strip())


def warmed(made: Engines, persona: Persona) -> Engines:
    """Every engine has worked once. A detector that does not hear a voice speak is no detector: loudness takes over."""
    spoken = at_wire_rate(made.speech.speak(_TRIAL))
    silence = np.zeros(RATE, np.float32)
    sure = made.activity.open().push(np.concatenate([silence, spoken, silence]))
    if max(sure) < _HEARS:
        _log.warning("%s does not hear a voice: voices are heard by loudness alone", made.activity.name)
        made = replace(made, activity=EnergyLiveVoice())
    made.turn_end.finished(spoken)
    answer(persona, _PLAY, persona.open(_PLAY).state, Heard(text=_TRIAL))
    if made.recogniser is not None:
        made.words(spoken)
    return made
