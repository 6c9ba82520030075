"""Every accepted call ends assessed exactly once, whatever is killed meanwhile."""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.fixtures import LOST_TALK, SUCCESS_TALK
from tests.installation import Installation

SENDERS = 8
CREATE = """
import json
from mentor.companies import actions
from mentor.core.tenancy import company_scope
company = actions.create_company(name="Стойкость", by=None)
with company_scope(company.pk):
    actions.add_member(name="Пётр Лунин", role="manager", by=None, extensions=("101",))
    print(json.dumps([company.pk, actions.create_api_key(name="АТС", by=None)[1]]))
"""
COUNT = """
import json
from django.db.models import Count
from mentor.analysis.models import Assessment, CallResult
from mentor.calls.models import Call
from mentor.core.tenancy import company_scope
from mentor.recovery.models import LossCase, Recommendation, RecommendationVersion
from mentor.tallies.queries import read
from datetime import date
with company_scope({company}):
    calls = read(names=["call"], grain="d", since=date(2000, 1, 1), until=date(2100, 1, 1))
    print(json.dumps({{
        "calls": sorted(Call.objects.values_list("source_call_id", flat=True)),
        "assessed": Call.objects.filter(state="assessed").count(),
        "assessments": Assessment.objects.count(),
        "judged_twice": Assessment.objects.values("call").annotate(n=Count("id")).filter(n__gt=1).count(),
        "results": CallResult.objects.count(),
        "lost": CallResult.objects.filter(outcome="lost").count(),
        "cases": LossCase.objects.count(),
        "recommendations": Recommendation.objects.count(),
        "versions": RecommendationVersion.objects.count(),
        "counted": sum(row.value for row in calls),
    }}))
"""


def send(address: str, key: str, number: int) -> None:
    """Post one call as a telephony does: the same call again until it is told that we have it."""
    lines = LOST_TALK if number % 2 else SUCCESS_TALK
    body = {
        "source": "torture",
        "source_call_id": f"call-{number}",
        "direction": "out",
        "started_at": f"2026-01-{1 + number % 28:02d}T10:00:00+03:00",
        "duration_s": 40,
        "manager": {"extension": "101"},
        "client": {"phone": f"+7900{number:07d}"},
        "transcript": {"utterances": [{"speaker": who, "text": text} for who, text in lines]},
    }
    deadline = time.monotonic() + 240
    while True:
        try:
            answer = httpx.post(
                f"{address}/api/v1/calls",
                json=body,
                headers={"Authorization": f"Bearer {key}"},
                timeout=30,
                trust_env=False,
            )
            if answer.status_code in (200, 202):
                return
            assert answer.status_code >= 500, answer.text
        except httpx.HTTPError:
            pass
        assert time.monotonic() < deadline, f"call {number} was never accepted"
        time.sleep(0.2)  # what a well-behaved sender does before it tries again


def kill(pid: int | None) -> None:
    if pid is not None:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return


def torture(installation: Installation, calls: int, kills: int) -> None:
    company, key = json.loads(installation.run(CREATE))

    def chaos() -> None:
        draw = random.Random(7)
        for number in range(kills):
            time.sleep(draw.uniform(1.0, 3.0))
            if number % 3 == 2:
                kill(installation.postmaster())
            else:
                workers = [pid for pid, line in installation.children().items() if " worker " in line]
                kill(draw.choice(workers) if workers else None)

    killer = threading.Thread(target=chaos)
    killer.start()
    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(lambda number: send(installation.address, key, number), range(calls)))
    killer.join()
    deadline = time.monotonic() + 120 + calls
    count = COUNT.format(company=company)
    while True:
        try:
            found = json.loads(installation.run(count))
        except AssertionError:  # the database is just coming back
            found = {"assessed": -1}
        if found["assessed"] == calls:
            break
        assert time.monotonic() < deadline, f"{found}\n{installation.log()}"
        time.sleep(1)  # workers are other processes
    assert found["calls"] == sorted(f"call-{number}" for number in range(calls))
    assert found["judged_twice"] == 0
    assert found["assessments"] == found["results"] == found["counted"] == calls
    assert found["lost"] == found["cases"] == found["recommendations"] == found["versions"]


@pytest.mark.slow
def test_accepted_calls_are_assessed_once_though_workers_and_the_database_are_killed(installation):
    torture(installation, calls=60, kills=4)


@pytest.mark.long
def test_a_thousand_calls_survive_the_same(installation):
    torture(installation, calls=1000, kills=40)
