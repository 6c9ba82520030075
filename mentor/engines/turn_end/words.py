"""What is said tells too: nobody ends a turn with «и» or «потому что»."""

from __future__ import annotations

import re

# Words after which a Russian sentence goes on: conjunctions, prepositions, particles of search.
_OPEN = frozenset(
    [
        "и",
        "а",
        "но",
        "или",
        "либо",
        "что",
        "чтобы",
        "потому",
        "поэтому",
        "если",
        "когда",
        "как",
        "который",
        "которая",
        "которые",
        "которое",
        "где",
        "куда",
        "чем",
        "то",
        "есть",
        "ведь",
        "хотя",
        "пока",
        "в",
        "во",
        "на",
        "с",
        "со",
        "к",
        "ко",
        "по",
        "о",
        "об",
        "от",
        "до",
        "из",
        "за",
        "для",
        "при",
        "про",
        "без",
        "под",
        "над",
        "между",
        "через",
        "у",
        "не",
        "ни",
        "наш",
        "наша",
        "наши",
        "ваш",
        "ваша",
        "ваши",
        "этот",
        "эта",
        "эти",
        "мой",
        "моя",
        "мои",
        "очень",
        "самый",
        "более",
    ]
)
_FILLERS = frozenset(["ээ", "эээ", "эм", "мм", "ммм", "ну", "вот", "значит", "короче", "так", "типа"])
_WORD = re.compile(r"[а-яёa-z-]+")


def goes_on(text: str) -> bool:
    """Whether the words ask for more: the last one cannot end a sentence, or the speaker is searching for it."""
    words = _WORD.findall(text.lower())
    return bool(words) and words[-1] in _OPEN | _FILLERS
