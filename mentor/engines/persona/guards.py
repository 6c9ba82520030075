"""What the client's words must satisfy before they are said, whichever engine found them."""

from __future__ import annotations

from pathlib import Path

from ..assessor.local.commitment import clause_state, clauses
from ..text.cues import load_cues
from ..text.meaning import alike
from ..text.normal import has_cyrillic, normalise
from ..text.numbers import numbers
from ..text.phrases import says_phrase
from ..text.quotes import sentences
from ..text.vectors import is_known
from .port import Play, Turned

MOST_SENTENCES, MOST_LETTERS = 2, 240
# How much of what had to be said the words must still mean.
LEAST_ALIKE = 0.2
RUSSIAN_SHARE = 0.7
_CUES = load_cues(Path(__file__).with_name("guards.txt"))


def problems_of(text: str, play: Play, turned: Turned) -> list[str]:
    """Everything that is wrong with ``text`` as the client's reply; empty where it may be said."""
    found: list[str] = []
    words = normalise(text).words
    if not words or not has_cyrillic(text) or sum(map(is_known, words)) < RUSSIAN_SHARE * len(words):
        return ["ответ должен быть по-русски"]
    if len(sentences(text)) > MOST_SENTENCES or len(text) > MOST_LETTERS:
        found.append("не больше двух коротких фраз")
    found += [why for name, why in _WHY.items() if text in _CUES[name]]
    if any(says_phrase(text, each.phrase) for each in play.profile.forbidden_phrases):
        found.append("в ответе запрещённая фраза")
    known = {normalise(line.text).text for line in turned.state.lines[:-1] if line.speaker == "client"}
    if normalise(text).text in known:
        found.append("это уже было сказано")
    wanted = turned.reply.text
    if not set(numbers(text)) <= set(numbers(wanted)):
        found.append("чисел, которых нет в „Что сказать“, называть нельзя")
    if not turned.state.agreed_on and _agrees(text) and not _agrees(wanted):
        found.append("соглашаться сейчас нельзя")
    if len(normalise(wanted).words) >= 4 and alike(text, wanted) < LEAST_ALIKE:
        found.append("смысл не тот, что в „Что сказать“")
    return found


_WHY = {
    "breaks_role": "ты клиент и никто другой: не выходи из роли",
    "coaches": "не подсказывай менеджеру и не оценивай его",
    "sells": "ты клиент, а не продавец",
}


def _agrees(text: str) -> bool:
    """Whether a clause says yes to a step."""
    return any(clause_state(text[s.start : s.end], offered=True) == "agreed" for s in clauses(text))
