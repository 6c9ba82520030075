"""The queue is shared by all companies, so its jobs carry ids and nothing else."""

from __future__ import annotations

import inspect
from typing import Any, get_type_hints

import pytest
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from mentor.core.tenancy import company_scope
from mentor.pipeline import queue
from mentor.pipeline.actions import retry, take_in

# The clock's moment, given to periodic jobs by the queue itself.
CLOCK = {"timestamp"}


def ours() -> dict[str, Any]:
    return {
        name: task for name, task in app.tasks.items() if not task.func.__module__.startswith("procrastinate")
    }


def arguments(task: Any) -> dict[str, object]:
    """Name → type of what a job of the task carries."""
    hints = get_type_hints(task.func, globalns=vars(inspect.getmodule(task.func)))
    names = list(inspect.signature(task.func).parameters)
    return {name: hints.get(name) for name in (names[1:] if task.pass_context else names)}


@pytest.mark.unit
def test_there_are_jobs_to_look_at():
    assert {queue.WORK_TASK, queue.HEAR_TASK} <= ours().keys()


@pytest.mark.unit
@pytest.mark.parametrize("name", sorted(ours()))
def test_a_job_takes_ids_only(name):
    for argument, kind in arguments(ours()[name]).items():
        assert kind is int, f"{name}({argument}: {kind}): a job's arguments are ids"
        assert argument in CLOCK or argument.endswith("_id"), f"{name}({argument}): a job's arguments are ids"


@pytest.mark.unit
@pytest.mark.parametrize("name", sorted(ours()))
def test_a_job_of_company_data_names_its_company(name):
    taken = arguments(ours()[name]).keys() - CLOCK
    assert not taken or "company_id" in taken


def test_what_is_really_deferred_holds_the_companys_and_the_calls_ids(company, new_call):
    from procrastinate.contrib.django.models import ProcrastinateJob

    with company_scope(company.pk):
        call = take_in(new=new_call()).call
        retry(call=call)
    jobs = list(ProcrastinateJob.objects.all())
    assert jobs
    for job in jobs:
        assert job.args == {"company_id": company.pk, "call_id": call.pk}
        assert job.lock == f"call:{call.pk}"
        assert job.queueing_lock is None


def test_the_queue_keeps_no_other_free_text():
    """What a job is made of, so that a new field of the queue is looked at."""
    fields = {field.name for field in Job.__attrs_attrs__}
    assert fields == {
        "abort_requested",
        "attempts",
        "id",
        "lock",
        "priority",
        "queue",
        "queueing_lock",
        "scheduled_at",
        "status",
        "task_kwargs",
        "task_name",
        "worker_id",
    }
