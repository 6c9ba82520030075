"""Works accepted calls through in one thread and measures each step. Run inside Django."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

WARM_UP = 10
TOP = 14
Meter = defaultdict[str, Counter[str]]


@contextmanager
def metered(meter: Meter, statements: Any, name: str) -> Iterator[None]:
    """Adds what the block costs to ``meter[name]``."""
    began, count, sql = time.perf_counter(), statements.count, statements.seconds
    commits, commit = statements.commits, statements.commit_seconds
    try:
        yield
    finally:
        cost = meter[name]
        cost["seconds"] += time.perf_counter() - began  # type: ignore[assignment]
        cost["statements"] += statements.count - count
        cost["sql"] += statements.seconds - sql  # type: ignore[assignment]
        cost["commits"] += statements.commits - commits
        cost["commit"] += statements.commit_seconds - commit  # type: ignore[assignment]


class Timed:
    """An engine whose answers are timed into ``cost``."""

    def __init__(self, engine: Any, cost: Counter[str]) -> None:
        self.engine, self.cost = engine, cost

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.engine, name)
        if not callable(found):
            return found

        def asked(*arguments: Any, **named: Any) -> Any:
            began = time.perf_counter()
            try:
                return found(*arguments, **named)
            finally:
                self.cost["engine"] += time.perf_counter() - began  # type: ignore[assignment]

        return asked


def main() -> None:
    import django

    django.setup()
    from mentor.pipeline import runner

    company = int(sys.argv[1])
    waiting = open_calls(company)
    for call in waiting[:WARM_UP]:
        runner.work(company, call)
    calls = waiting[WARM_UP:]
    meter, top = measure(company, calls, runner)
    print(json.dumps({"calls": len(calls), "steps": meter, "top": top}))


def open_calls(company: int) -> list[int]:
    from mentor.calls.models import Call, CallState
    from mentor.core.tenancy import company_scope

    with company_scope(company):
        rows = Call.objects.exclude(state__in=(CallState.ASSESSED, CallState.ATTENTION, CallState.KEPT))
        return list(rows.order_by("id").values_list("pk", flat=True))


def measure(company: int, calls: list[int], runner: Any) -> tuple[Meter, list[tuple[str, int, float]]]:
    from config import engines

    from .watch import watched

    meter: Meter = defaultdict(Counter)
    with watched() as statements:
        assessor = Timed(engines.assessor(), meter["assess"])
        adviser = Timed(engines.adviser(), meter["advise"])
        engines.assessor, engines.adviser = lambda: assessor, lambda: adviser  # type: ignore[assignment]
        for name, do in list(runner.STEPS.items()):
            runner.STEPS[name] = by_step(str(name.value), do, meter, statements)
        for call in calls:
            with metered(meter, statements, "all"):
                runner.work(company, call)
    inner = [cost for name, cost in meter.items() if name != "all"]
    meter["between steps"] = Counter(
        {key: meter["all"][key] - sum(cost[key] for cost in inner) for key in meter["all"]}
    )
    meter["all"]["engine"] = sum(cost["engine"] for cost in inner)
    meter["all"] = meter.pop("all")  # last in the table
    top = [(text, statements.texts[text], seconds) for text, seconds in statements.spent.most_common(TOP)]
    return meter, top


def by_step(name: str, do: Callable[..., None], meter: Meter, statements: Any) -> Callable[..., None]:
    def measured(call: Any) -> None:
        with metered(meter, statements, name):
            do(call)

    return measured


if __name__ == "__main__":
    main()
