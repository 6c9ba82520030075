"""Job entry points: enter the tenant, call one action."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from mentor.companies import lookup
from mentor.companies import queries as companies
from mentor.core.tenancy import company_scope
from mentor.pipeline.tasks import RETRY

from . import queue


@app.task(name=queue.GRADE_TASK, queue=queue.QUEUE, retry=RETRY)
def grade(company_id: int, talk_id: int) -> None:
    """Grade a talk that has ended, and make its sound ready for the player."""
    from . import work

    work.grade(company_id, talk_id)


@app.task(name=queue.MAKE_TASK, queue=queue.QUEUE)
def make_scenarios(company_id: int) -> None:
    """Scenarios from the company's knowledge and calls."""
    from . import making

    with company_scope(company_id):
        making.make_all()


@app.periodic(cron="23 * * * *", periodic_id="scenarios")
@app.task(name="trainer.renew", queue="maintenance", queueing_lock="scenarios")
def renew(timestamp: int) -> None:
    """Knowledge changes and calls come in: once an hour each company's scenarios are looked at anew."""
    for company_id in lookup.company_ids():
        with company_scope(company_id):
            queue.defer_make()


@app.periodic(cron="*/10 * * * *", periodic_id="talks")
@app.task(name="trainer.look_after", queue="maintenance", queueing_lock="talks")
def look_after(timestamp: int) -> None:
    """Talks that nobody goes on with end; old ones are forgotten."""
    from . import actions

    now = timezone.now()
    for company_id in lookup.company_ids():
        with company_scope(company_id):
            actions.end_given_up(now=now)
            actions.forget_old(company=companies.company(), now=now)
