"""What the manager already said of this client's matter that is worth saying again.

The need as it was summed up and the offer with its figures: verbatim sentences of this call, nothing is invented.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..assessor.local.reader.reading import read
from ..assessor.local.tagger import tag_call
from ..conversation import Conversation
from ..profile import CompanyProfile
from ..text.cues import load_cues
from ..text.morphology import is_known, name_kind
from ..text.normal import words_of
from ..text.numbers import numbers
from ..text.quotes import sentences
from .quoting import is_raw

_CUES = load_cues(Path(__file__).with_name("cues") / "restated.txt")
_TIED, _LEANS, _OPENING, _SOLID = (_CUES[name] for name in ("tied", "leans", "opening", "solid"))
_SUMS_UP = re.compile(
    r"^(?:так,? |ну,? |понял[аи]?[,:.]? |хорошо,? )*"
    r"(?:правильно (?:я )?пон(?:имаю|ял[аи]?)(?:, что)?|то есть|значит|итого|получается)[,:]? ?",
    re.IGNORECASE,
)
_ASKS = re.compile(r",? (?:верно|так|да|правильно|все верно|всё верно)$", re.IGNORECASE)
_DENIES = re.compile(r"^(?:нет|не |да нет)", re.IGNORECASE)
LEAST_WORDS, MOST_WORDS, MOST_SUMMARY = 5, 17, 16
OFFERS = ("present", "tie", "proof")


@dataclass(frozen=True, slots=True)
class Restated:
    """A sentence of the manager: ``does`` is ``summary`` or ``offer``; ``said`` goes after a colon."""

    does: str
    utterance: int
    said: str
    quote: str
    solid: bool


@lru_cache(maxsize=256)
def restatable(conversation: Conversation, company: str, managers: tuple[str, ...]) -> tuple[Restated, ...]:
    """All of them in the call's order. Recogniser's raw turns give none: where one thought ends is not known."""
    call = tag_call(conversation, CompanyProfile(name=company, manager_names=managers))
    reading = read(call)
    found: list[Restated] = []
    for i, role in enumerate(call.roles):
        text = call.text(i)
        if role != "manager" or is_raw(text):
            continue
        pieces = [text[s.start : s.end] for s in sentences(text)]
        denied = i + 1 < len(call.roles) and bool(_DENIES.match(call.text(i + 1)))
        if reading.act(i, "need_summary") > 0 and not denied:
            found += [r for p in pieces if (r := _summary(i, p))]
        if any(reading.act(i, act) > 0 for act in OFFERS):
            found += [r for p in pieces if (r := offer_in(i, p))]
    return tuple(found)


def _summary(index: int, sentence: str) -> Restated | None:
    match = _SUMS_UP.match(sentence)
    if not match:
        return None
    said = _ASKS.sub("", sentence[match.end() :].strip(" .?!…"))
    if not _can_be_said(said, least=4, most=MOST_SUMMARY):
        return None
    return Restated("summary", index, _lowered(said), sentence, True)


def offer_in(index: int, sentence: str) -> Restated | None:
    """The sentence as an offer to repeat; None where it leans on its day, its neighbours or on gestures of the talk."""
    opening = _OPENING.find(sentence)
    at = opening.end if opening and opening.start == 0 else 0
    said = sentence[at:].lstrip(" ,—:").rstrip(" .!…")
    if "?" in said or not _can_be_said(said, least=LEAST_WORDS, most=MOST_WORDS) or said in _LEANS:
        return None
    return Restated("offer", index, _lowered(said), sentence, said in _SOLID or bool(numbers(said)))


def _can_be_said(said: str, *, least: int, most: int) -> bool:
    words = words_of(said)
    return (
        least <= len(words) <= most
        and said not in _TIED
        and not any(c in said for c in "…:?!")
        and said.count("«") == said.count("»")
        and all(is_known(w) or any(c.isdigit() for c in w) for w in words)
        and not any(_is_person(w) for w in re.findall(r"[А-ЯЁ][а-яё]+", said))
    )


def _is_person(word: str) -> bool:
    return name_kind(word.lower().replace("ё", "е")) in ("Name", "Patr")


def _lowered(said: str) -> str:
    first = said.split(maxsplit=1)[0]
    keeps = not first[0].isalpha() or (len(first) > 1 and first.isupper())
    return said if keeps else said[0].lower() + said[1:]
