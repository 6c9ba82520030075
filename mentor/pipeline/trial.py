"""A company's rule tried on its recent calls before it takes a point from anybody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from config import engines
from mentor.calls.models import Call, CallState, Purpose
from mentor.companies import queries as companies
from mentor.engines.assessor.port import Moment
from mentor.engines.errors import EngineError
from mentor.engines.rubric import Rubric, Rule
from mentor.engines.text.likeness import nearest_sentence
from mentor.knowledge import queries as knowledge
from mentor.speech.models import Transcript
from mentor.speech.queries import conversation_of, start_of

RECENT_CALLS = 50
# A rule beside it that finds the place of the words, as widely as the rule itself hears them.
PLACE_CODE = "trial_place"


@dataclass(frozen=True, slots=True)
class Found:
    """A recent call in which the words were said: where, verbatim, and when (seconds, where times are known)."""

    call_id: int
    client: str
    manager: str
    started_at: datetime
    quote: str
    at_s: float | None


@dataclass(frozen=True, slots=True)
class Trial:
    """``calls``: how many were looked at; ``judged``: in how many the rule's stage took place.

    ``broken``: in how many points would be taken; ``said``: where the words sound.
    """

    calls: int
    judged: int
    broken: int
    said: list[Found]

    @property
    def skipped(self) -> int:
        """In how many the stage did not take place."""
        return self.calls - self.judged


def try_rule(rule: Rule, *, limit: int = RECENT_CALLS) -> Trial:
    """Let the local engine hear one rule in the newest live calls of the company in scope. Writes nothing.

    Somebody waits for it, and half a hundred calls would cost money elsewhere.
    """
    hears = "perhaps_said" if rule.detector == "must_say" else "must_not_say"
    place = replace(rule, code=PLACE_CODE, detector=hears, enabled=True)
    rubric = Rubric(rules=(replace(rule, enabled=True), place))
    profile = knowledge.profile(company=companies.company(), rubric=rubric, with_references=False)
    calls = judged = broken = 0
    said: list[Found] = []
    for transcript in _recent(limit):
        conversation = conversation_of(transcript.call, transcript)
        try:
            stage = engines.local_assessor().assess(conversation, profile).stages[rule.stage]
        except EngineError:
            continue  # nothing in it can be judged: no call to try a rule on
        calls += 1
        if stage.score is None:
            continue
        judged += 1
        broken += any(each.code == rule.code for each in stage.deductions)
        moment = next((each.at for each in stage.deductions if each.code == PLACE_CODE and each.at), None)
        if moment is not None:
            said.append(_found(transcript, moment, rule))
    return Trial(calls=calls, judged=judged, broken=broken, said=said)


def _recent(limit: int) -> list[Transcript]:
    newest = (
        Call.objects.filter(state=CallState.ASSESSED, purpose__in=(Purpose.LIVE, Purpose.HISTORY))
        .order_by("-started_at", "-id")
        .values("pk")[:limit]
    )
    rows = Transcript.objects.filter(call__in=newest).select_related("call__manager", "call__client")
    return list(rows.order_by("-call__started_at"))


def _found(transcript: Transcript, moment: Moment, rule: Rule) -> Found:
    """The sentence that is most like an example: an engine may point at the turn alone."""
    call: Call = transcript.call
    text = transcript.utterances[moment.utterance]["text"]
    return Found(
        call_id=call.pk,
        client=(call.client.name if call.client else "") or call.client_name or "клиент неизвестен",
        manager=call.manager.name if call.manager else "",
        started_at=call.started_at,
        quote=nearest_sentence(text, rule.examples),
        at_s=start_of(transcript, moment.utterance),
    )
