"""Acts of the presentation: what is offered, the benefit in it, the proof, the price."""

from __future__ import annotations

from pathlib import Path

from ...text.cues import Cues, Span, load_cues
from ...text.normal import normalise
from ...text.numbers import numbers
from .acts import Act

_CUES = load_cues(Path(__file__).with_name("cues") / "pitch.txt")
OFFERS = _CUES["offers"]
BENEFIT = _CUES["benefit"]
PROOF = _CUES["proof"]
PRICE = _CUES["price"]
PRICE_QUESTION = _CUES["price_question"]
DODGES = _CUES["dodges"]
MIN_PITCH_WORDS = 11


def tag_pitch(text: str) -> dict[Act, Span]:
    """Presentation acts of a manager's utterance."""
    found: dict[Act, Span] = {}
    for act, cue in _PITCH:
        place = cue.find(text)
        if place is not None:
            found[act] = place
    words = normalise(text).words
    weight = len(words) / 10 + (text in OFFERS) + (text in PRICE) + min(2, len(numbers(text))) * 0.5
    if len(words) >= MIN_PITCH_WORDS and text in OFFERS and weight >= 3:
        found["present"] = OFFERS.find(text) or Span(0, 1)
    if text in PRICE and numbers(text):
        found["price"] = PRICE.find(text) or Span(0, 1)
    return found


_PITCH: tuple[tuple[Act, Cues], ...] = (("benefit", BENEFIT), ("proof", PROOF), ("defers_answer", DODGES))


def tag_client_questions(text: str) -> dict[Act, Span]:
    """What the client asks about the offer."""
    found: dict[Act, Span] = {}
    place = PRICE_QUESTION.find(text)
    if place is not None and ("?" in text or not any(c in text for c in ".!,")):
        found["price_question"] = place
    if "?" in text:
        found["client_question"] = Span(max(0, text.find("?") - 1), text.find("?") + 1)
    return found
