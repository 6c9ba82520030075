"""What this loss is about: why the client left, what the manager said to it, what was wanted, asked, ruled out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ..assessor.local.answers import ARGUES
from ..assessor.local.client import REFUSES
from ..assessor.port import Assessment, Moment
from ..conversation import Conversation
from ..profile import CompanyProfile
from ..text.cues import load_cues
from .aims import Wish, wishes
from .familiar import on_first_terms
from .port import LostCall
from .reasons import Reason, read_reason, reason
from .slots import asks_price, slots_of
from .speech import is_allowed
from .telling import can_be_said_aloud, first_words, plain_words, telling_words

_CUES = load_cues(Path(__file__).with_name("cues") / "case.txt")
_DO_NOT_CALL, _PROMISED, _BOUGHT = _CUES["do_not_call"], _CUES["promised_not_to_call"], _CUES["bought"]
_LATE, _ASKS_AGAIN, _RUDE = _CUES["late"], _CUES["asks_again"], _CUES["rude"]
_ARGUED_MUCH = 3
_ABOUT = re.compile(r"\b[Пп]ро ([А-ЯЁA-Z][\w-]+)")
BLAMED = frozenset(
    {"brushed_aside", "no_substance", "no_presentation", "no_need_question", "unanswered_question"}
)
_NEAR = 4


@dataclass(frozen=True, slots=True)
class Case:
    """Material of one advice; quotes are verbatim in the call. ``telling`` are the client's words that tell why.

    ``quote`` is the best short piece of them; ``spoken_quote`` the one that says the reason itself, fit for the speech.
    """

    reason: Reason
    telling: tuple[Moment, ...]
    slots: dict[str, str | None]
    quote: str | None
    spoken_quote: str | None
    reply: Moment | None
    rude: bool
    late: bool
    bought: bool
    do_not_call: bool
    promised_silence: bool
    final: bool
    asked: Moment | None
    wishes: tuple[Wish, ...]
    missed: frozenset[str]
    on_first_terms: bool

    @property
    def kind(self) -> str:
        """The kind of objection that the client was lost with."""
        return self.reason.kind

    @property
    def words(self) -> str:
        """All telling words in one string."""
        return " ".join(moment.quote for moment in self.telling)


def read_case(lost: LostCall, profile: CompanyProfile) -> Case:
    """Gather the case from the assessment and the words of the call."""
    call, assessment = lost.conversation, lost.assessment
    missed = frozenset(d.code for s in assessment.stages.values() for d in s.deductions)
    telling, kind = _telling(call, assessment)
    said = [u.text for u in call.utterances if u.speaker != "manager"]
    first = telling[0].utterance
    own = [u.text for u in call.utterances if u.speaker == "manager"]
    rude = any(text in _RUDE for text in own) or sum(text in ARGUES for text in own) >= _ARGUED_MUCH
    bought = assessment.lost_reason == "refusal" and any(text in _BOUGHT for text in said)
    again = any(text in _ASKS_AGAIN for text in said)
    asked = _asked(call, telling[-1].utterance) if again or "unanswered_question" in missed else None
    refusal = assessment.lost_reason == "refusal"
    why = _reason(kind, telling, said, bought=bought, asked=asked, refused=refusal)
    if why.name != "dodged":
        asked = None
    refused = sum(text in REFUSES for text in said)
    closed = why.name in ("need", "need.content", "competitor.studying", "other.offended") and refused > 0
    texts = [moment.quote for moment in telling]
    reply = _reply(call, telling[-1].utterance, first, rude=rude)
    quotes = [q for m in telling if (q := telling_words(m.quote, why.cues)) and is_allowed(q, profile)]
    quotes += [q for m in telling if (q := first_words(m.quote)) and is_allowed(q, profile)]
    plain = (q for m in telling if (q := plain_words(m.quote)) and is_allowed(q, profile))
    spoken = next((q for q in quotes if q in why.cues), None)
    aloud = next((q for q in quotes if q in why.cues and can_be_said_aloud(q, said)), None)
    return Case(
        reason=why,
        telling=telling,
        slots={**slots_of(texts), "about": _about(call, asked)},
        quote=spoken or next(iter(quotes), None) or next(plain, None),
        spoken_quote=aloud,
        reply=reply if reply and is_allowed(reply.quote, profile) else None,
        rude=rude,
        late=any(text in _LATE for text in said),
        bought=bought,
        do_not_call=any(text in _DO_NOT_CALL for text in said),
        promised_silence=any(text in _PROMISED for text in own),
        final=assessment.lost_reason == "refusal" and (bought or closed or not missed & BLAMED),
        asked=asked,
        wishes=tuple(
            w
            for w in wishes(call, telling[-1].utterance)
            if is_allowed(w.clause, profile) and not asks_price(w.clause)
        ),
        missed=missed,
        on_first_terms=on_first_terms(call),
    )


def _reason(
    kind: str,
    telling: tuple[Moment, ...],
    said: list[str],
    *,
    bought: bool,
    asked: Moment | None,
    refused: bool,
) -> Reason:
    if bought:
        return reason("bought")
    texts = [moment.quote for moment in telling]
    if kind == "bye":
        ways = (name for name in _WAYS_OUT for text in texts if text in reason(name).cues)
        kind = next(ways, kind).split(".")[0]
    if refused and kind == "think":
        kind = "need"
    read = read_reason(texts, kind)
    offended = reason("other.offended")
    if kind in _VAGUE and any(text in offended.cues for text in said):
        return offended
    dodged = asked is not None and (kind in _VAGUE or not read.specific or asks_price(asked.quote))
    return reason("dodged") if dodged and not (read.specific and read.kind == "other") else read


# What a goodbye hides when no objection was heard as one.
_WAYS_OUT = ("send_info", "think.later", "think", "authority", "timing")

_VAGUE = frozenset({"think", "bye", "need", "other"})


def _telling(call: Conversation, assessment: Assessment) -> tuple[tuple[Moment, ...], str]:
    """The client's turns that tell why, the first cause first, and their kind."""
    at = assessment.lost_at or Moment(len(call.utterances) - 1, call.utterances[-1].text.strip())
    unmet = [o for o in assessment.objections if not o.handled and o.at.utterance <= at.utterance + 2]
    if unmet:
        turns = list(dict.fromkeys(o.at.utterance for o in unmet))
        return tuple(_turn(call, i) for i in turns), unmet[0].kind
    near = [
        i
        for i in range(max(0, at.utterance - _NEAR), at.utterance)
        if call.utterances[i].speaker != "manager"
    ]
    turns = [at.utterance, *reversed(near)]
    handled = [o for o in assessment.objections if o.at.utterance == at.utterance]
    text = call.utterances[at.utterance].text
    kind = handled[-1].kind if handled else "need" if text in REFUSES else "bye"
    if assessment.lost_reason == "refusal" and kind == "bye":
        kind = "need"
    return tuple(_turn(call, i) for i in turns), kind


def _turn(call: Conversation, index: int) -> Moment:
    return Moment(index, call.utterances[index].text.strip())


def _reply(call: Conversation, last: int, first: int, *, rude: bool) -> Moment | None:
    """The manager's answer: the rudest words where there was a quarrel, else what followed the last objection."""
    own = [i for i in range(len(call.utterances)) if call.utterances[i].speaker == "manager"]
    sharp = [i for i in own if i > first and call.utterances[i].text in _RUDE] if rude else []
    chosen = sharp[:1] or [i for i in own if i > last][:1]
    return _turn(call, chosen[0]) if chosen else None


def _asked(call: Conversation, until: int) -> Moment | None:
    """The question that stayed open: the first about the price, else the last one asked."""
    theirs = [i for i in range(until + 1) if call.utterances[i].speaker != "manager"]
    priced = [i for i in theirs if asks_price(call.utterances[i].text)]
    others = [i for i in theirs if "?" in call.utterances[i].text]
    chosen = priced[:1] or others[-1:]
    return _turn(call, chosen[0]) if chosen else None


def _about(call: Conversation, asked: Moment | None) -> str | None:
    if asked is None:
        return None
    if asks_price(asked.quote):
        return "про цену"
    for turn in call.utterances[asked.utterance :]:
        found = _ABOUT.search(turn.text) if turn.speaker != "manager" else None
        if found:
            return f"про {found.group(1)}"
    return "о том, что для вас важно"
