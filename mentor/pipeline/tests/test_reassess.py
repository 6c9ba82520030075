"""Past calls judged anew: figures follow, nobody is told, a kill loses nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from mentor.analysis import rubrics
from mentor.analysis.grade import NewGrade
from mentor.analysis.models import Assessment, CallResult, ReassessedCall, Reassessment
from mentor.core.problems import Problem
from mentor.engines.errors import EngineError
from mentor.engines.rubric import STAGES, seed_rubric
from mentor.pipeline import grading, maintenance, queue, reassess
from mentor.pipeline.reassess import Wanted
from mentor.recovery.models import LossCase, Recommendation
from tests.fixtures import SUCCESS_TALK, talk

pytestmark = pytest.mark.django_db


def new_rubric(**points):
    """The next version, with other points for some rules."""
    rules = [replace(rule, points=points.get(rule.code, rule.points)) for rule in seed_rubric().rules]
    return rubrics.save_version(rules=rules, note="строже", by=None)


def run(company, job):
    """Work its jobs through as the worker does, one after another."""
    while Reassessment.objects.get(pk=job.pk).state == "running":
        reassess.work(company.pk, job.pk)
    return Reassessment.objects.get(pk=job.pk)


def versions(call):
    return list(
        Assessment.objects.filter(call=call, author="ai")
        .order_by("pk")
        .values_list("rubric__number", flat=True)
    )


def test_new_points_give_new_versions_and_keep_the_old_ones(worked, scope):
    call = worked()
    assert CallResult.objects.get(call=call).scores[0] not in (0, None), (
        "some point of the greeting is lost in this talk"
    )
    new_rubric(**{rule.code: 10 for rule in seed_rubric().rules if rule.stage == "greeting"})
    done = run(scope, reassess.start(wanted=Wanted(), by=None))
    assert (done.state, done.total, done.done, done.failed) == ("done", 1, 1, 0)
    assert versions(call) == [1, 2]
    assert CallResult.objects.get(call=call).scores[0] == 0
    assert done.scores_changed == 1
    assert done.outcomes_changed == 0


def test_only_older_versions_are_judged_unless_all_are_asked_for(worked, scope):
    worked()
    assert reassess.count(Wanted()) == 0
    assert reassess.count(Wanted(only_older=False)) == 1
    new_rubric()
    assert reassess.count(Wanted()) == 1


def test_the_same_judgement_is_not_kept_twice(worked, scope):
    call = worked()
    done = run(scope, reassess.start(wanted=Wanted(only_older=False), by=None))
    assert (done.done, versions(call)) == (1, [1])


def test_period_and_managers_narrow_the_choice(worked, world, scope):
    now = timezone.now()
    worked(started_at=now - timedelta(days=9))
    worked(started_at=now - timedelta(days=1), manager_extension="102", client_phone="+79000000102")
    chosen = {
        "since": Wanted(since=now - timedelta(days=3), only_older=False),
        "until": Wanted(until=now - timedelta(days=3), only_older=False),
        "both": Wanted(since=now - timedelta(days=30), only_older=False),
        "manager": Wanted(managers=[world.colleague.pk], only_older=False),
    }
    assert {name: reassess.count(each) for name, each in chosen.items()} == {
        "since": 1,
        "until": 1,
        "both": 2,
        "manager": 1,
    }


class Otherwise:
    """An engine that finds another outcome than the first one did."""

    name = "otherwise"

    def __init__(self, inner, outcome):
        self.inner, self.outcome = inner, outcome

    def assess(self, conversation, profile):
        found = replace(self.inner.assess(conversation, profile), engine=self.name)
        if self.outcome == "lost":
            return replace(found, outcome="lost", lost_reason="refusal", lost_stage=5, lost_at=None)
        return replace(
            found, outcome="interrupted", lost_reason=None, other_reasons=(), lost_stage=None, lost_at=None
        )


@pytest.fixture
def judged_otherwise(monkeypatch):
    from config import engines

    inner = engines.assessor()

    def change(outcome):
        monkeypatch.setattr(engines, "assessor", lambda _company: Otherwise(inner, outcome))

    return change


def test_judging_anew_opens_no_case_and_writes_no_advice(worked, judged_otherwise, scope):
    call = worked(transcript=talk(SUCCESS_TALK))
    judged_otherwise("lost")
    ProcrastinateJob.objects.all().delete()
    done = run(scope, reassess.start(wanted=Wanted(only_older=False), by=None))
    assert done.outcomes_changed == 1
    told = ReassessedCall.objects.filter(reassessment=done).values_list(
        "call", "before__outcome", "after__outcome"
    )
    assert list(told) == [(call.pk, "success", "lost")]
    assert CallResult.objects.get(call=call).outcome == "lost"
    assert not LossCase.objects.exists()
    assert not Recommendation.objects.exists()
    assert set(ProcrastinateJob.objects.values_list("task_name", flat=True)) <= {queue.REASSESS_TASK}


def test_a_loss_that_was_none_ends_its_case(worked, judged_otherwise, scope):
    worked()
    judged_otherwise("interrupted")
    run(scope, reassess.start(wanted=Wanted(only_older=False), by=None))
    assert LossCase.objects.get().close_reason == "not_lost"


def test_the_experts_grade_stays_the_one_that_counts(worked, integrator, judged_otherwise, scope):
    call = worked()
    grade = NewGrade(outcome="success", scores=dict.fromkeys(STAGES, 10))
    grading.keep(call=call, grade=grade, rubric=rubrics.current_version(), by=integrator)
    judged_otherwise("lost")
    run(scope, reassess.start(wanted=Wanted(only_older=False), by=None))
    assert CallResult.objects.get(call=call).outcome == "success"
    assert len(versions(call)) == 2


def test_a_killed_batch_is_done_again_and_no_call_twice(worked, monkeypatch, scope):
    calls = [worked(client_phone=f"+7900000020{number}") for number in range(5)]
    new_rubric(no_own_name=9)
    monkeypatch.setattr(reassess, "BATCH", 2)
    job = reassess.start(wanted=Wanted(), by=None)
    reassess.work(scope.pk, job.pk)
    judge, asked = reassess._judge, []

    def die_at_second(job, call, profile):
        asked.append(call.pk)
        if len(asked) == 2:
            raise KeyboardInterrupt
        judge(job, call, profile)

    monkeypatch.setattr(reassess, "_judge", die_at_second)
    with pytest.raises(KeyboardInterrupt):
        reassess.work(scope.pk, job.pk)
    assert Reassessment.objects.get(pk=job.pk).done == 2, "the batch was rolled back whole"
    monkeypatch.setattr(reassess, "_judge", judge)
    done = run(scope, job)
    assert (done.state, done.done) == ("done", 5)
    assert [versions(call) for call in calls] == [[1, 2]] * 5
    assert not reassess.batch(job.pk), "an ended one does nothing more"


def test_what_cannot_be_judged_is_told_and_does_not_stop_the_rest(worked, monkeypatch, scope):
    from config import engines

    bad, good = worked(), worked(client_phone="+79000000102", client_name="Олег")
    new_rubric(no_own_name=9)
    inner = engines.assessor()

    class Choosy:
        name = inner.name

        def assess(self, conversation, profile):
            if conversation.client_name == "Ирина":
                raise EngineError("не вышло", permanent=True)
            return inner.assess(conversation, profile)

    monkeypatch.setattr(engines, "assessor", lambda _company: Choosy())
    done = run(scope, reassess.start(wanted=Wanted(), by=None))
    assert (done.done, done.failed) == (1, 1)
    assert ReassessedCall.objects.get(call=bad).error == "не вышло"
    assert (versions(bad), versions(good)) == ([1], [1, 2])


def test_one_goes_on_at_a_time_and_can_be_stopped(worked, integrator, scope):
    call = worked()
    new_rubric()
    job = reassess.start(wanted=Wanted(), by=integrator)
    with pytest.raises(Problem, match="уже идёт"):
        reassess.start(wanted=Wanted(), by=integrator)
    assert reassess.cancel(reassessment=job, by=integrator)
    assert not reassess.cancel(reassessment=job, by=integrator)
    reassess.work(scope.pk, job.pk)
    assert versions(call) == [1]
    with pytest.raises(Problem, match="ни один звонок"):
        reassess.start(wanted=Wanted(managers=[0]), by=integrator)


def test_the_command_judges_and_tells(worked, company, capsys):
    from mentor.core.tenancy import company_scope

    with company_scope(company.pk):
        call = worked()
        new_rubric(no_own_name=9)
    yesterday = (timezone.now() - timedelta(days=1)).date().isoformat()
    call_command("reassess", "--company", str(company.pk), "--since", yesterday)
    assert "разобрано 1 из 1" in capsys.readouterr().out
    with company_scope(company.pk):
        assert versions(call) == [1, 2]
    with pytest.raises(CommandError, match="ни один звонок"):
        call_command("reassess", "--company", str(company.pk))
    with pytest.raises(CommandError, match="Нет компании"):
        call_command("reassess", "--company", "0")


def test_a_batch_that_kills_its_workers_ends_the_run_and_the_next_start_goes_on(worked, scope):
    from procrastinate.jobs import Job

    call = worked()
    new_rubric(no_own_name=9)
    job = reassess.start(wanted=Wanted(), by=None)
    ids = {"company_id": scope.pk, "reassessment_id": job.pk}
    dead = Job(
        id=1, queue=queue.CALLS, lock=None, queueing_lock=None, task_name=queue.REASSESS_TASK, task_kwargs=ids
    )
    maintenance.GRAVES[queue.REASSESS_TASK](dead)
    assert Reassessment.objects.get(pk=job.pk).state == "cancelled"
    run(scope, reassess.start(wanted=Wanted(), by=None))
    assert versions(call) == [1, 2]


def test_a_judgement_that_says_the_same_is_kept_once_and_learns_how_sure_it_is(worked, scope):
    call = worked()
    told = Assessment.objects.get(call=call).confidence
    Assessment.objects.filter(call=call).update(confidence=None)
    run(scope, reassess.start(wanted=Wanted(only_older=False), by=None))
    assert Assessment.objects.get(call=call).confidence == told is not None
