"""An expert's grade counts, and everything derived from the call follows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from mentor.analysis import agreement_queries, grades, rubrics
from mentor.analysis.grade import HeardObjection, Mark, NewGrade
from mentor.analysis.models import Assessment, CallResult, Grade
from mentor.companies.models import AuditEntry
from mentor.engines.profile import GradedMoment
from mentor.engines.rubric import STAGES
from mentor.knowledge import queries as knowledge
from mentor.pipeline import grading, queue
from mentor.recovery.models import LossCase, Recommendation
from mentor.tallies.models import Entry, Grain, Tally
from tests.fixtures import SUCCESS_TALK, talk

pytestmark = pytest.mark.django_db
GOOD = NewGrade(outcome="success", scores=dict.fromkeys(STAGES, 10), step_what="замер", step_when="в среду")
LOST = replace(GOOD, outcome="lost", lost_reason="refusal", lost_stage=4, lost_at=(7, "Тогда нет, не надо"))
NOT_SALES = NewGrade(outcome="not_sales", scores={})


@pytest.fixture
def give(integrator):
    def keep(call, grade):
        return grading.keep(call=call, grade=grade, rubric=rubrics.current_version(), by=integrator)

    return keep


def counts():
    """Whole-company counts of all time, by name: what the figures are made of."""
    found: Counter[str] = Counter()
    for model in (Entry, Tally):
        for row in model.objects.filter(grain=Grain.MONTH, member_id__gt=0):
            found[row.name] += row.value
    return +found


def advice_jobs(call):
    return ProcrastinateJob.objects.filter(task_name=queue.ADVISE_TASK, args__call_id=call.pk).count()


def test_the_grade_counts_over_the_ai_and_every_figure_follows(worked, give, scope):
    call = worked()
    before = counts()
    assert (before["outcome.lost"], before["case.lost"]) == (1, 1)
    saved = give(call, GOOD)
    assert saved.no_longer_lost
    now = counts()
    assert (now["outcome.lost"], now["outcome.success"], now["case.lost"]) == (0, 1, 0)
    assert [now[f"score.{stage}.10"] for stage in range(1, 6)] == [1] * 5
    assert CallResult.objects.get(call=call).assessment.author == Assessment.Author.EXPERT


def test_an_outcome_that_is_no_loss_withdraws_the_recommendation_and_closes_the_case(worked, give, scope):
    call = worked()
    give(call, NOT_SALES)
    case, advice = LossCase.objects.get(), Recommendation.objects.get()
    assert (case.close_reason, advice.close_reason) == ("not_lost", "withdrawn")
    assert advice.closed_at is not None


def test_grades_are_versions_and_the_newest_counts(worked, give, integrator, scope):
    call = worked()
    for grade in (GOOD, LOST, NOT_SALES, LOST):
        give(call, grade)
    assert [each.number for each in grades.grades_of(call)] == [4, 3, 2, 1]
    assert CallResult.objects.get(call=call).outcome == "lost"
    assert counts()["case.lost"] == 1, "lost, not lost, lost again: one loss"
    assert LossCase.objects.filter(closed_at=None).count() == 1
    assert AuditEntry.objects.filter(action="call.graded", user=integrator).count() == 4


def test_a_client_whom_the_expert_finds_lost_gets_a_recommendation(worked, give, scope):
    call = worked(transcript=talk(SUCCESS_TALK))
    assessed_at = call.assessed_at
    assert give(call, LOST).newly_lost
    assert advice_jobs(call) == 1
    grading.advise(scope.pk, call.pk)
    assert Recommendation.objects.get(call=call).versions.count() == 1
    call.refresh_from_db()
    assert call.assessed_at == assessed_at, "the first assessment's time is what latency is told by"
    grading.advise(scope.pk, call.pk)
    assert Recommendation.objects.filter(call=call).count() == 1


def test_a_second_loss_that_was_none_gives_the_case_back_to_the_first(worked, give, scope):
    from datetime import timedelta

    from django.utils import timezone

    first = worked(started_at=timezone.now() - timedelta(days=2))
    second = worked(started_at=timezone.now() - timedelta(hours=1))
    assert LossCase.objects.get().call_id == second.pk
    give(second, NOT_SALES)
    case = LossCase.objects.get()
    assert (case.call_id, case.closed_at) == (first.pk, None)
    assert Recommendation.objects.get(call=first).closed_at is None
    assert Recommendation.objects.get(call=second).close_reason == "withdrawn"


def test_a_first_loss_that_was_none_begins_the_case_with_the_second(worked, give, scope):
    from datetime import timedelta

    from django.utils import timezone

    first = worked(started_at=timezone.now() - timedelta(days=2))
    second = worked(started_at=timezone.now() - timedelta(hours=1))
    give(first, NOT_SALES)
    case = LossCase.objects.get()
    assert (case.call_id, case.lost_at, case.closed_at) == (second.pk, second.started_at, None)


def test_marks_reach_the_engine_newest_first_without_the_call_itself(worked, give, scope):
    call, other = worked(), worked(client_phone="+79000000109")
    marks = [
        Mark(False, 6, "у нас такие цены", code="no_substance"),
        Mark(True, 2, "Сколько окон нужно", stage=2),
    ]
    overruled = {"objections": "груб"}
    give(call, replace(LOST, marks=[Mark(True, 0, "Добрый день")]))
    give(
        call,
        replace(
            LOST,
            rules=["no_substance"],
            scores={**LOST.scores, "objections": 2},
            comments=overruled,
            marks=marks,
        ),
    )
    expected = (
        GradedMoment("no_substance", "у нас такие цены", True, "objections"),
        GradedMoment("", "Сколько окон нужно", False, "discovery"),
    )
    assert grades.graded_moments() == expected, "an older version of the grade is no example any more"
    assert grades.graded_moments(besides=call.pk) == ()
    assert grades.graded_moments(besides=other.pk) == expected
    rubric = rubrics.as_engine_rubric(rubrics.current_version())
    profile = knowledge.profile(company=scope, rubric=rubric, graded=grades.graded_moments())
    assert profile.graded == expected


def test_how_strict_the_experts_are_reaches_the_engine_without_the_call_itself(worked, give, scope):
    call = worked()
    assert agreement_queries.habits() == (), "nothing is graded yet"
    give(call, replace(LOST, rules=["no_substance"], scores={**LOST.scores, "objections": 2}))
    by_code = {habit.rule_code: habit for habit in agreement_queries.habits()}
    assert (by_code["no_substance"].graded, by_code["no_substance"].by_experts) == (1, 1)
    assert agreement_queries.habits(besides=call.pk) == ()


def test_what_was_kept_reads_back_as_it_was_given(worked, give, scope):
    call = worked()
    grade = replace(
        LOST,
        rules=["no_hello", "not_reached.closing"],
        scores={**LOST.scores, "greeting": 4, "closing": 0},
        comments={"greeting": "тараторил"},
        other_reasons=["no_next_step"],
        objections=[HeardObjection(5, "это дорого", "price", False)],
        marks=[
            Mark(False, 0, "Добрый день", 1, "no_hello"),
            Mark(True, 2, "Сколько окон нужно", 2, "", "считает"),
        ],
        mode="beside",
        comment="в целом слабо",
    )
    kept = give(call, grade).grade
    again = grades.as_new_grade(kept.assessment, Grade.objects.get(pk=kept.pk))
    assert replace(again, rules=sorted(again.rules)) == replace(grade, rules=sorted(grade.rules))
    rows = {row.code: row for row in kept.assessment.deductions.all()}
    assert (rows["no_hello"].quote, rows["no_hello"].at_s) == ("Добрый день", 0.0)
    assert rows["not_reached"].points == 10
