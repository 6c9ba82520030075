"""What people say of a verdict: a head rules, a manager contests; the engine's own stays beside it."""

from __future__ import annotations

from django.db import transaction

from mentor.companies.actions import audit
from mentor.companies.models import User
from mentor.core.problems import Problem
from mentor.notifications.actions import tell, tell_heads
from mentor.notifications.kinds import Kind

from .models import FollowUp, VerdictWord
from .rules import RULED_DEGREES

MOST_WORDS = 500


@transaction.atomic
def rule(*, followup: FollowUp, verdict: str, words: str, by: User, name: str) -> None:
    """The head's ruling counts from now on; ``verdict`` empty takes it back. ``Problem`` for an unknown verdict."""
    if verdict and verdict not in RULED_DEGREES:
        raise Problem("verdict_unknown", "Такого решения нет. Ничего не изменено.", field="verdict")
    before = followup.ruled or followup.fulfilled
    followup.ruled, followup.ruled_degree = verdict, RULED_DEGREES.get(verdict)
    followup.save(update_fields=["ruled", "ruled_degree"])
    word = VerdictWord.objects.create(
        followup=followup,
        kind=VerdictWord.Kind.RULED,
        verdict=verdict,
        words=_said(words),
        by=by,
        by_name=name,
    )
    manager = followup.recommendation.manager
    if manager is not None and manager.is_active:
        tell(member=manager, kind=Kind.VERDICT, key=f"verdict:{word.pk}", word=word.pk)
    action = "verdict.ruled" if verdict else "verdict.ruling_taken_back"
    audit(user=by, action=action, subject=f"call:{followup.call_id}", before=before, after=verdict)


@transaction.atomic
def contest(*, followup: FollowUp, words: str, by: User, name: str) -> None:
    """A manager does not agree, in words; nothing changes until the head rules. ``Problem`` without words."""
    said = _said(words)
    if not said:
        raise Problem("words_missing", "Напишите, с чем вы не согласны.", field="words")
    word = VerdictWord.objects.create(
        followup=followup, kind=VerdictWord.Kind.CONTESTED, words=said, by=by, by_name=name
    )
    tell_heads(kind=Kind.VERDICT, key=f"verdict:{word.pk}", word=word.pk)
    audit(user=by, action="verdict.contested", subject=f"call:{followup.call_id}", words=said)


def _said(words: str) -> str:
    return " ".join(words.split())[:MOST_WORDS]
