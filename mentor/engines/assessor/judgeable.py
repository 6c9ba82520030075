"""What no engine may judge: nothing said, another language, one side only."""

from __future__ import annotations

from ..conversation import Conversation
from ..errors import EngineError
from ..text.normal import has_cyrillic, normalise

MIN_WORDS = 6


def refuse_unjudgeable(conversation: Conversation) -> None:
    """Raise ``EngineError(permanent=True)`` where judging the conversation would be inventing."""
    spoken = [u for u in conversation.utterances if normalise(u.text).words]
    if not spoken:
        raise EngineError("Расшифровка пуста: оценивать нечего.", permanent=True)
    text = " ".join(u.text for u in spoken)
    if not has_cyrillic(text):
        raise EngineError("Разговор не на русском языке: такой звонок движок не оценивает.", permanent=True)
    if len(normalise(text).words) < MIN_WORDS:
        raise EngineError("В расшифровке слишком мало слов: оценивать нечего.", permanent=True)
    speakers = {u.speaker for u in spoken}
    if len(speakers) == 1 and "unknown" not in speakers:
        raise EngineError("Слышна только одна сторона разговора: оценивать нечего.", permanent=True)
    if len(spoken) == 1:
        raise EngineError("В расшифровке одна реплика: оценивать нечего.", permanent=True)
