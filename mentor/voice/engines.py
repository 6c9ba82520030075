"""What a conversation needs of engines, and the threads they work in: the loop that hears must never wait for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from mentor.engines.persona.port import Persona
from mentor.engines.speech_to_text.port import SpeechToText
from mentor.engines.text_to_speech.reading import ReadingTextToSpeech
from mentor.engines.turn_end.port import TurnEnd
from mentor.engines.voice_activity.live import RATE, LiveVoiceActivity
from mentor.engines.voice_activity.port import Span

from .sound import Samples

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Engines:
    """``recogniser``: None where no model is on the machine; then ``deaf_why`` says so in the manager's words.

    ``voice_names``: for a man and for a woman, None where the voice has but one.
    """

    activity: LiveVoiceActivity
    turn_end: TurnEnd
    recogniser: SpeechToText | None
    speech: ReadingTextToSpeech
    persona: Persona
    threads: Executor
    deaf_why: str = ""
    voice_names: tuple[str | None, str | None] = (None, None)

    async def run(self, work: Callable[Asked, Answer], *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        """``work`` in a thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.threads, lambda: work(*args, **kwargs))

    def words(self, samples: Samples) -> str:
        """What was said in a stretch of speech; to be called in a thread. Raises ``EngineError``."""
        assert self.recogniser is not None
        if not len(samples):
            return ""
        span = Span(0.0, len(samples) / RATE)
        found = self.recogniser.transcribe(samples, RATE, speech=(span,))
        return " ".join(part.text.strip() for part in found if part.text.strip())
