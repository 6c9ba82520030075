"""How far the pipeline is, asked inside Django; measures the bare queue once everything is done."""

from __future__ import annotations

import asyncio
import json
import sys
import time

JOBS = 300


def main() -> None:
    import django

    django.setup()
    from django.db.models import Count, Max, Min

    from mentor.analysis.models import CallResult
    from mentor.calls.models import Call, CallState
    from mentor.core.tenancy import company_scope

    with company_scope(int(sys.argv[1])):
        still = Call.objects.exclude(state__in=(CallState.ASSESSED, CallState.ATTENTION)).count()
        done = Call.objects.filter(state=CallState.ASSESSED)
        ends = done.aggregate(first=Min("assessed_at"), last=Max("assessed_at"))
        outcomes = dict(CallResult.objects.values_list("outcome").annotate(calls=Count("id")))
        found = {
            "open": still,
            "done": done.count(),
            "seconds": (ends["last"] - ends["first"]).total_seconds() if ends["last"] else 0.0,
            "outcomes": outcomes,
        }
    if not still:
        found["idle_jobs_per_second"] = asyncio.run(idle_jobs())
    print(json.dumps(found))


async def idle_jobs() -> float:
    """Jobs a second of one worker with the product's four threads, where a job does nothing."""
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:

        @worker_app.task(name="bench.nothing", queue="bench")
        def nothing() -> None:
            """Costs what the queue costs."""

        async with worker_app.open_async():
            for _ in range(JOBS):
                await nothing.defer_async()
            began = time.monotonic()
            await worker_app.run_worker_async(
                queues=["bench"], concurrency=4, wait=False, install_signal_handlers=False
            )
            return JOBS / (time.monotonic() - began)


if __name__ == "__main__":
    main()
