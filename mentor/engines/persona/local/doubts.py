"""What an answer does to an objection: ignored, argued with, asked about, joined, answered in substance."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ...text.cues import load_cues
from ...text.meaning import carried
from ...text.normal import normalise
from ..port import DoubtState
from ..scenario import Doubt
from .hearing import Understood, statements_of
from .mood import Turn

KIND_CUES = load_cues(Path(__file__).parent / "cues" / "answers.txt")
LEAST_WORDS = 7
# How much of the company's good answer a reply carries: enough by itself, enough beside something concrete.
NEAR, SOMEWHAT = 0.42, 0.25
# Log-odds of the reader that an answer has no substance.
EMPTY, EMPTY_THOUGH_JOINED, FULL = 1.0, 3.0, -1.5
BRUSHED = 0.5

Met = Literal["argued", "given_up", "answered", "shaken", "opened_up", "joined", "ignored"]


@dataclass(frozen=True, slots=True)
class Signals:
    """What of an answer to one objection was heard."""

    joined: bool
    clarified: bool
    substance: bool
    argued: bool
    gave_up: bool


def signals(u: Understood, doubt: Doubt) -> Signals:
    """The parts of a reply that speak to ``doubt``."""
    joined = u.has("join") or u.is_("joins_more")
    clarified = u.asks and (u.is_("asks_behind") or (u.has("clarify") and u.answered[0] < EMPTY))
    substance = _substance(u, doubt, joined=joined)
    argued = u.is_("snaps", "presses") or (u.has("argue") and not joined and not substance)
    gave_up = u.is_("gives_up") or (u.has("concede", "bye") and u.words <= 12)
    return Signals(joined, clarified, substance, argued, gave_up and not (substance or clarified))


def _substance(u: Understood, doubt: Doubt, *, joined: bool) -> bool:
    """Of what is stated, not of what is asked: near the good answer, or about this objection and concrete."""
    said = statements_of(u.text)
    if len(normalise(said).words) < LEAST_WORDS or (u.is_("promises") and not u.is_("concrete")):
        return False
    near = carried(said, doubt.good_answer) if doubt.good_answer else 0.0
    if near >= NEAR:
        return True
    brushed, _, empty = u.answered
    if said not in KIND_CUES[doubt.kind]:
        return False
    aimed = empty < EMPTY_THOUGH_JOINED if joined else empty < EMPTY and brushed < BRUSHED
    concrete = u.is_("concrete") or u.has("proof", "price", "benefit")
    return (concrete and (near >= SOMEWHAT or aimed)) or empty < FULL


def meet(turn: Turn, index: int) -> Met:
    """Take the manager's turn as a reply to the voiced doubt ``index``; the state follows."""
    doubt, at = turn.doubts[index], turn.state.doubts[index]
    heard = signals(turn.understood, doubt)
    if heard.argued:
        turn.doubt(index, status="ignored", returns=at.returns + 1)
        turn.shift(trust=-0.10, interest=-0.04, patience=-0.14)
        return "argued"
    if heard.gave_up:
        turn.doubt(index, status="ignored")
        return "given_up"
    joined, clarified = at.joined or heard.joined, at.clarified or heard.clarified
    turn.doubt(index, joined=joined, clarified=clarified)
    if heard.substance:
        return _answered(turn, index, at, joined, clarified)
    if heard.clarified:
        return _opened_up(turn, index, at, first=not at.clarified)
    if heard.joined and not turn.understood.has("present", "propose"):
        turn.shift(trust=0.05, patience=0.0 if at.joined else 0.02)
        if not at.joined:
            return "joined"
    turn.doubt(index, status="ignored", returns=at.returns + 1)
    turn.shift(trust=-0.05, interest=-0.03, patience=-0.09)
    return "ignored"


def _opened_up(turn: Turn, index: int, at: DoubtState, *, first: bool) -> Met:
    if first:
        turn.doubt(index, status="open")
        turn.shift(trust=0.08, interest=0.02, patience=0.03)
        return "opened_up"
    turn.doubt(index, status="ignored", returns=at.returns + 1)
    turn.shift(patience=-0.07)
    return "ignored"


def _answered(turn: Turn, index: int, at: DoubtState, joined: bool, clarified: bool) -> Met:
    needs = min(2, turn.tough.needs + (turn.pressed("objections") and turn.play.level > 1))
    met = joined + clarified
    again = at.substance and turn.play.level < 3 and not turn.understood.repeated
    turn.doubt(index, substance=True)
    if met >= needs or (again and met >= needs - 1):
        turn.doubt(index, status="answered")
        turn.shift(trust=0.10 + 0.03 * met, interest=0.08, patience=0.04)
        return "answered"
    turn.doubt(index, status="shaken", returns=at.returns + (1 if at.substance else 0))
    turn.shift(trust=0.03, patience=-0.04)
    return "shaken"
