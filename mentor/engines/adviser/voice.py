"""How this company's best managers put it: short wordings of its reference calls, by what they do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..assessor.local.plain_objections import plain_kinds
from ..assessor.local.reader.reading import Reading, read
from ..assessor.local.tagger import tag_call
from ..conversation import Conversation
from ..profile import CompanyProfile
from ..text.cues import load_cues
from ..text.morphology import name_kind, part_of_speech, reform
from ..text.normal import words_of
from ..text.numbers import numbers
from ..text.quotes import sentences
from .quoting import is_raw

MOST_WORDS, MOST_JOIN, MOST_CALLS = 9, 4, 12
_SURE = 0.0
_CUES = load_cues(Path(__file__).with_name("cues") / "voice.txt")
_TIED_TO_A_CALL, _JOINS, _PROPOSES = _CUES["tied"], _CUES["joins"], _CUES["proposes"]


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence of a reference call, verbatim; ``kinds`` of the objection it answered, empty for none."""

    ref: str
    does: str
    text: str
    kinds: frozenset[str]


def wordings(profile: CompanyProfile, does: str, kind: str, current: Conversation) -> list[Wording]:
    """Sentences that do ``join``, ``check`` or ``propose``, for that kind of objection."""
    found: list[Wording] = []
    for reference in profile.reference_calls[:MOST_CALLS]:
        if reference.conversation == current:
            continue
        for each in _heard(
            reference.ref, reference.conversation, _Names(profile.name, profile.manager_names)
        ):
            fits = (
                kind in each.kinds
                or (does == "check")
                or (does == "join" and not each.kinds and len(each.text) < 16)
            )
            if each.does == does and (fits or does == "propose"):
                found.append(each)
    return found


@dataclass(frozen=True, slots=True)
class _Names:
    company: str
    managers: tuple[str, ...]


@lru_cache(maxsize=2048)
def _heard(ref: str, conversation: Conversation, names: _Names) -> tuple[Wording, ...]:
    """All usable sentences of one reference call; read once, it does not change."""
    call = tag_call(conversation, CompanyProfile(name=names.company, manager_names=names.managers))
    reading = read(call)
    found: list[Wording] = []
    for i, role in enumerate(call.roles):
        if role != "manager" or is_raw(call.text(i)):
            continue
        kinds = frozenset(plain_kinds(call.text(i - 1))) if i else frozenset()
        pieces = [call.text(i)[s.start : s.end] for s in sentences(call.text(i))]
        found += [Wording(ref, does, text, kinds) for does, text in _of_turn(reading, i, pieces)]
    return tuple(found)


def _of_turn(reading: Reading, index: int, pieces: list[str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if reading.act(index, "join") > _SURE and _joins(pieces):
        found.append(("join", pieces[0]))
    if (
        reading.act(index, "check") > _SURE
        and pieces
        and pieces[-1].endswith("?")
        and len(pieces[-1].split()) < 5
    ):
        found.append(("check", pieces[-1]))
    if reading.act(index, "propose") > _SURE:
        found += [("propose", p) for p in pieces if p in _PROPOSES and not p.endswith("?")]
    return [(does, text) for does, text in found if _usable(text)]


def _joins(pieces: list[str]) -> bool:
    """Does the turn begin with words that join, short enough to suit any client."""
    first = pieces[0] if pieces else ""
    return first in _JOINS and not first.endswith("?") and len(first.split()) <= MOST_JOIN


def _usable(text: str) -> bool:
    """Short, and about nobody in particular: no names, figures, days, gender."""
    said = words_of(text)
    return (
        0 < len(said) <= MOST_WORDS
        and not numbers(text)
        and text not in _TIED_TO_A_CALL
        and not any(c in text for c in "«»…:")
        and not any(len(w) > 3 and name_kind(w) is not None for w in said)
        and not any(_has_gender(w) for w in said)
    )


def _has_gender(word: str) -> bool:
    return part_of_speech(word) in ("VERB", "ADJS", "PRTS") and bool(
        reform(word, {"past", "sing"}, {"sing"})
        or (part_of_speech(word) == "ADJS" and reform(word, {"sing"}, {"sing"}))
    )
