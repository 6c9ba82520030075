"""Objections of the client and how each was met: joined, answered in substance, checked, or brushed aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from ...text.cues import Span
from ...text.normal import words_of
from ...text.quotes import quote_at
from ..port import Moment, ObjectionKind
from .acts import Objected, TaggedCall
from .client import objection_kind_cues
from .evidence import Evidence
from .features import answer_features, utterance_features
from .plain_objections import PLAIN

SURE = 0.34
# A short utterance is quoted whole: an objection often starts in one sentence and is meant in the next.
WHOLE_WORDS = 24
EVEN = 0.5
ANSWER_RULES = ("brushed_aside", "not_joined", "no_substance", "not_checked")
EVASIVE: frozenset[str] = frozenset({"think", "send_info"})


@dataclass(frozen=True, slots=True)
class Answer:
    """How one objection was met; ``reply`` is the manager's next turn, None where the manager said nothing more.

    ``missed``: how likely (0–1) it breaks each of ``ANSWER_RULES``.
    """

    objection: Objected
    reply: int | None
    handled: bool
    brushed: bool
    joined: bool
    substance: bool
    checked: bool
    missed: Mapping[str, float] = field(default_factory=dict)

    @property
    def points_lost(self) -> int:
        """How bad the answer is by the seed rubric's points: used only to find the worst objection."""
        return 7 * self.brushed + 2 * (not self.joined) + 3 * (not self.substance) + (not self.checked)


def find_objections(call: TaggedCall, evidence: Evidence) -> list[Objected]:
    """Utterances of the client that object, with the likeliest kind, in order."""
    found: list[Objected] = []
    for i in call.of("client"):
        features = utterance_features(call, i)
        sure = evidence.objects(i, features)
        if sure < SURE:
            continue
        kind = cast(ObjectionKind, evidence.kind(i, features))
        found.append(Objected(i, _place(call.text(i), kind), kind, sure))
    return found


def _place(text: str, kind: ObjectionKind) -> Span:
    """Where in an utterance the objection stands: at a cue of its kind, else at any objection's cue."""
    plain = PLAIN[kind].find(text)
    if plain is not None:
        return plain
    hits = objection_kind_cues(text)
    own = [span for hit, span in hits if hit == kind]
    anywhere = [span for _, span in hits]
    return (own or anywhere or [Span(0, max(1, len(text)))])[0]


def judge_answers(call: TaggedCall, evidence: Evidence) -> list[Answer]:
    """What the manager made of each objection."""
    return [_judge_answer(call, objection, evidence) for objection in call.objections]


def _judge_answer(call: TaggedCall, objection: Objected, evidence: Evidence) -> Answer:
    """One answer. What was brushed aside carries all the rules of the stage and is not handled (the rubric's note)."""
    features = answer_features(call, objection.utterance)
    reply = next(iter(call.of("manager", after=objection.utterance)), None)
    at = objection.utterance
    odds = {rule: evidence.broken_answer(rule, at, features) for rule in ANSWER_RULES}
    missed = {rule: sure >= EVEN for rule, sure in odds.items()}
    brushed = missed["brushed_aside"] or (reply is not None and plainly_brushed(call, reply))
    return Answer(
        objection=objection,
        reply=reply,
        handled=not brushed and evidence.handled(at, features) >= EVEN,
        brushed=brushed,
        joined=not brushed and not missed["not_joined"],
        substance=not brushed and not missed["no_substance"],
        checked=not brushed and not missed["not_checked"],
        missed=odds,
    )


def plainly_brushed(call: TaggedCall, reply: int) -> bool:
    """Is the reply nothing but arguing or giving in: no word of joining, nothing asked."""
    return call.has(reply, "argue", "concede") and not call.has(reply, "join", "clarify", "question")


def worst(answers: Sequence[Answer]) -> Answer | None:
    """The objection that was met worst: the rubric deducts by it. The first of equals."""
    return max(answers, key=lambda a: (a.points_lost, not a.handled), default=None)


def reply_moment(call: TaggedCall, answer: Answer) -> Moment | None:
    """A quote of the manager's reply, None where there was none."""
    return None if answer.reply is None else call.moment(answer.reply)


def answer_breaches(rule: str, call: TaggedCall, answers: Sequence[Answer]) -> list[Moment | None]:
    """Where a rule of the fourth stage (one of ``ANSWER_RULES``) was broken; an empty list where it was kept."""
    answer = worst(answers)
    if answer is None:
        return []
    if rule == "brushed_aside":
        return [reply_moment(call, answer)] if answer.brushed else []
    kept = {"not_joined": answer.joined, "no_substance": answer.substance, "not_checked": answer.checked}
    return [] if kept[rule] else [None]


def objection_moment_of(call: TaggedCall, objection: Objected) -> Moment:
    """The verbatim words of an objection."""
    text = call.text(objection.utterance)
    if len(words_of(text)) <= WHOLE_WORDS:
        return Moment(objection.utterance, text.strip())
    return Moment(objection.utterance, quote_at(text, objection.span))
