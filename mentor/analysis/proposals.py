"""Marks that experts repeat without a rule become a proposed rule, with their words as its examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mentor.companies.actions import audit
from mentor.companies.models import User
from mentor.core.problems import Problem
from mentor.engines.rubric import STAGES, Rule
from mentor.engines.text.likeness import groups, likeness

from . import grades, rubrics
from .models import Passage, ProposalAnswer, RubricVersion, Stage
from .rubric_changes import next_code, with_added

ENOUGH = 3
ALIKE = 0.5
# The newest marks: older ones that never repeated are no habit of this company.
MOST_PASSAGES = 400
MOST_EXAMPLES = 30


@dataclass(frozen=True, slots=True)
class Said:
    """A mark without a rule: its id, the verbatim words, and what the expert wrote about the missing rule."""

    passage_id: int
    call_id: int
    started_at: datetime
    good: bool
    quote: str
    words: str
    stage: int | None
    at_s: float | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Alike marks, the newest first, and the rule they would make."""

    said: tuple[Said, ...]
    rule: Rule

    @property
    def ids(self) -> list[int]:
        return sorted(each.passage_id for each in self.said)

    @property
    def key(self) -> str:
        """Names the proposal in an address: it changes when the marks do."""
        return "-".join(str(each) for each in self.ids)


def propose(marks: Sequence[Said]) -> list[Proposal]:
    """Groups of at least ``ENOUGH`` alike marks; good and bad never mix. Pure."""
    found = groups(len(marks), lambda one, other: _alike(marks[one], marks[other]))
    return [
        Proposal(said, _rule(said))
        for group in found
        if len(group) >= ENOUGH
        for said in [tuple(marks[at] for at in group)]
    ]


def _alike(one: Said, other: Said) -> bool:
    if one.good != other.good:
        return False
    named = bool(one.words and other.words) and likeness(one.words, other.words) >= ALIKE
    return named or likeness(one.quote, other.quote) >= ALIKE


def _rule(said: Sequence[Said]) -> Rule:
    """Wording from the expert's own words, stage from most of the marks, the quotes as examples."""
    words = Counter(each.words for each in said if each.words)
    stages = Counter(each.stage for each in said if each.stage)
    good = said[0].good
    quoted = f"не прозвучало: «{said[0].quote}»" if good else f"сказано: «{said[0].quote}»"
    stage = stages.most_common(1)[0][0] if stages else Stage.PRESENTATION
    return Rule(
        code="",
        stage=STAGES[stage - 1],
        wording=(words.most_common(1)[0][0] if words else quoted)[:300],
        points=1,
        detector="must_say" if good else "must_not_say",
        examples=tuple(dict.fromkeys(each.quote for each in said))[:MOST_EXAMPLES],
    )


def proposals() -> list[Proposal]:
    """What the marks of this company propose now. Two queries."""
    answered = {pk for pks in ProposalAnswer.objects.values_list("passages", flat=True) for pk in pks}
    rows = (
        Passage.objects.filter(code="", grade__in=grades.newest_grades().values("pk"))
        .exclude(pk__in=answered)
        .select_related("grade__call")
        .order_by("-id")[:MOST_PASSAGES]
    )
    return propose([_said(row) for row in rows])


def _said(row: Passage) -> Said:
    call = row.grade.call
    return Said(row.pk, call.pk, call.started_at, row.good, row.quote, row.words, row.stage, row.at_s)


def _standing(key: str) -> Proposal:
    """The proposal named so, if the marks still make it; ``Problem`` where they do not."""
    found = next((each for each in proposals() if each.key == key), None)
    if found is None:
        raise Problem(
            "proposal_moved", "Отметки с тех пор изменились. Посмотрите предложение ещё раз.", status=409
        )
    return found


@transaction.atomic
def accept(*, key: str, wording: str, stage: int, points: int, by: User) -> RubricVersion:
    """Make the proposed rule part of a new version of the rubric."""
    proposal = _standing(key)
    rule = Rule(
        code=next_code(rubrics.used_codes()),
        stage=STAGES[stage - 1],
        wording=wording,
        points=points,
        detector=proposal.rule.detector,
        examples=proposal.rule.examples,
    )
    rules = with_added(rubrics.as_engine_rubric(rubrics.current_version()).rules, rule)
    saved = rubrics.save_version(rules=rules, note=f"правило из отметок: {wording}"[:300], by=by)
    ProposalAnswer.objects.create(passages=proposal.ids, accepted=True, code=rule.code, rubric=saved, user=by)
    return saved


@transaction.atomic
def decline(*, key: str, by: User) -> None:
    """These marks make no rule."""
    proposal = _standing(key)
    ProposalAnswer.objects.create(passages=proposal.ids, accepted=False, user=by)
    audit(user=by, action="proposal.declined", wording=proposal.rule.wording, count=len(proposal.said))
