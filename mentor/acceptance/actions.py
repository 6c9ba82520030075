"""Writes of acceptance: only the customer's acceptor answers and accepts."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from mentor.companies.actions import audit
from mentor.companies.people import Viewer
from mentor.core.problems import Problem

from . import queries
from .models import Accepted, Tick
from .rules import WARRANTY_DAYS, stage_rule
from .screens import SCREENS

LONGEST_COMMENT = 500


def may_answer(viewer: Viewer) -> bool:
    """The acceptor of the customer; never our staff."""
    return viewer.member is not None and viewer.member.is_acceptor


@transaction.atomic
def answer(
    *, viewer: Viewer, stage: int, item: str, question: str, yes: bool, comment: str, at: datetime
) -> Tick:
    """Note an answer about a real item. Raises ``Problem`` where there is no such item or question."""
    member = _acceptor(viewer)
    if question not in stage_rule(stage, len(SCREENS)).questions or not queries.exists(stage, item):
        raise Problem("no_such_item", "Такого пункта в этом этапе нет. Обновите страницу.", field="item")
    words = comment.strip()
    if len(words) > LONGEST_COMMENT:
        raise Problem("comment_long", f"Комментарий не длиннее {LONGEST_COMMENT} знаков.", field="comment")
    tick = Tick.objects.create(
        stage=stage,
        item=item,
        question=question,
        yes=yes,
        comment=words,
        by=viewer.user,
        by_name=member,
        created_at=at,
    )
    audit(user=viewer.user, action="acceptance.answered", subject=f"stage:{stage}", item=item, yes=str(yes))
    return tick


@transaction.atomic
def accept(*, viewer: Viewer, stage: int, at: datetime) -> Accepted:
    """Accept a stage whose criteria are met; the warranty begins. Raises ``Problem`` where they are not."""
    name = _acceptor(viewer)
    if not queries.standing_of(stage).is_met:
        raise Problem("not_met", "Критерии этапа ещё не выполнены: принять его нельзя.", field="stage")
    until = at.astimezone(viewer.company.zone).date() + timedelta(days=WARRANTY_DAYS)
    try:
        with transaction.atomic():
            made = Accepted.objects.create(
                stage=stage, by=viewer.user, by_name=name, accepted_at=at, warranty_until=until
            )
    except IntegrityError as twice:
        raise Problem("accepted", "Этот этап уже принят.", field="stage") from twice
    audit(user=viewer.user, action="acceptance.accepted", subject=f"stage:{stage}")
    return made


def _acceptor(viewer: Viewer) -> str:
    if viewer.member is None or not may_answer(viewer):
        raise PermissionDenied
    return viewer.member.name
