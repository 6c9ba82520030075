"""What of the company's experience is put beside a call: experts' grades and reference calls that are like it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..conversation import Conversation
from ..profile import CompanyProfile, GradedMoment
from ..text.likeness import content

MOST_MOMENTS, MOST_PASSAGES = 12, 4
# A passage of a reference call: the client's words and what the manager answered.
MOST_LETTERS = 420
LEAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Passage:
    """Two turns of a reference call, verbatim."""

    ref: str
    client: str
    manager: str


@dataclass(frozen=True, slots=True)
class Experience:
    """The moments and passages most like a call, the likest first; empty where nothing is like it."""

    moments: tuple[GradedMoment, ...]
    passages: tuple[Passage, ...]


def similar_experience(conversation: Conversation, profile: CompanyProfile) -> Experience:
    """By shared content words in any form. Same call and profile, same choice."""
    said = [content(u.text) for u in conversation.utterances]
    moments = [(_nearest(content(m.quote), said), m) for m in profile.graded if m.quote.strip()]
    passages = [(_nearest(content(p.client), said), p) for p in _passages(conversation, profile)]
    return Experience(
        tuple(m for score, m in sorted(moments, key=lambda pair: -pair[0])[:MOST_MOMENTS] if score > 0),
        tuple(p for score, p in sorted(passages, key=lambda pair: -pair[0])[:MOST_PASSAGES] if score > 0),
    )


def _nearest(words: frozenset[str], said: Sequence[frozenset[str]]) -> float:
    """The Dice share of the likest utterance, 0–1."""
    return max(
        (2 * len(words & each) / (len(words) + len(each)) for each in said if words and each), default=0.0
    )


def _passages(conversation: Conversation, profile: CompanyProfile) -> list[Passage]:
    found: list[Passage] = []
    for reference in profile.reference_calls:
        turns = reference.conversation.utterances
        if turns == conversation.utterances:
            continue  # a reference call is not shown to itself
        for one, other in pairwise(turns):
            if (
                one.speaker == "client"
                and other.speaker == "manager"
                and len(content(one.text)) >= LEAST_WORDS
            ):
                found.append(Passage(reference.ref, one.text[:MOST_LETTERS], other.text[:MOST_LETTERS]))
    return found
