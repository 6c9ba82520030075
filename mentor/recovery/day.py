"""What a manager does with a recommendation besides calling, and what a head does with cases."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from mentor.clients import actions as clients
from mentor.companies.absences import own_time
from mentor.companies.actions import audit
from mentor.companies.models import Company, Member, User
from mentor.core.problems import Problem

from . import waiting
from .counting import recount
from .models import CaseWord, LossCase, Recommendation
from .reminders import remind_again

LONGEST_SNOOZE = timedelta(days=30)
REASON_LENGTH = 200


def reason_of(words: str) -> str:
    """What somebody gave as a reason; ``Problem`` where nothing."""
    said = " ".join(words.split())[:REASON_LENGTH]
    if not said:
        raise Problem("reason_missing", "Укажите причину: её увидит РОП.", field="reason")
    return said


@transaction.atomic
def unmark(*, recommendation: Recommendation, by: User) -> None:
    """Take a mark back; harmless where there is none."""
    marked = Recommendation.objects.filter(pk=recommendation.pk, marked_at__isnull=False, closed_at=None)
    waiting.change(marked, marked_at=None, mark="")
    audit(user=by, action="recommendation.unmarked", subject=f"recommendation:{recommendation.pk}")


@transaction.atomic
def snooze(*, recommendation: Recommendation, until: datetime, reason: str, now: datetime, by: User) -> None:
    """Put it off to a moment in the next ``LONGEST_SNOOZE``, with a reason; ``Problem`` otherwise."""
    said = reason_of(reason)
    if not now < until <= now + LONGEST_SNOOZE:
        raise Problem("until_wrong", "Отложить можно на срок от завтрашнего дня до 30 дней.", field="until")
    waiting.change(
        Recommendation.objects.filter(pk=recommendation.pk, closed_at=None),
        snoozed_until=until,
        snooze_reason=said,
    )
    remind_again(recommendation)
    subject = f"recommendation:{recommendation.pk}"
    audit(user=by, action="recommendation.snoozed", subject=subject, reason=said, until=until.isoformat())


@transaction.atomic
def reassign(*, case: LossCase, to: Member, now: datetime, company: Company, by: User) -> bool:
    """The case and its open recommendation go to another manager, with time to read it; False where it is theirs."""
    clients.lock(case.client_id)
    case.refresh_from_db()
    if case.closed_at is not None or case.manager_id == to.pk:
        return False
    before = case.manager
    case.manager = to
    case.save(update_fields=["manager"])
    due_at = own_time(company, to, now.date()).add_days(now, company.recommendation_due_days)
    for each in Recommendation.objects.filter(case=case, closed_at=None):
        later = max(each.due_at, due_at) if each.due_at else None
        waiting.change(Recommendation.objects.filter(pk=each.pk), manager=to, due_at=later, seen_at=None)
    recount(case.client, company)
    words = f"{before.name if before else 'никто'} → {to.name}"
    CaseWord.objects.create(
        case=case, kind=CaseWord.Kind.GIVEN, words=words, by=by, by_name=by.get_full_name()
    )
    audit(
        user=by,
        action="case.reassigned",
        subject=f"client:{case.client_id}",
        before=before.name if before else "",
        after=to.name,
    )
    return True


@transaction.atomic
def pause_due(*, member: Member, now: datetime, company: Company) -> None:
    """The member is away for some days: due times that fall into them move behind them, never nearer."""
    still = Recommendation.objects.filter(manager=member, closed_at=None, due_at__gt=now)
    own = own_time(company, member, now.date() - LONGEST_SNOOZE)
    for each in still:
        if each.due_at is None:
            continue
        # Given over or opened again, it may be due later than counted from its writing: that day may be away too.
        due_at = max(
            own.add_days(each.created_at, company.recommendation_due_days), own.add_days(each.due_at, 0)
        )
        if due_at > each.due_at:
            waiting.change(Recommendation.objects.filter(pk=each.pk), due_at=due_at)
