"""A voice that reads written Russian: figures become words, company names keep their stress, sentences stream."""

from __future__ import annotations

from collections.abc import Generator, Mapping

from .port import Speech, TextToSpeech
from .sentences import sentences
from .spoken import spoken


class ReadingTextToSpeech:
    """``voice`` behind the same port; ``stresses`` as in ``spoken``."""

    def __init__(self, voice: TextToSpeech, stresses: Mapping[str, str] | None = None) -> None:
        self.name = voice.name
        self._voice, self._stresses = voice, dict(stresses or {})

    def stressing(self, stresses: Mapping[str, str]) -> ReadingTextToSpeech:
        """The same voice that knows where these names have their stress."""
        return ReadingTextToSpeech(self._voice, stresses)

    def speak(self, text: str, *, voice: str | None = None, rate: float = 1.0, pitch: float = 1.0) -> Speech:
        """Raises ``EngineError``."""
        return self._voice.speak(spoken(text, self._stresses), voice=voice, rate=rate, pitch=pitch)

    def stream(
        self, text: str, *, voice: str | None = None, rate: float = 1.0, pitch: float = 1.0
    ) -> Generator[Speech, None, None]:
        """Pieces in order, each made when it is asked for; the first is short. Raises ``EngineError``.

        Who stops asking stops the voice: the rest is never made.
        """
        for sentence in sentences(spoken(text, self._stresses)):
            yield self._voice.speak(sentence, voice=voice, rate=rate, pitch=pitch)
