"""Names of queues and jobs. Job arguments hold ids only; a job deferred in a transaction commits with it."""

from __future__ import annotations

from contextlib import suppress
from functools import cache

from django.db import transaction
from procrastinate import App
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued

CALLS = "calls"
SPEECH = "speech"
MAINTENANCE = "maintenance"
NOTICES = "notices"  # waits for Telegram and mail servers: nothing else may stand behind it
ALL = (CALLS, SPEECH, MAINTENANCE, NOTICES)
WORK_TASK = "pipeline.work"
HEAR_TASK = "pipeline.hear"
ADVISE_TASK = "pipeline.advise"
REASSESS_TASK = "pipeline.reassess"
JUDGE_TASK = "pipeline.judge_anew"
FOLLOWUP_TASK = "pipeline.judge_followup"
LOOK_AFTER_TASK = "pipeline.look_after"
REPORT_TASK = "analytics.report"
DELIVER_TASK = "pipeline.deliver"
IMPORT_TASK = "pipeline.import_entries"
RECOUNT_LEADS_TASK = "pipeline.recount_leads"
MOST_ATTEMPTS = 6
LIVE_PRIORITY, LATER_PRIORITY = 10, 0
REASSESS_PRIORITY = -10


@cache
def _in_transaction() -> App:
    """The queue through Django's own connection, also inside a worker: there ``app`` has connections of its own,
    and a job deferred through them would not commit or roll back with the data."""
    return App(connector=DjangoConnector())


def call_lock(call_id: int) -> str:
    """One job of a call runs at a time."""
    return f"call:{call_id}"


def defer_work(*, company_id: int, call_id: int) -> None:
    """Work the call through from its first unfinished step."""
    _defer(WORK_TASK, CALLS, company_id, call_id)


def defer_hear(*, company_id: int, call_id: int) -> None:
    """Recognise the call's speech, in the recognisers' own queue."""
    _defer(HEAR_TASK, SPEECH, company_id, call_id)


def defer_advise(*, company_id: int, call_id: int) -> None:
    """Write the recommendation of a call that a person judged as lost."""
    _defer(ADVISE_TASK, CALLS, company_id, call_id)


def defer_judge(*, company_id: int, call_id: int) -> None:
    """Judge one call anew, its speakers having been swapped."""
    _defer(JUDGE_TASK, CALLS, company_id, call_id)


def defer_followup(*, company_id: int, call_id: int) -> None:
    """Judge anew what a call answers: its outcome, its words or its binding changed."""
    _defer(FOLLOWUP_TASK, CALLS, company_id, call_id)


def defer_reassess(*, company_id: int, reassessment_id: int) -> None:
    """Go on with judging past calls anew; live calls go first."""
    task = _in_transaction().configure_task(
        REASSESS_TASK, queue=CALLS, lock=f"reassess:{company_id}", priority=REASSESS_PRIORITY
    )
    task.defer(company_id=company_id, reassessment_id=reassessment_id)


def defer_deliver(*, company_id: int) -> None:
    """Send what waits in the company's outbox, unless that waits to be done already.

    One of a company runs at a time, so nobody is flooded.
    """
    _defer_once(DELIVER_TASK, NOTICES, lock=f"deliver:{company_id}", company_id=company_id)


def defer_look_after(*, company_id: int) -> None:
    """Notice and tell what is late in the company, unless that waits to be done already."""
    _defer_once(LOOK_AFTER_TASK, MAINTENANCE, lock=f"look_after:{company_id}", company_id=company_id)


def defer_report(*, company_id: int) -> None:
    """Make the reports and statements that are due in the company, unless that waits to be done already."""
    _defer_once(REPORT_TASK, MAINTENANCE, lock=f"report:{company_id}", company_id=company_id)


def _defer_once(task: str, queue: str, *, lock: str, company_id: int) -> None:
    """Nothing new where such a job of the company waits already; one that runs now may have missed the newest."""
    job = _in_transaction().configure_task(task, queue=queue, lock=lock, queueing_lock=lock)
    with suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(company_id=company_id)


def defer_import(*, company_id: int, import_id: int) -> None:
    """Check a table of entries, or load it; one of a company at a time, calls go first."""
    task = _in_transaction().configure_task(
        IMPORT_TASK, queue=CALLS, lock=f"import:{company_id}", priority=REASSESS_PRIORITY
    )
    task.defer(company_id=company_id, import_id=import_id)


def defer_recount_leads(*, company_id: int) -> None:
    """Count CRM leads anew: the day from which they count has changed."""
    task = _in_transaction().configure_task(
        RECOUNT_LEADS_TASK, queue=MAINTENANCE, lock=f"recount_leads:{company_id}"
    )
    task.defer(company_id=company_id)


def _defer(task: str, queue: str, company_id: int, call_id: int) -> None:
    _in_transaction().configure_task(task, queue=queue, lock=call_lock(call_id)).defer(
        company_id=company_id, call_id=call_id
    )
