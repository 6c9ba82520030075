"""What no engine may judge: nothing said, another language, one side only, a meeting of hours."""

from __future__ import annotations

from ..conversation import Conversation
from ..errors import EngineError
from ..text.normal import has_cyrillic, normalise
from ..text.vectors import is_known

MIN_WORDS = 6
# About two hours of speech: longer ones are meetings.
MAX_WORDS = 16_000
# Of Russian speech, damaged by a recogniser or not, at least 79% of the words stand in the vocabulary of the vectors;
# of Tatar, Kazakh, Belarusian and Ukrainian samples at most 63%.
RUSSIAN_SHARE = 0.7
NOT_RUSSIAN = "Разговор не на русском языке: такой звонок движок не оценивает."


def refuse_unjudgeable(conversation: Conversation) -> None:
    """Raise ``EngineError(permanent=True)`` where judging the conversation would be inventing."""
    spoken = [u for u in conversation.utterances if normalise(u.text).words]
    if not spoken:
        raise EngineError("Расшифровка пуста: оценивать нечего.", permanent=True)
    text = " ".join(u.text for u in spoken)
    words = normalise(text).words
    if not has_cyrillic(text):
        raise EngineError(NOT_RUSSIAN, permanent=True)
    if len(words) < MIN_WORDS:
        raise EngineError("В расшифровке слишком мало слов: оценивать нечего.", permanent=True)
    if len(words) > MAX_WORDS:
        raise EngineError(
            f"Разговор слишком длинный для звонка о продаже: {len(words)} слов, больше двух часов речи. "
            "Похоже на совещание, по регламенту оно не оценивается.",
            permanent=True,
        )
    if sum(is_known(word) for word in words) < RUSSIAN_SHARE * len(words):
        raise EngineError(NOT_RUSSIAN, permanent=True)
    speakers = {u.speaker for u in spoken}
    if len(speakers) == 1 and "unknown" not in speakers:
        raise EngineError("Слышна только одна сторона разговора: оценивать нечего.", permanent=True)
    if len(spoken) == 1:
        raise EngineError("В расшифровке одна реплика: оценивать нечего.", permanent=True)
