"""Job entry points: enter the tenant, call one action. What they need is imported when they run."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mentor.companies import lookup

from . import queue


@app.task(name=queue.POLL_TASK, queue=queue.MAINTENANCE)
def poll(company_id: int, connection_id: int) -> None:
    from . import polling

    polling.poll(company_id, connection_id)


@app.task(name=queue.AGAIN_TASK, queue=queue.MAINTENANCE)
def again(company_id: int, connection_id: int) -> None:
    from . import again as anew

    anew.everything(company_id, connection_id)


@app.task(name=queue.SEND_TASK, queue=queue.MAINTENANCE)
def send(company_id: int) -> None:
    from . import outbox

    outbox.send_due(company_id)


@app.task(name=queue.LOOK_AFTER_TASK, queue=queue.MAINTENANCE)
def look_after(company_id: int) -> None:
    from . import looking_after

    looking_after.look_after(company_id)


@app.periodic(cron="* * * * *", periodic_id="crm")
@app.task(name="crm.look_around", queue=queue.MAINTENANCE, priority=70, queueing_lock="crm")
def look_around(timestamp: int) -> None:
    """One job a company: what is due there is asked for and sent, what is late is told."""
    for company_id in lookup.company_ids():
        queue.defer_look_after(company_id=company_id)
