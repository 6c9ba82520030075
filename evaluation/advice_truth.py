"""Traces what a recommendation says to where it may come from; knows nothing of how the text was written.

Every figure, proper name, promise and noun must stand in the call, in the company's knowledge, or, for nouns and the
hours and days of the next step, in the reviewed list of general words (``advice_words.txt``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from mentor.engines.adviser.port import LostCall
from mentor.engines.language_model.facts import Known, figures
from mentor.engines.profile import CompanyProfile
from mentor.engines.text.morphology import lemma, part_of_speech
from mentor.engines.text.normal import stem, words_of

_WORDS = Path(__file__).with_name("advice_words.txt")
# Hours of the clock, «на пять минут», «недель через шесть»: the calendar of the next step, not a fact of the offer.
_CLOCK = frozenset(range(25)) | {30}
_STOPS = re.compile(r"[«»„“.!?,;:()\n—]+")
_FORM = "Рекомендуется перезвонить и сказать следующее"


@cache
def general_words() -> frozenset[str]:
    """Dictionary forms that a recommendation may use of its own."""
    lines = _WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def sources(lost: LostCall, profile: CompanyProfile) -> list[str]:
    """All texts that a recommendation for this call may lean on."""
    talk = lost.conversation
    texts = [u.text for call in (talk, *lost.history) for u in call.utterances]
    texts += [
        talk.client_name or "",
        talk.manager_name or "",
        profile.name,
        profile.industry,
        profile.product,
    ]
    texts += [text for _, text in profile.script]
    texts += [*profile.required_in_presentation, *profile.expert_rules]
    texts += [f"{o.text} {o.good_answer}" for o in profile.objections]
    texts += [u.text for reference in profile.reference_calls for u in reference.conversation.utterances]
    return texts


def strangers(text: str, lost: LostCall, profile: CompanyProfile) -> list[str]:
    """What ``text`` says from nowhere, one entry a figure, name, promise or noun; empty where all is traced."""
    known = sources(lost, profile)
    held = figures("\n".join(known)) | _figures(known)
    found = [f"цифра {n}" for n in sorted(_figures([text]) - held - _CLOCK)]
    told = [each for each in Known(known).strangers(text) if not each.startswith("цифры ")]
    return found + told + _nouns(text.replace(_FORM, " "), "\n".join(known))


def _figures(texts: Iterable[str]) -> frozenset[int]:
    """Figures of pieces between stops: two sums that stand side by side are not one."""
    pieces = (piece for text in texts for piece in _STOPS.split(text))
    return frozenset(number for piece in pieces for number in figures(piece))


def _nouns(text: str, known: str) -> list[str]:
    words = words_of(known)
    stems, lemmas = {stem(w) for w in words}, {lemma(w) for w in words}
    said = dict.fromkeys(w for w in words_of(text) if part_of_speech(w) == "NOUN" and not re.search(r"\d", w))
    return [
        f"слово «{word}»"
        for word in said
        if lemma(word) not in lemmas | general_words() and stem(word) not in stems
    ]
