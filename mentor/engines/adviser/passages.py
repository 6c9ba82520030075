"""How the company's reference calls met such an objection: sentences with substance that suit any client of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..assessor.local.plain_objections import plain_kinds
from ..assessor.local.reader.reading import read
from ..assessor.local.tagger import tag_call
from ..conversation import Conversation
from ..profile import CompanyProfile
from ..text.cues import load_cues
from ..text.meaning import alike
from ..text.morphology import is_known, name_kind
from ..text.normal import words_of
from ..text.numbers import numbers
from ..text.quotes import sentences
from .quoting import is_raw
from .speech import is_allowed

LEAST_WORDS, MOST_WORDS, MOST_CALLS, NEAR_ENOUGH = 6, 18, 12, 0.18
_CUES = load_cues(Path(__file__).with_name("cues") / "restated.txt")
_TIED, _LEANS, _SOLID = _CUES["tied"], _CUES["leans"], _CUES["solid"]
_ITS_OWN = re.compile(r"\bваш|\bу вас\b|\bвам\b|\bвас\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Passage:
    """One verbatim sentence of a reference call, the kinds of the objection and the words that it answered."""

    ref: str
    text: str
    kinds: frozenset[str]
    objection: str


def passage_for(profile: CompanyProfile, kind: str, words: str, current: Conversation) -> Passage | None:
    """The passage whose objection is nearest to ``words``; None where the reference calls met no such objection."""
    known = _figures(profile)
    best: tuple[float, Passage] | None = None
    for reference in profile.reference_calls[:MOST_CALLS]:
        if reference.conversation == current:
            continue
        for each in _met(reference.ref, reference.conversation, profile.name, profile.manager_names):
            if kind not in each.kinds or not frozenset(numbers(each.text)) <= known:
                continue
            score = alike(words, each.objection) + 0.2 * (each.text in _SOLID)
            if score >= NEAR_ENOUGH and is_allowed(each.text, profile) and (not best or score > best[0]):
                best = (score, each)
    return best[1] if best else None


@lru_cache(maxsize=2048)
def _met(
    ref: str, conversation: Conversation, company: str, managers: tuple[str, ...]
) -> tuple[Passage, ...]:
    call = tag_call(conversation, CompanyProfile(name=company, manager_names=managers))
    reading = read(call)
    found: list[Passage] = []
    kinds: frozenset[str] = frozenset()
    objection, since = "", 9
    for i, role in enumerate(call.roles):
        text = call.text(i)
        if role != "manager":
            fresh = frozenset(plain_kinds(text))
            if fresh:
                kinds, objection, since = fresh, text, 0
            continue
        since += 1
        if not kinds or since > 2 or is_raw(text) or reading.act(i, "substance") <= 0:
            continue
        pieces = [text[s.start : s.end] for s in sentences(text)]
        found += [Passage(ref, p, kinds, objection) for p in pieces if _fits_anybody(p)]
    return tuple(found)


def _fits_anybody(sentence: str) -> bool:
    said = words_of(sentence)
    return (
        LEAST_WORDS <= len(said) <= MOST_WORDS
        and sentence[-1:] in ".!"
        and sentence not in _TIED
        and sentence not in _LEANS
        and not _ITS_OWN.search(sentence)
        and not any(c in sentence for c in "…«»:")
        and all(is_known(w) for w in said)
        and not any(len(w) > 2 and name_kind(w) in ("Name", "Patr") for w in said)
    )


def _figures(profile: CompanyProfile) -> frozenset[int]:
    texts = [profile.product, *profile.required_in_presentation, *profile.expert_rules]
    texts += [f"{o.text} {o.good_answer}" for o in profile.objections] + [line for _, line in profile.script]
    return frozenset(n for text in texts for n in numbers(text)) | {1}
