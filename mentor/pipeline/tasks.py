"""Job entry points: enter the tenant, call one action.

Django loads this module at every start: what jobs need is imported when they run.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from mentor.companies import lookup
from mentor.core.tenancy import company_scope
from mentor.tallies import actions as tallies

from . import queue
from .errors import TryAgainError


class GrowingPause(BaseRetryStrategy):
    """Pauses of 2, 4, 8 … seconds, never longer than ten minutes; the runner caps attempts of a step."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if not isinstance(exception, TryAgainError):
            return None
        return RetryDecision(retry_in={"seconds": min(600, 2 ** min(job.attempts + 1, 10))})


RETRY = GrowingPause()


@app.task(name=queue.WORK_TASK, queue=queue.CALLS, retry=RETRY)
def work(company_id: int, call_id: int) -> None:
    from . import runner

    runner.work(company_id, call_id)


@app.task(name=queue.HEAR_TASK, queue=queue.SPEECH, retry=RETRY)
def hear(company_id: int, call_id: int) -> None:
    from . import runner

    runner.work(company_id, call_id, hearing=True)


@app.task(name=queue.ADVISE_TASK, queue=queue.CALLS, retry=RETRY)
def advise(company_id: int, call_id: int) -> None:
    from . import grading

    grading.advise(company_id, call_id)


@app.task(name=queue.JUDGE_TASK, queue=queue.CALLS, retry=RETRY)
def judge_anew(company_id: int, call_id: int) -> None:
    from . import speakers

    speakers.judge_anew(company_id, call_id)


@app.task(name=queue.FOLLOWUP_TASK, queue=queue.CALLS, retry=RETRY)
def judge_followup(company_id: int, call_id: int) -> None:
    from . import followups

    followups.judge_again(company_id, call_id)


@app.task(name=queue.REASSESS_TASK, queue=queue.CALLS, retry=RETRY)
def reassess(company_id: int, reassessment_id: int) -> None:
    from . import reassess as anew

    anew.work(company_id, reassessment_id)


@app.task(name=queue.IMPORT_TASK, queue=queue.CALLS, retry=RETRY)
def import_entries(company_id: int, import_id: int) -> None:
    from .ledger import imports

    imports.work(company_id, import_id)


@app.task(name=queue.RECOUNT_LEADS_TASK, queue=queue.MAINTENANCE, retry=RETRY)
def recount_leads(company_id: int) -> None:
    from . import rebuild

    rebuild.recount_crm_leads(company_id)


@app.task(name=queue.LOOK_AFTER_TASK, queue=queue.MAINTENANCE, retry=RETRY)
def look_after(company_id: int) -> None:
    from . import notices

    notices.look_after(company_id)


@app.task(name=queue.DELIVER_TASK, queue=queue.NOTICES, retry=RETRY)
def deliver(company_id: int) -> None:
    from . import notices

    notices.deliver(company_id)


@app.periodic(cron="* * * * *", periodic_id="tell")
@app.task(name="pipeline.tell", queue=queue.MAINTENANCE, priority=80, queueing_lock="tell")
def tell(timestamp: int) -> None:
    """One job a company: what is late there is noticed and told."""
    for company_id in lookup.company_ids():
        queue.defer_look_after(company_id=company_id)


@app.periodic(cron="* * * * * */15", periodic_id="reap")
@app.task(
    name="pipeline.reap", queue=queue.MAINTENANCE, priority=100, queueing_lock="reap", pass_context=True
)
async def reap(context: JobContext, timestamp: int) -> None:
    """Bring back the jobs of killed workers."""
    from . import maintenance

    await maintenance.bring_back(context.app)


@app.periodic(cron="* * * * *", periodic_id="wake")
@app.task(name="pipeline.wake", queue=queue.MAINTENANCE, priority=90, queueing_lock="wake")
def wake(timestamp: int) -> None:
    """Calls that waited for a model go on once it is there; missed calls that nobody returned are shown."""
    from . import maintenance

    for company_id in lookup.company_ids():
        with company_scope(company_id):
            maintenance.wake_waiting()
            maintenance.show_unreturned(now=timezone.now())


@app.periodic(cron="* * * * *", periodic_id="fold")
@app.task(name="tallies.fold", queue=queue.MAINTENANCE, priority=50, queueing_lock="fold")
def fold(timestamp: int) -> None:
    """Fold counts, so that reading them stays cheap."""
    for company_id in lookup.company_ids():
        moved = 1
        while moved:
            with company_scope(company_id):
                moved = tallies.fold()


@app.periodic(cron="7 * * * *", periodic_id="tidy")
@app.task(name="pipeline.tidy", queue=queue.MAINTENANCE, queueing_lock="tidy", pass_context=True)
async def tidy(context: JobContext, timestamp: int) -> None:
    """Forget finished jobs after a day; failed ones stay to be looked at."""
    await context.app.job_manager.delete_old_jobs(nb_hours=int(timedelta(days=1).total_seconds() // 3600))
