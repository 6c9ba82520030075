"""What this loss is about: the objection, what the manager said to it, the need, what was asked and not answered."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..assessor.local.answers import ARGUES
from ..assessor.local.client import BOUGHT, OBJECTION_CUES, REFUSES
from ..assessor.local.plain_objections import PLAIN
from ..assessor.port import Assessment, Moment
from ..conversation import Conversation
from ..profile import CompanyProfile
from ..text.cues import Span, load_cues
from ..text.normal import normalise
from .port import LostCall
from .speech import is_allowed, short_quote, without_fillers

_CUES = load_cues(Path(__file__).with_name("cues") / "case.txt")
_NEED = _CUES["need"]
_DO_NOT_CALL = _CUES["do_not_call"]
_GREETS = _CUES["greets"]
_NEED_MIN_WORDS, _NEED_MAX_WORDS = 4, 18


@dataclass(frozen=True, slots=True)
class Case:
    """Material of one advice; quotes are verbatim in the call."""

    kind: str
    objection: Moment
    reply: Moment | None
    rude: bool
    bought: bool
    do_not_call: bool
    need: Moment | None
    missed: frozenset[str]


def read_case(lost: LostCall, profile: CompanyProfile) -> Case:
    """Gather the case from the assessment and the words of the call."""
    call, assessment = lost.conversation, lost.assessment
    objection, kind = _objection(call, assessment)
    reply = _reply(call, objection.utterance)
    said = " ".join(u.text for u in call.utterances if u.speaker != "manager")
    after = " ".join(u.text for u in call.utterances[objection.utterance + 1 :] if u.speaker == "manager")
    return Case(
        kind=kind,
        objection=objection,
        reply=reply if reply and is_allowed(reply.quote, profile) else None,
        rude=after in ARGUES,
        bought=objection.quote in BOUGHT,
        do_not_call=said in _DO_NOT_CALL,
        need=_need(call, objection, profile),
        missed=frozenset(d.code for s in assessment.stages.values() for d in s.deductions),
    )


def _objection(call: Conversation, assessment: Assessment) -> tuple[Moment, str]:
    """The client's words at which the client was lost, with their kind."""
    at = assessment.lost_at or Moment(len(call.utterances) - 1, call.utterances[-1].text.strip())
    near = [o for o in assessment.objections if o.at.utterance == at.utterance]
    unmet = [o for o in assessment.objections if not o.handled]
    chosen = near or ([] if assessment.lost_reason == "refusal" else unmet)
    if chosen:
        text = call.utterances[chosen[-1].at.utterance].text
        place = text.find(chosen[-1].at.quote)
        return Moment(chosen[-1].at.utterance, _spoken_at(text, max(0, place))), chosen[-1].kind
    text = call.utterances[at.utterance].text
    place = text.find(at.quote)
    kind = "need" if at.quote in REFUSES else "think"
    return Moment(at.utterance, _spoken_at(text, max(0, place))), kind


def _spoken_at(text: str, place: int) -> str:
    """The telling words of an objection near ``place``: a plain wording first, else any cue, else what stands there."""
    for cue in (*PLAIN.values(), *OBJECTION_CUES.values(), REFUSES):
        found = next((s for s in cue.all(text) if s.start >= place), None)
        if found is not None:
            return without_fillers(short_quote(text, found))
    return without_fillers(short_quote(text, Span(place, place + 1)))


def _reply(call: Conversation, index: int) -> Moment | None:
    for i in range(index + 1, len(call.utterances)):
        if call.utterances[i].speaker == "manager":
            return Moment(i, short_quote(call.utterances[i].text))
    return None


def _need(call: Conversation, objection: Moment, profile: CompanyProfile) -> Moment | None:
    """The client's own words about what they want, said before the objection."""
    best: tuple[float, Moment] | None = None
    for i, turn in enumerate(call.utterances[: objection.utterance]):
        if turn.speaker == "manager":
            continue
        for place in _NEED.all(turn.text)[:2]:
            quote = without_fillers(short_quote(turn.text, place, most=_NEED_MAX_WORDS))
            size = len(normalise(quote).words)
            if (
                size < _NEED_MIN_WORDS
                or quote in REFUSES
                or "?" in quote
                or quote in _GREETS
                or not is_allowed(quote, profile)
            ):
                continue
            score = min(size, 12) - 0.2 * i
            if best is None or score > best[0]:
                best = (score, Moment(i, quote))
    return best[1] if best else None
