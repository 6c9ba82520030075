"""Where the client stands at the end: agreed to a step with a time, put it off, refused, bought elsewhere.

Each of the client's turns is read clause by clause; the last decisive clause wins. A bare «хорошо» or «договорились»
decides only after a dated proposal of the manager, and never lifts a refusal or an evasion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ...text.cues import Span, load_cues
from ...text.normal import normalise
from .acts import TaggedCall

State = Literal["none", "agreed", "evaded", "refused", "bought"]

_CUES = load_cues(Path(__file__).with_name("cues") / "commitment.txt")
_WHEN = _CUES["when"]
_GOES = _CUES["goes"]
_TELLS = _CUES["tells"]
_ACCEPTS = _CUES["accepts"]
_EVADES = _CUES["evades"]
_TAKES_BACK = _CUES["takes_back"]
_REFUSES = _CUES["refuses"]
_BOUGHT = _CUES["bought"]
_CANCELS = _CUES["cancels"]
CUE_GROUPS = (_WHEN, _GOES, _TELLS, _ACCEPTS, _EVADES, _TAKES_BACK, _REFUSES, _BOUGHT, _CANCELS)
_CLAUSES = re.compile(
    r"[.!?…;,]+|\s+[—–-]\s+|\b(?:но|только|хотя|однако|зато)\b|\bа (?=(?:я|мы|в|потом|он|там|завтра|пока|если)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Commitment:
    """The client's last decisive clause: what it means, where it stands; ``cancelled``: the manager took it as off."""

    state: State
    utterance: int | None
    span: Span
    cancelled: bool
    agreed_before: bool


def clauses(text: str) -> list[Span]:
    """Clauses of an utterance as ranges; speech without punctuation is cut at conjunctions alone."""
    spans: list[Span] = []
    start = 0
    for match in _CLAUSES.finditer(text):
        if match.start() > start:
            spans.append(Span(start, match.start()))
        start = match.end() if not text[match.start()].isalpha() else match.start()
    spans.append(Span(start, len(text)))
    return [s for s in spans if normalise(text[s.start : s.end]).words]


def clause_state(text: str, *, offered: bool) -> State:
    """What one clause of the client decides; ``offered``: a dated step of the manager is open."""
    if text in _BOUGHT:
        return "bought"
    if text in _TAKES_BACK or text in _EVADES:
        return "evaded"
    dated = text in _WHEN
    accepts = offered and "?" not in text and text in _ACCEPTS
    picks_time = offered and dated and "не" not in normalise(text).words
    if dated and (text in _GOES or text in _TELLS):
        return "agreed"
    if text in _REFUSES:
        return "refused"
    return "agreed" if accepts or picks_time else "none"


def read_commitment(call: TaggedCall) -> Commitment:
    """Walk over the call and keep the client's last decisive clause."""
    state: State = "none"
    at: int | None = None
    place = Span(0, 1)
    offered, firm, agreed_before = False, False, False
    for i, role in enumerate(call.roles):
        text = call.text(i)
        if role == "manager":
            offered = (call.has(i, "propose", "question", "recap") and text in _WHEN) or (
                offered and call.has(i, "sends", "price", "recap")
            )
            continue
        for span in clauses(text):
            piece = text[span.start : span.end]
            now = clause_state(piece, offered=offered and state not in ("bought",))
            if now == "none":
                continue
            dated = piece in _WHEN
            if (
                now == "agreed"
                and state in ("evaded", "refused", "bought")
                and not (dated or (offered and not firm))
            ):
                continue
            firm = now in ("refused", "bought")
            agreed_before = agreed_before or now == "agreed"
            if firm and state in ("refused", "bought"):
                # the client was lost at the first word of a refusal, not at its last repetition
                continue
            state, at, place = now, i, span
    cancelled = at is not None and any(call.text(m) in _CANCELS for m in call.of("manager", after=at))
    return Commitment(state, at, place, cancelled, agreed_before)
