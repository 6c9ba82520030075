"""A judged follow-up as pages show it: every point with its passage, the verdict, what the client answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from mentor.analysis.models import CallResult, Outcome
from mentor.companies.people import Viewer
from mentor.engines.conversation import Utterance
from mentor.recovery.models import FollowUp, VerdictWord
from mentor.recovery.queries import said_of, verdict_of
from mentor.recovery.rules import reply_to, ruling_words
from mentor.speech.models import Transcript
from mentor.speech.queries import utterances_of

from .words import POINTS, degree_words, verdict_words


@dataclass(frozen=True, slots=True)
class PointRow:
    """A point of the recommendation; ``quote`` is verbatim, ``at_s`` where it sounds, if known."""

    text: str
    state: str
    tone: str
    quote: str
    at_s: float | None


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said of the verdict."""

    word: VerdictWord
    title: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the client answered, verbatim and when in the call; ``to``: the manager's words before it."""

    words: str = ""
    at_s: float | None = None
    to: str = ""


@dataclass(frozen=True, slots=True)
class VerdictCard:
    """``answer`` is what the client said, verbatim; ``agreed_to`` what that was an answer to, where they agreed.

    ``engine_verdict`` stands where a head ruled otherwise.
    """

    followup: FollowUp
    verdict: str
    tone: str
    degree: str
    by_head: bool
    engine_verdict: str
    points: tuple[PointRow, ...]
    answer: str
    answer_at_s: float | None
    agreed_to: str
    said: tuple[Said, ...]
    can_open: bool
    can_rule: bool
    can_contest: bool


def verdict_cards(
    viewer: Viewer, followups: Iterable[FollowUp], audible: Collection[int] | None = None
) -> dict[int, VerdictCard]:
    """Cards by follow-up id, in three queries. ``audible``: ids of calls that the viewer may open, None for all."""
    found = list(followups)
    if not found:
        return {}
    results = {
        row.call_id: row
        for row in CallResult.objects.filter(call__in=[each.call_id for each in found]).select_related(
            "assessment"
        )
    }
    agreed = [call_id for call_id, row in results.items() if row.outcome == Outcome.SUCCESS]
    talks = {row.call_id: utterances_of(row) for row in Transcript.objects.filter(call__in=agreed)}
    said: dict[int, list[VerdictWord]] = defaultdict(list)
    for word in said_of(found):
        said[word.followup_id].append(word)
    return {
        each.pk: _card(
            viewer,
            each,
            _answer(results.get(each.call_id), talks.get(each.call_id, ())),
            said[each.pk],
            can_open=audible is None or each.call_id in audible,
        )
        for each in found
    }


def _card(
    viewer: Viewer, followup: FollowUp, answer: Answer, said: list[VerdictWord], *, can_open: bool
) -> VerdictCard:
    counted = verdict_of(followup)
    verdict, tone = verdict_words(counted.fulfilled)
    return VerdictCard(
        followup=followup,
        verdict=verdict,
        tone=tone,
        degree=degree_words(counted.degree),
        by_head=counted.by_head,
        engine_verdict=verdict_words(followup.fulfilled)[0] if counted.by_head else "",
        points=tuple(_point(each) for each in followup.points or []),
        answer=answer.words,
        answer_at_s=answer.at_s,
        agreed_to=answer.to,
        said=tuple(
            Said(
                each,
                ruling_words(each.verdict) if each.kind == VerdictWord.Kind.RULED else "с этим не согласен",
            )
            for each in said
        ),
        can_open=can_open,
        can_rule=viewer.sees_all,
        can_contest=viewer.is_manager,
    )


def _point(row: dict[str, object]) -> PointRow:
    words, tone = POINTS.get(str(row.get("state")), POINTS["absent"])
    at = row.get("at_s")
    return PointRow(
        str(row.get("text", "")),
        words,
        tone,
        str(row.get("quote") or ""),
        at if isinstance(at, float | int) else None,
    )


def _answer(result: CallResult | None, talk: Sequence[Utterance]) -> Answer:
    """The client's refusal, or their turn after the step that was agreed."""
    if result is None:
        return Answer()
    judged = result.assessment
    if result.outcome == Outcome.LOST:
        return Answer(judged.lost_quote, judged.lost_at_s)
    step = judged.step_what or judged.step_when
    turn = reply_to(step, talk)
    return Answer(turn.text, turn.start, step) if turn is not None else Answer(to=step)
