"""Оценка звонков: the queue, a grade from the form to the figures, blind and beside."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mentor.analysis import grades
from mentor.analysis.models import Assessment, CallResult, Grade
from mentor.recovery.models import LossCase
from tests.fixtures import SUCCESS_TALK, talk

pytestmark = pytest.mark.django_db
STAGES = ("greeting", "discovery", "presentation", "objections", "closing")


def typed(**changes):
    """A whole grade as the form sends it: ten everywhere, agreed."""
    data = {f"score-{stage}": "10" for stage in STAGES} | {
        "outcome": "success",
        "mode": "blind",
        "marks": "[]",
    }
    return data | changes


LOST = {"outcome": "lost", "lost_reason": "refusal", "lost_stage": "4"}


def told(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\u00a0", " ").split())


def grade_url(call, query=""):
    return reverse("grade", args=[call.pk]) + query


def test_a_grade_from_the_form_counts_and_closes_the_case(integrator_client, worked, scope):
    call = worked()
    answer = integrator_client.post(grade_url(call), typed(then="stay"), follow=True)
    assert answer.redirect_chain[0][0] == reverse("grade_versions", args=[call.pk])
    assert "рекомендация отозвана" in told(answer)
    assert CallResult.objects.get(call=call).scores == [10] * 5
    assert LossCase.objects.get().close_reason == "not_lost"


def test_everything_of_the_form_is_kept(integrator_client, worked, scope):
    call = worked()
    marks = [
        {
            "kind": "bad",
            "utterance": 6,
            "quote": "у нас такие цены",
            "stage": 4,
            "code": "no_substance",
            "words": "",
        },
        {
            "kind": "good",
            "utterance": 2,
            "quote": "к какому сроку",
            "stage": 2,
            "code": "",
            "words": "узнал срок",
        },
        {"kind": "objection", "utterance": 5, "quote": "это дорого", "objection": "price", "handled": False},
        {"kind": "lost", "utterance": 7, "quote": "Тогда нет"},
    ]
    data = typed(
        **LOST,
        **{
            "score-objections": "5",
            "comment-objections": "спорил",
            "score-closing": "none",
            "comment": "слабо",
        },
        rules=["no_substance"],
        other_reasons=["no_next_step"],
        marks=json.dumps(marks),
    )
    assert integrator_client.post(grade_url(call), data).status_code == 302
    kept = Grade.objects.get()
    assert (kept.mode, kept.comment, kept.stage_comments) == ("blind", "слабо", {"objections": "спорил"})
    assert kept.assessment.deductions.get().quote == "у нас такие цены"
    assert kept.assessment.heard_objections.get().handled is False
    assert (kept.assessment.lost_quote, kept.assessment.lost_at_s) == ("Тогда нет", 21.0)
    assert kept.assessment.closing is None
    assert [(each.good, each.words) for each in kept.passages.order_by("utterance")] == [
        (True, "узнал срок"),
        (False, ""),
    ]
    page = told(integrator_client.get(reverse("grade_versions", args=[call.pk])))
    assert "правила ещё нет: узнал срок" in page
    assert "спорил" in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"score-greeting": ""}, "score-greeting"),
        ({"score-greeting": "12"}, "score-greeting"),
        ({"score-greeting": "4"}, "score-greeting"),
        ({"rules": ["no_hello"]}, "score-greeting"),
        ({"rules": ["of_another_rubric"]}, "rules"),
        ({"outcome": ""}, "outcome"),
        ({"outcome": "lost", "lost_stage": "3"}, "lost_reason"),
        ({"outcome": "lost", "lost_reason": "refusal"}, "lost_stage"),
        ({"marks": '[{"kind":"bad"}]'}, "marks"),
    ],
)
def test_what_does_not_hold_is_said_at_its_field_and_keeps_nothing(
    changes, field, integrator_client, worked, scope
):
    call = worked()
    answer = integrator_client.post(grade_url(call), typed(**changes))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Grade.objects.exists()


def test_blind_shows_nothing_of_the_ai_until_it_is_saved(integrator_client, worked, scope):
    call = worked()
    blind = integrator_client.get(grade_url(call, "?mode=blind"))
    assert (blind.context["ai"], blind.context["pins"]) == (None, [])
    assert [row.score for row, _ in blind.context["stages"]] == [""] * 5
    assert not re.search(r"<input[^>]* checked>", blind.content.decode())
    assert "ИИ:" not in told(blind)
    integrator_client.post(grade_url(call), typed(**LOST))
    assert Grade.objects.get().mode == "blind"
    ai = grades.ai_assessment(call)
    assert ai is not None
    assert ai.engine in told(integrator_client.get(reverse("grade_versions", args=[call.pk])))


def test_who_has_seen_the_ai_grades_blind_no_more(integrator_client, worked, scope):
    seen, graded = worked(), worked(client_phone="+79000000102")
    beside = integrator_client.get(grade_url(seen, "?mode=beside"))
    ai = grades.ai_assessment(seen)
    assert ai is not None
    assert [row.score for row, _ in beside.context["stages"]][:1] == [str(ai.greeting)]
    integrator_client.post(grade_url(seen), typed(mode="blind"))
    integrator_client.post(grade_url(graded), typed(mode="blind"))
    integrator_client.post(grade_url(graded), typed(mode="blind", **{"score-closing": "none"}))
    assert list(Grade.objects.order_by("pk").values_list("mode", flat=True)) == ["beside", "blind", "beside"]


def test_the_queue_leads_from_call_to_call_and_past_those_skipped(integrator_client, worked, scope):
    now = timezone.now()
    calls = [
        worked(started_at=now - timedelta(hours=hours), client_phone=f"+790000001{hours:02}")
        for hours in (1, 2, 3)
    ]
    first = integrator_client.get(reverse("grading_next") + "?queue=new&mode=blind")
    assert first.url.startswith(grade_url(calls[0]) + "?")
    page = integrator_client.get(first.url)
    assert integrator_client.get(page.context["skip_url"]).url.startswith(grade_url(calls[1]) + "?")
    saved = integrator_client.post(first.url, typed(**LOST, then="next"), follow=True)
    assert [url.split("?")[0] for url, _ in saved.redirect_chain] == [
        reverse("grading_next"),
        grade_url(calls[1]),
    ]
    skipped = f"?queue=new&skip={calls[1].pk}&skip={calls[2].pk}"
    assert integrator_client.get(reverse("grading_next") + skipped).url.startswith(reverse("grading") + "?")


def test_orders_choose_what_they_promise(integrator_client, worked, world, scope):
    lost = worked()
    won = worked(transcript=talk(SUCCESS_TALK), client_phone="+79000000102", manager_extension="102")

    def listed(order):
        page = integrator_client.get(reverse("grading") + f"?queue={order}&mode=beside")
        return [row.call.pk for row in page.context["page"].rows]

    assert listed("lost") == [lost.pk]
    assert set(listed("new")) == {lost.pk, won.pk}
    integrator_client.post(grade_url(lost), typed(**LOST))
    assert listed("lost") == []
    assert listed("even") == [won.pk]
    page = integrator_client.get(reverse("grading"))
    assert page.context["page"].managers == [(world.colleague.name, 0), (world.manager.name, 1)]


def test_the_least_sure_come_first_however_old_and_sure_ones_not_at_all(integrator_client, worked, scope):
    now, told = timezone.now(), (0.9, None, 0.4, 0.123)
    calls = [
        worked(started_at=now - timedelta(days=number), client_phone=f"+7900000020{number}")
        for number in range(len(told))
    ]
    for call, confidence in zip(calls, told, strict=True):
        Assessment.objects.filter(call=call).update(confidence=confidence, other_reasons=["refusal"])
    page = integrator_client.get(reverse("grading") + "?queue=unsure&mode=beside")
    assert [row.call.pk for row in page.context["page"].rows] == [calls[3].pk, calls[2].pk, calls[1].pk]
    assert page.context["page"].waiting == 3
    assert page.context["page"].rows[0].why.startswith("ИИ уверен на 12")
    assert "уверен" not in page.context["page"].rows[2].why
    blind = integrator_client.get(reverse("grading") + "?queue=unsure&mode=blind")
    assert "ИИ уверен" not in blind.content.decode()


def test_the_queue_costs_the_same_however_many_calls_wait(integrator_client, worked, scope):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            integrator_client.get(reverse("grading") + "?queue=even")
        return len(seen)

    worked()
    queries()
    few = queries()
    for number in range(4):
        worked(client_phone=f"+7900000030{number}", client_name=f"Клиент {number}")
    assert queries() == few


def test_marks_that_repeat_become_a_rule_in_one_click_or_never_come_back(integrator_client, worked, scope):
    from mentor.analysis import rubrics

    mark = {"kind": "bad", "utterance": 6, "quote": "у нас такие цены", "stage": 4, "code": "", "words": ""}
    scenes = [worked(client_phone=f"+7900000040{number}") for number in range(3)]
    for call in scenes:
        integrator_client.post(grade_url(call), typed(**LOST, marks=json.dumps([mark])))
    page = integrator_client.get(reverse("grading_proposals"))
    [(_, form)] = page.context["rows"]
    data = {name: form[name].value() for name in form.fields} | {"answer": "accept"}
    integrator_client.post(reverse("grading_proposals"), data)
    rules = rubrics.as_engine_rubric(rubrics.current_version()).rules
    added = next(each for each in rules if each.code == "company_1")
    assert (added.stage, added.detector, added.examples) == (
        "objections",
        "must_not_say",
        ("у нас такие цены",),
    )
    assert integrator_client.get(reverse("grading_proposals")).context["rows"] == []
    again = integrator_client.post(reverse("grading_proposals"), data, follow=True)
    assert "Отметки с тех пор изменились" in told(again)
    assert rubrics.current_version().number == 2


def test_a_declined_proposal_is_gone(integrator_client, worked, scope):
    mark = {
        "kind": "good",
        "utterance": 2,
        "quote": "к какому сроку",
        "stage": 2,
        "code": "",
        "words": "спросил срок",
    }
    for number in range(3):
        call = worked(client_phone=f"+7900000050{number}")
        integrator_client.post(grade_url(call), typed(**LOST, marks=json.dumps([mark])))
    [(proposal, _)] = integrator_client.get(reverse("grading_proposals")).context["rows"]
    assert proposal.rule.wording == "спросил срок"
    integrator_client.post(reverse("grading_proposals"), {"answer": "decline", "key": proposal.key})
    assert integrator_client.get(reverse("grading_proposals")).context["rows"] == []


def test_agreement_tells_blind_from_beside_and_costs_two_reads(integrator_client, worked, scope):
    calls = [worked(client_phone=f"+7900000060{number}") for number in range(6)]

    def page(query=""):
        with CaptureQueriesContext(connection) as seen:
            answer = integrator_client.get(reverse("grading_agreement") + query)
        return answer, len(seen)

    assert "Сравнивать пока нечего" in told(page()[0])
    for number, call in enumerate(calls):
        integrator_client.get(grade_url(call, f"?mode={'beside' if number == 5 else 'blind'}"))
        integrator_client.post(grade_url(call), typed(**LOST, **{"score-objections": "10"}))
        if number == 0:
            few = page()[1]
            assert "мало данных" in told(page()[0])
    answer, many = page()
    assert many == few
    assert answer.context["outcomes"].share == 1.0
    assert [line.calls for line in answer.context["modes"]] == [5, 1]
    assert [line.calls for line in page("?mode=beside")[0].context["stages"]] == [1] * 5
    disputed = answer.context["rules"][0]
    assert len(disputed.row.ai_only) == 6, "the AI took it in every call, the expert in none"


def test_reassessment_from_the_page_to_its_end(integrator_client, worked, scope):
    from dataclasses import replace

    from mentor.analysis import rubrics
    from mentor.analysis.models import Reassessment
    from mentor.engines.rubric import seed_rubric
    from mentor.pipeline import reassess

    worked()
    asked = {"since": "", "until": "", "only_older": "on"}
    assert "не подходит ни один звонок" in told(integrator_client.post(reverse("reassess"), asked))
    rules = [replace(rule, points=10) for rule in seed_rubric().rules]
    rubrics.save_version(rules=rules, note="строже", by=None)
    assert "Звонков к разбору: 1" in told(integrator_client.post(reverse("reassess"), asked))
    integrator_client.post(reverse("reassess"), asked | {"start": "1"})
    job = Reassessment.objects.get()
    status = integrator_client.get(reverse("reassessment_status", args=[job.pk]))
    assert 'hx-trigger="every 2s"' in status.content.decode()
    again = integrator_client.post(reverse("reassess"), asked | {"start": "1"})
    assert (again.status_code, "Переоценка уже идёт" in told(again)) == (422, True)
    reassess.work(scope.pk, job.pk)
    status = integrator_client.get(reverse("reassessment_status", args=[job.pk]))
    assert status.headers["HX-Refresh"] == "true"
    assert "1 из 1" in told(integrator_client.get(reverse("reassessment", args=[job.pk])))
    wrong = integrator_client.post(
        reverse("reassess"), asked | {"since": "2026-10-12", "until": "2026-10-01"}
    )
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["until"])
