"""Job entry points: enter the tenant, call one action. What they need is imported when they run."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from mentor.companies import lookup

from . import queue

# two workers that read pieces of the same calls may lock each other out: one of them begins again
AGAIN = RetryStrategy(max_attempts=5, linear_wait=1)


@app.task(name=queue.HANDLE_TASK, queue=queue.CALLS, retry=AGAIN)
def handle(company_id: int, connection_id: int) -> None:
    from . import events

    events.handle(company_id, connection_id)


@app.task(name=queue.SOUND_TASK, queue=queue.CALLS)
def sound(company_id: int, trace_id: int) -> None:
    from . import sounds

    sounds.fetch(company_id, trace_id)


@app.task(name=queue.POLL_TASK, queue=queue.MAINTENANCE)
def poll(company_id: int, connection_id: int) -> None:
    from . import polling

    polling.poll(company_id, connection_id)


@app.task(name=queue.RENEW_TASK, queue=queue.MAINTENANCE)
def renew(company_id: int, connection_id: int) -> None:
    from . import subscribing

    subscribing.renew(company_id, connection_id)


@app.task(name=queue.LETTERS_TASK, queue=queue.NOTICES)
def letters(company_id: int) -> None:
    from . import silence

    silence.send_letters(company_id)


@app.task(name=queue.LOOK_AFTER_TASK, queue=queue.MAINTENANCE)
def look_after(company_id: int) -> None:
    from . import looking_after

    looking_after.look_after(company_id)


@app.periodic(cron="* * * * *", periodic_id="telephony")
@app.task(name="telephony.look_around", queue=queue.MAINTENANCE, priority=70, queueing_lock="telephony")
def look_around(timestamp: int) -> None:
    """One job a company: what is due there is asked for, what is late is told."""
    for company_id in lookup.company_ids():
        queue.defer_look_after(company_id=company_id)
