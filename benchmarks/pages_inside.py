"""Asks for the pages of one company and measures each. Run inside Django."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from . import report

WARM_UP = 3
SLOW_MS = 8.0


def addresses(company: int) -> Iterator[tuple[str, str, str]]:
    """(name, who asks, address). Deep pages start where three fifths of the list lie behind."""
    from mentor.calls.models import Call
    from mentor.companies.models import Member, Role
    from mentor.core.keyset import write_cursor
    from mentor.core.tenancy import company_scope
    from mentor.recovery.models import LossCase

    with company_scope(company):
        manager = Member.objects.filter(role=Role.MANAGER).order_by("id")[0]
        first, last = Call.objects.order_by("id").first(), Call.objects.order_by("-id").first()
        assert first is not None and last is not None
        deep = Call.objects.get(pk=first.pk + 2 * (last.pk - first.pk) // 5)
        newest = Call.objects.filter(manager=manager, result__outcome="lost").order_by("-started_at")[0]
        cases = LossCase.objects.order_by("id")
        case = cases[2 * cases.count() // 5]
        calls_at = write_cursor(deep.started_at, deep.pk)
        cases_at = write_cursor(case.lost_at, case.pk)
    before = datetime.now(UTC).date().replace(day=1) - timedelta(days=1)
    yield "Обзор", "head", "/"
    yield "Деньги", "head", "/money/"
    yield "Деньги, прошлый месяц", "head", f"/money/?month={before:%Y-%m}"
    yield "Менеджеры", "head", "/managers/"
    yield "Менеджеры, неделя", "head", "/managers/?period=week"
    yield "Менеджеры, 9 недель", "head", "/managers/?period=nine_weeks"
    yield "Менеджер", "head", f"/managers/{manager.pk}/"
    yield "Что работает", "head", "/managers/insights/"
    yield "Звонки", "head", "/calls/"
    yield "Звонки, глубоко", "head", f"/calls/?after={calls_at}"
    yield "Звонки менеджера", "head", f"/calls/?manager={manager.pk}"
    yield "Звонки менеджера, глубоко", "head", f"/calls/?manager={manager.pk}&after={calls_at}"
    yield "Звонки, потерянные", "head", "/calls/?outcome=lost"
    yield "Звонки, потерян на 4 этапе", "head", "/calls/?outcome=lost&stage=4"
    yield "Звонки, слабые", "head", "/calls/?score=bad"
    yield "Звонки, поиск по телефону", "head", "/calls/?q=%2B79000001234"
    yield "Звонки, поиск по имени", "head", "/calls/?q=%D0%9E%D1%80%D0%BB%D0%BE%D0%B2%D0%B0+77"
    yield "Звонки, в обработке", "head", "/calls/?state=processing"
    yield "Потерянные клиенты", "head", "/losses/"
    yield "Потерянные, глубоко", "head", f"/losses/?after={cases_at}"
    yield "Потерянные менеджера", "head", f"/losses/?manager={manager.pk}"
    yield "Потерянные, просрочено", "head", "/losses/?state=overdue"
    yield "Потерянные, вернулись", "head", "/losses/?scope=returned"
    yield "Звонок", "head", f"/calls/{newest.pk}/"
    yield "Клиент", "head", f"/clients/{newest.client_id}/"
    yield "Требует внимания", "head", "/attention/"
    yield "Мой день", "manager1", "/my/day/"
    yield "Мои звонки", "manager1", "/calls/"
    yield "Мои этапы", "manager1", "/my/stages/"


class Asker:
    """One person's browser inside this process."""

    def __init__(self, email: str) -> None:
        from django.test import Client

        from mentor.companies.models import User

        self.client = Client(SERVER_NAME="localhost", raise_request_exception=False)
        self.client.force_login(User.objects.get(email=email))

    def measure(self, address: str, repeats: int) -> dict[str, Any]:
        """Milliseconds of ``repeats`` requests after a few to warm up."""
        from .watch import watched

        for _ in range(WARM_UP):
            answer = self.client.get(address)
            if answer.status_code != 200:
                return {"error": answer.status_code}
        took, sql, cpu, statements = [], [], [], set()
        for _ in range(repeats):
            with watched() as found:
                began, worked = time.perf_counter(), time.process_time()
                self.client.get(address)
                took.append(1000 * (time.perf_counter() - began))
                cpu.append(1000 * (time.process_time() - worked))
            sql.append(1000 * found.seconds)
            statements.add(found.count)
        return {
            "p50": report.median(took),
            "p95": report.percentile(took, 0.95),
            "best": min(took),
            "sql_p50": report.median(sql),
            "cpu_p50": report.median(cpu),
            "statements": max(statements),
        }


def explain(asker: Asker, address: str, company: int) -> list[str]:
    """Plans of the slow statements of one page, slowest first."""
    from django.db import connection

    from mentor.core.tenancy import company_scope

    seen: list[tuple[float, str, Any]] = []

    def note(execute: Any, query: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(query, params, many, context)
        finally:
            seen.append((1000 * (time.perf_counter() - began), query, params))

    with connection.execute_wrapper(note):
        asker.client.get(address)
    found = []
    for took, query, params in sorted(seen, key=lambda each: -each[0])[:3]:
        if took >= SLOW_MS and re.match(r"\s*(SELECT|WITH)", query):
            with company_scope(company), connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {query}", params)
                plan = "\n".join(row[0] for row in cursor.fetchall())
            found.append(f"{took:.1f} ms\n{query}\n{params}\n{plan}\n")
    return found


def main() -> None:
    import django

    django.setup()
    from mentor.core import memory

    company, mark, repeats = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    plans = Path(sys.argv[4]) if len(sys.argv) > 4 and sys.argv[4] else None
    askers = {name: Asker(f"{name}@{mark}.example") for name in ("head", "manager1")}
    wanted = tuple(sys.argv[5:])
    memory.keep_loaded()
    found = {}
    for name, who, address in addresses(company):
        if wanted and not name.startswith(wanted):
            continue
        found[name] = askers[who].measure(address, repeats)
        if plans is not None and "error" not in found[name]:
            slow = explain(askers[who], address, company)
            if slow:
                plans.mkdir(parents=True, exist_ok=True)
                (plans / f"{mark} {name}.txt").write_text(f"{address}\n\n" + "\n".join(slow))
    print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main()
