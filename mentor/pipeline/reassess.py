"""Past calls judged anew by the rubric and engine in force, batch by batch; figures follow, nobody is told.

Each batch, the place reached and the job of the next batch are one transaction: a killed process loses one batch
at most, and no call is judged twice. Old versions stay; a judgement that says the same again is not kept twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import DatabaseError, InterfaceError, transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from config import engines
from mentor.analysis import actions as analysis
from mentor.analysis import agreement_queries, grades, rubrics
from mentor.analysis.judgements import says_the_same
from mentor.analysis.models import Assessment, ReassessedCall, Reassessment, RubricVersion
from mentor.calls.models import Call, CallState, Purpose
from mentor.companies import queries as companies
from mentor.companies.actions import audit
from mentor.companies.models import Company, User
from mentor.core.problems import Problem
from mentor.core.tenancy import company_scope, current_company_id
from mentor.engines.errors import EngineError
from mentor.engines.profile import CompanyProfile
from mentor.engines.rubric import STAGES
from mentor.knowledge import queries as knowledge
from mentor.speech.models import Transcript
from mentor.speech.queries import conversation_of

from . import grading, queue
from .errors import TryAgainError

BATCH = 20
COUNTED = (Purpose.LIVE, Purpose.HISTORY)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which calls: half-open range of their start, manager ids (none: all), only those of an older rubric."""

    since: datetime | None = None
    until: datetime | None = None
    managers: Sequence[int] = ()
    only_older: bool = True


def selection(wanted: Wanted, version: RubricVersion) -> QuerySet[Call]:
    """The calls meant, unordered."""
    rows = Call.objects.filter(state=CallState.ASSESSED, purpose__in=COUNTED).filter(
        Exists(Transcript.objects.filter(call=OuterRef("pk")))
    )
    if wanted.since is not None:
        rows = rows.filter(started_at__gte=wanted.since)
    if wanted.until is not None:
        rows = rows.filter(started_at__lt=wanted.until)
    if wanted.managers:
        rows = rows.filter(manager_id__in=list(wanted.managers))
    if wanted.only_older:
        newest = Assessment.objects.filter(call=OuterRef("pk"), author=Assessment.Author.AI).order_by("-pk")
        rows = rows.alias(judged_by=Subquery(newest.values("rubric__number")[:1])).filter(
            judged_by__lt=version.number
        )
    return rows


def count(wanted: Wanted) -> int:
    """How many calls would be judged anew."""
    return selection(wanted, rubrics.current_version()).count()


def running() -> Reassessment | None:
    """The one of this company that goes on now."""
    return Reassessment.objects.filter(state=Reassessment.State.RUNNING).first()


@transaction.atomic
def start(*, wanted: Wanted, by: User | None) -> Reassessment:
    """Begin; raises ``Problem`` where one goes on already or nothing is meant."""
    company = Company.objects.select_for_update().get()  # one start at a time
    if running() is not None:
        raise Problem(
            "already_running", "Переоценка уже идёт: дождитесь её конца или остановите.", status=409
        )
    version = rubrics.current_version()
    meant = selection(wanted, version)
    last = meant.order_by("-pk").values_list("pk", flat=True).first()
    if last is None:
        raise Problem("nothing_to_do", "Под эти условия не подходит ни один звонок.", status=422)
    made = Reassessment.objects.create(
        since=wanted.since,
        until=wanted.until,
        managers=list(wanted.managers),
        only_older=wanted.only_older,
        rubric=version,
        engine=engines.assessor(company.engine).name,
        total=meant.count(),
        last_call=last,
        user=by,
    )
    audit(user=by, action="reassessment.started", subject=f"reassessment:{made.pk}", count=made.total)
    queue.defer_reassess(company_id=current_company_id(), reassessment_id=made.pk)
    return made


@transaction.atomic
def cancel(*, reassessment: Reassessment, by: User | None) -> bool:
    """Stop it where it is; what was judged stays. False where it had ended."""
    stopped = Reassessment.objects.filter(pk=reassessment.pk, state=Reassessment.State.RUNNING).update(
        state=Reassessment.State.CANCELLED, finished_at=timezone.now()
    )
    if stopped:
        audit(user=by, action="reassessment.cancelled", subject=f"reassessment:{reassessment.pk}")
    return bool(stopped)


def work(company_id: int, reassessment_id: int) -> None:
    """One batch; the next one is deferred with it."""
    try:
        with company_scope(company_id):
            if batch(reassessment_id):
                queue.defer_reassess(company_id=company_id, reassessment_id=reassessment_id)
    except (DatabaseError, InterfaceError) as error:
        raise TryAgainError("reassess") from error


def batch(reassessment_id: int) -> bool:
    """Judge the next calls in the transaction that is open; whether there may be more."""
    job = (
        Reassessment.objects.select_for_update(of=("self",))
        .select_related("rubric")
        .filter(pk=reassessment_id, state=Reassessment.State.RUNNING)
        .first()
    )
    if job is None:
        return False
    wanted = Wanted(job.since, job.until, job.managers, job.only_older)
    company = companies.company()
    size = 1 if engines.assessor_waits(company.engine) else BATCH
    meant = selection(wanted, job.rubric).filter(pk__gt=job.cursor, pk__lte=job.last_call)
    calls = list(
        meant.select_related("company", "manager", "client", "transcript")
        .defer("supplied_transcript")
        .order_by("pk")[:size]
    )
    profile = knowledge.profile(
        company=company,
        rubric=rubrics.as_engine_rubric(job.rubric),
        with_references=engines.assessor_reads_references(company.engine),
    )
    for call in calls:
        _judge(job, call, profile)
        job.cursor = call.pk
    if len(calls) < size:
        job.state, job.finished_at = Reassessment.State.DONE, timezone.now()
    job.save()
    return job.state == Reassessment.State.RUNNING


def _judge(job: Reassessment, call: Call, profile: CompanyProfile) -> None:
    """One more version of the AI's judgement, unless it says the same again."""
    before = grades.ai_assessment(call)
    own = replace(
        profile,
        graded=grades.graded_moments(besides=call.pk),
        habits=agreement_queries.habits(besides=call.pk),
    )
    try:
        judgement = engines.assessor(call.company.engine).assess(conversation_of(call, call.transcript), own)
    except EngineError as error:
        job.failed += 1
        ReassessedCall.objects.create(reassessment=job, call=call, before=before, error=str(error))
        return
    job.done += 1
    if before is not None and says_the_same(before, judgement):
        analysis.note_confidence(before, judgement.confidence)
        return
    after = analysis.keep_assessment(
        call=call, transcript=call.transcript, judgement=judgement, rubric=job.rubric
    )
    grading.follow(call, opens=False)
    if before is not None:
        job.scores_changed += sum(getattr(before, stage) != getattr(after, stage) for stage in STAGES)
        if before.outcome != after.outcome:
            job.outcomes_changed += 1
            ReassessedCall.objects.create(reassessment=job, call=call, before=before, after=after)
