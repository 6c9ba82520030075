"""A head's corrections of earlier texts: what must not be said again in such a loss, and the right words for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ..assessor.local.client import TIME
from ..profile import CompanyProfile, ForbiddenPhrase, TextCorrection
from ..text.cues import load_cues
from ..text.meaning import alike
from ..text.morphology import name_kind
from ..text.normal import words_of
from ..text.quotes import sentences
from .case import Case
from .parts import Draft
from .plan import Part, plan
from .polish import polished
from .port import Source
from .reasons import reasons_in
from .speech import is_allowed

_CUES = load_cues(Path(__file__).with_name("cues") / "corrections.txt")
_ALIKE, _ABOUT = 0.42, 0.3
# Greeting and who calls: no correction of the matter is about them.
_OPENING_SENTENCES = 2
# The parts that carry the matter; a head's right words stand in place of all of them.
_MATTER = frozenset(
    {"answer", "direct_answer", "need", "offer", "terms", "terms_or_question", "question", "heard_answer"}
)


def fitting(profile: CompanyProfile, case: Case) -> tuple[TextCorrection, ...]:
    """Corrections of this very loss and of losses like it, in the profile's order (newest first)."""
    return tuple(each for each in profile.corrections if _fits(each, case))


def _fits(correction: TextCorrection, case: Case) -> bool:
    return (
        correction.own
        or case.reason.name in reasons_in(correction.situation)
        or alike(case.words, correction.situation) >= _ALIKE
    )


def heeding(profile: CompanyProfile, corrections: tuple[TextCorrection, ...]) -> CompanyProfile:
    """The profile with what the corrections point at forbidden, so that other wordings are chosen."""
    avoided = tuple(ForbiddenPhrase(text) for each in corrections for text in avoided_in(each))
    return replace(profile, forbidden_phrases=(*profile.forbidden_phrases, *avoided))


def avoided_in(correction: TextCorrection) -> tuple[str, ...]:
    """Sentences of the wrong text that the head's reason speaks of; all of the matter where it names none."""
    spans = sentences(correction.wrong)
    body = [correction.wrong[s.start : s.end].strip(" .!?…") for s in spans][_OPENING_SENTENCES:]
    near = [text for text in body if alike(text, correction.why) >= _ABOUT]
    return tuple(near) if near or correction.say else tuple(body)


def heeded_speech(draft: Draft, corrections: tuple[TextCorrection, ...]) -> str:
    """The whole speech; the newest right words stand where the engine's own answer would."""
    own = next((each for each in corrections if each.say.strip()), None)
    right = right_words(own, draft.profile) if own is not None else ""
    waiting = bool(right)
    parts = plan(draft.case)
    for number, part in enumerate(parts):
        if right and part.__name__ in _MATTER:
            text = right if waiting else ""
            waiting = False
        else:
            if waiting and number == len(parts) - 1:
                draft.said.append(right)
                waiting = False
            text = _spoken(part, draft)
        if text:
            draft.said.append(text)
    return " ".join(draft.said)


def _spoken(part: Part, draft: Draft) -> str:
    return polished(part(draft), draft.profile)


def right_words(correction: TextCorrection, profile: CompanyProfile) -> str:
    """What of a head's words can be said to any client: no greeting, nobody's name, no day of that one talk."""
    found = [_without_address(correction.say[s.start : s.end]) for s in sentences(correction.say)]
    general = [text for text in found if _general(text)] or found
    return polished(" ".join(text for text in general if is_allowed(text, profile)), profile)


def _without_address(text: str) -> str:
    """«Ирина, в цену входит…» is said to anybody as «В цену входит…»."""
    head, comma, rest = text.partition(",")
    words = words_of(head)
    if comma and 0 < len(words) <= 2 and all(name_kind(word) is not None for word in words):
        plain = rest.strip()
        return plain[:1].upper() + plain[1:]
    return text


def _general(text: str) -> bool:
    named = any(len(word) > 3 and name_kind(word) is not None for word in words_of(text))
    return text not in _CUES["opening"] and text not in TIME and not named


def sources_of(corrections: tuple[TextCorrection, ...]) -> list[Source]:
    """What the text heeded: the right words, else the reason."""
    return [Source("correction", each.ref, each.say or each.why or each.wrong) for each in corrections]
