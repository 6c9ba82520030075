"""Who speaks in a transcript that does not say it: told by what is said alone, with how sure that is.

A chain of two states over the utterances: each sounds more like the company's side or like a client's
(``roles.manager_likeness``), and the turn changes hands, or stays, between two of them. The posterior of the
chain (forward and backward sums) gives both the sides and the confidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...conversation import Conversation
from ...profile import CompanyProfile
from ...text.normal import stems
from .acts import Role
from .roles import STAY, manager_likeness

Array = NDArray[np.float64]

# How sentences sound: trained by ``evaluation.speakers`` on our own labelled calls.
WEIGHTS = Path(__file__).with_name("speakers.tsv")
# Fitted there with whole companies left out, so that the confidence is the share that is right.
_CUES, _SOUNDS = 0.4, 0.25  # evidence of one point of likeness, of one point of the trained log-odds
_AFTER_QUESTION, _WITHIN_SPEECH = 1.6, 0.25  # log-odds that the turn changes between two sentences
_AFTER_PAUSE, _PAUSE = 0.8, 0.6


@dataclass(frozen=True, slots=True)
class Told:
    """A side for every utterance; ``confidence``: the share of them that is likely right, 0.5–1."""

    roles: tuple[Role, ...]
    confidence: float


def tell_speakers(
    conversation: Conversation,
    profile: CompanyProfile,
    *,
    whole_turns: bool,
    weights: Mapping[str, float] | None = None,
) -> Told:
    """Sides of all utterances; labels that are there are kept.

    ``whole_turns``: each utterance is a turn of one person, as telephony sends them; else they are sentences of
    a recogniser that heard both sides in one lane, and several may belong to one turn. ``weights``: another
    training's than the shipped ones.
    """
    if not conversation.utterances:
        return Told((), 0.5)
    # who speaks whole turns is told by their cues and their taking over; sentences need every word
    known = {} if whole_turns else (shipped_weights() if weights is None else weights)
    evidence = np.array(
        [
            _CUES * manager_likeness(each.text, at, conversation, profile)
            + _SOUNDS * sounds(each.text, known)
            for at, each in enumerate(conversation.utterances)
        ]
    )
    for at, each in enumerate(conversation.utterances):
        if each.speaker != "unknown":
            evidence[at] = 50.0 if each.speaker == "manager" else -50.0
    change = np.full(len(evidence), STAY) if whole_turns else _changes(conversation)
    return _told(_posterior(evidence, change))


def tell_voices(voices: Sequence[int], conversation: Conversation, profile: CompanyProfile) -> Told:
    """The same where it is known which utterances share a voice (0 or 1): which of the two is the manager's."""
    known = shipped_weights()
    total = sum(
        (1 if voice == 0 else -1)
        * (
            _CUES * manager_likeness(each.text, at, conversation, profile)
            + _SOUNDS * sounds(each.text, known)
        )
        for at, (voice, each) in enumerate(zip(voices, conversation.utterances, strict=True))
    )
    sure = float(1.0 / (1.0 + np.exp(-2.0 * abs(total))))
    manager = 0 if total >= 0 else 1
    return Told(tuple("manager" if voice == manager else "client" for voice in voices), sure)


def grams(text: str) -> frozenset[str]:
    """What a sentence is scored by: its stems, pairs of them, how it begins, whether it asks, how long it is."""
    found = stems(text)
    pairs = (f"{one} {two}" for one, two in pairwise(found))
    first = (f"^{found[0]}",) if found else ()
    asks = ("?",) if "?" in text else ()
    return frozenset((*found, *pairs, *first, *asks, f"#{min(4, len(found) // 4)}"))


def sounds(text: str, weights: Mapping[str, float]) -> float:
    """Trained log-odds that the sentence is the manager's."""
    return sum(weights.get(gram, 0.0) for gram in grams(text))


@cache
def shipped_weights() -> Mapping[str, float]:
    """The weights that come with the product."""
    rows = (line.split("\t") for line in WEIGHTS.read_text(encoding="utf-8").splitlines())
    return {gram: float(weight) for gram, weight in rows}


def _changes(conversation: Conversation) -> Array:
    """Log-odds that the turn changes before each utterance."""
    found = np.zeros(len(conversation.utterances))
    for at in range(1, len(found)):
        before, here = conversation.utterances[at - 1], conversation.utterances[at]
        found[at] = _AFTER_QUESTION if before.text.rstrip().endswith("?") else _WITHIN_SPEECH
        if before.end is not None and here.start is not None and here.start - before.end >= _PAUSE:
            found[at] += _AFTER_PAUSE
    return found


def _posterior(evidence: Array, change: Array) -> Array:
    """Probability that each utterance is the manager's; ``evidence`` is half the log-odds of it alone."""
    score = np.stack([evidence, -evidence], axis=1)
    count = len(evidence)
    forward, backward = np.zeros((count, 2)), np.zeros((count, 2))
    forward[0] = score[0]
    for at in range(1, count):
        keep, swap = forward[at - 1], forward[at - 1][::-1] + change[at]
        forward[at] = np.logaddexp(keep, swap) + score[at]
    for at in range(count - 2, -1, -1):
        after = backward[at + 1] + score[at + 1]
        backward[at] = np.logaddexp(after, after[::-1] + change[at + 1])
    total = forward + backward
    posterior: Array = 1.0 / (1.0 + np.exp(np.clip(total[:, 1] - total[:, 0], -700, 700)))
    return posterior


def _told(manager: Array) -> Told:
    roles: tuple[Role, ...] = tuple("manager" if each >= 0.5 else "client" for each in manager)
    return Told(roles, float(np.mean(np.maximum(manager, 1.0 - manager))))
