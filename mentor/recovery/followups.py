"""Which recommendation a later call answers, and the verdict on it. Matching goes by when calls began (decision 7)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from mentor.analysis.models import CallResult, Outcome
from mentor.calls.models import Call, Purpose
from mentor.clients import actions as clients
from mentor.engines.conversation import Conversation, Utterance
from mentor.engines.judge.port import Verdict
from mentor.speech.models import Transcript
from mentor.speech.queries import conversation_of

from .models import CloseReason, FollowUp, Recommendation, RecommendationVersion
from .returns import CONVERSATIONS
from .rules import place_of

MOST_ERROR = 300


@dataclass(frozen=True, slots=True)
class Question:
    """A follow-up whose verdict is missing or was given of another text than the one in force when it began."""

    followup: FollowUp
    version: RecommendationVersion
    transcript: Transcript

    @property
    def text(self) -> str:
        """What the manager was advised, in the specification's form."""
        return self.version.text

    @property
    def conversation(self) -> Conversation:
        """The follow-up's words as the judge hears them."""
        return conversation_of(self.transcript.call, self.transcript)


def answered_by(result: CallResult) -> Recommendation | None:
    """The newest recommendation written before this conversation began, while its case was open; else None.

    A call that was cut, reached nobody or somebody else is no conversation: it answers nothing.
    """
    counts = result.outcome in CONVERSATIONS and result.purpose in (Purpose.LIVE, Purpose.HISTORY)
    if result.client_id is None or not counts:
        return None
    return (
        Recommendation.objects.filter(case__client_id=result.client_id, created_at__lt=result.started_at)
        .filter(Q(case__closed_at=None) | Q(case__closed_at__gt=result.started_at))
        .exclude(case__close_reason=CloseReason.NOT_LOST)
        .select_related("case")
        .order_by("-created_at", "-pk")
        .first()
    )


def note_follow_up(result: CallResult) -> FollowUp | None:
    """Bring the follow-up of one call in line with what it answers; a verdict given stays with its row."""
    answered = answered_by(result)
    others = FollowUp.objects.filter(call_id=result.call_id)
    if answered is None:
        others.delete()
        return None
    others.exclude(recommendation=answered).delete()
    agreed = result.outcome == Outcome.SUCCESS
    return FollowUp.objects.update_or_create(
        recommendation=answered, call_id=result.call_id, defaults={"agreed": agreed}
    )[0]


@transaction.atomic
def to_judge(call: Call) -> list[Question]:
    """Match this call and the client's later ones anew; what is to be judged now, oldest first."""
    if call.client_id is None:
        return []
    clients.lock(call.client_id)
    if not Recommendation.objects.filter(case__client_id=call.client_id).exists():
        FollowUp.objects.filter(call=call).delete()
        return []
    since = CallResult.objects.filter(client_id=call.client_id, started_at__gte=call.started_at)
    found: list[Question] = []
    for result in since.order_by("started_at", "pk"):
        followup = note_follow_up(result)
        question = _question(followup) if followup is not None else None
        if question is not None:
            found.append(question)
    return found


def _question(followup: FollowUp) -> Question | None:
    version = version_at(followup.recommendation, followup.call)
    transcript = (
        Transcript.objects.select_related("call__manager", "call__client")
        .filter(call=followup.call_id)
        .first()
    )
    is_judged = followup.judged_at is not None and version is not None and followup.version_id == version.pk
    if version is None or transcript is None or is_judged:
        return None
    return Question(followup, version, transcript)


def version_at(recommendation: Recommendation, call: Call) -> RecommendationVersion | None:
    """The text in force when the call began; what was corrected later could not be said in it."""
    versions = list(recommendation.versions.order_by("number"))
    earlier = [each for each in versions if each.created_at < call.started_at]
    return earlier[-1] if earlier else versions[0] if versions else None


@transaction.atomic
def keep_verdict(question: Question, verdict: Verdict) -> None:
    """Write the engine's verdict with the place of each passage. What people ruled stays."""
    utterances = [Utterance(**row) for row in question.transcript.utterances]
    followup = question.followup
    followup.version = question.version
    followup.fulfilled, followup.degree = verdict.fulfilled, verdict.degree
    followup.engine, followup.error, followup.judged_at = verdict.engine, "", timezone.now()
    followup.points = [_point(each.text, each.state, each.quote, utterances) for each in verdict.points]
    _save(followup)


def _point(text: str, state: str, quote: str | None, utterances: list[Utterance]) -> dict[str, object]:
    at = place_of(quote, utterances) if quote else None
    start = utterances[at].start if at is not None else None
    return {"text": text, "state": state, "quote": quote, "utterance": at, "at_s": start}


@transaction.atomic
def keep_unjudged(question: Question, words: str) -> None:
    """No engine can judge it, ever: the follow-up stays «перезвонили», and says why."""
    followup = question.followup
    followup.version, followup.error, followup.judged_at = (
        question.version,
        words[:MOST_ERROR],
        timezone.now(),
    )
    followup.fulfilled, followup.degree, followup.points, followup.engine = "", None, None, ""
    _save(followup)


def _save(followup: FollowUp) -> None:
    followup.save(update_fields=["version", "fulfilled", "degree", "points", "engine", "error", "judged_at"])


def forget_verdict(call: Call) -> bool:
    """The call's words changed sides: its verdict is given anew. Whether there was a follow-up."""
    return bool(FollowUp.objects.filter(call=call).update(judged_at=None))


def waits(call: Call) -> bool:
    """Whether the call answers a recommendation and has no verdict yet."""
    return FollowUp.objects.filter(call=call, judged_at=None).exists()
