"""Filler words: what is said to fill a pause. Pure.

A closed list of what dictionaries call parasitic words. The same words can carry meaning («что это значит»,
«вот этот договор»), so the commonest such uses are taken out; the count stays an estimate of style, and takes
no points from anybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from mentor.engines.text.normal import words_of

_LISTED = (
    "ну", "вот", "как бы", "типа", "короче", "короче говоря", "это самое", "в общем", "в общем то", "вообще то",
    "значит", "так сказать", "скажем так", "в принципе", "собственно", "собственно говоря", "на самом деле",
    "как говорится", "допустим", "получается", "э э", "э", "ээ", "эээ", "эм", "м м", "мм", "ммм", "м",
)  # fmt: skip
_SPELLED = {"э э": "э-э", "м м": "м-м", "ээ": "э-э", "эээ": "э-э", "э": "э-э",
            "эм": "э-м", "м": "м-м", "мм": "м-м", "ммм": "м-м",
            "в общем то": "в общем-то", "вообще то": "вообще-то"}  # fmt: skip
# The word before → with it, the word means something.
_MEANT_AFTER = {
    "значит": frozenset(("это", "что", "не", "много", "ничего", "который")),
    "ну": frozenset(("да",)),
}
# The word after → the same: «вот этот», «вот здесь», «получается сделать».
_MEANT_BEFORE = {
    "вот": frozenset(("этот", "эта", "это", "эти", "здесь", "тут", "там", "такой", "такая", "такие", "так")),
    "ну": frozenset(("да", "нет")),
    "получается": frozenset(("у",)),
}
_PHRASES = {tuple(each.split()) for each in _LISTED}
_LONGEST = max(len(each) for each in _PHRASES)


def fillers(texts: Iterable[str]) -> Counter[str]:
    """How often each filler stands in the texts, as it is written."""
    found: Counter[str] = Counter()
    for text in texts:
        words = words_of(text)
        at = 0
        while at < len(words):
            size = _filler_at(words, at)
            if size:
                spoken = " ".join(words[at : at + size])
                found[_SPELLED.get(spoken, spoken)] += 1
            at += size or 1
    return found


def _filler_at(words: tuple[str, ...], at: int) -> int:
    """How many words from ``at`` are one filler, the longest that fits; 0 for none."""
    for size in range(min(_LONGEST, len(words) - at), 0, -1):
        if words[at : at + size] in _PHRASES:
            before = words[at - 1] if at else ""
            after = words[at + size] if at + size < len(words) else ""
            key = words[at] if size == 1 else ""
            if before in _MEANT_AFTER.get(key, ()) or after in _MEANT_BEFORE.get(key, ()):
                return 0
            return size
    return 0
