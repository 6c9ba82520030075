"""One call: everything heard and judged in it, and who may open it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from mentor.core.tenancy import company_scope
from mentor.pages.attention.words import words_of
from tests.fixtures import LOST_TALK, SUCCESS_TALK, logged_in, talk

pytestmark = pytest.mark.django_db


@pytest.fixture
def lost(scope, worked):
    return worked()


def page(client, call):
    response = client.get(reverse("call", args=[call.pk]))
    assert response.status_code == 200
    return response


def test_every_deduction_stands_with_points_rule_quote_or_absence(head_client, lost):
    response = page(head_client, lost)
    text = response.content.decode()
    deductions = list(lost.result.assessment.deductions.all())
    assert deductions
    for each in deductions:
        assert escape(each.rule) in text
        assert f"−{each.points}" in text
        assert (escape(each.quote) in text) if each.quote else ("в звонке этого нет" in text)
    quoted = next(each for each in deductions if each.quote)
    assert f'data-seek="{quoted.at_s:.2f}"' in text


def test_the_words_of_the_loss_and_every_utterance_are_there(head_client, lost):
    text = page(head_client, lost).content.decode()
    assert "Клиент потерян на этапе" in text
    card = page(head_client, lost).context["card"]
    assert ["".join(piece.text for piece in line.pieces) for line in card.lines] == [
        row[1] for row in LOST_TALK
    ]
    marked = [piece.text for line in card.lines for piece in line.pieces if piece.tone == "bad"]
    assert lost.result.assessment.lost_quote in marked


def test_scores_add_up_to_ten_less_the_deductions(head_client, lost):
    for stage in page(head_client, lost).context["card"].stages:
        if stage.score is not None:
            assert stage.score == max(0, 10 - sum(each.points for each in stage.deductions))


def test_engine_rubric_steps_and_time_taken_are_shown(head_client, lost):
    text = page(head_client, lost).content.decode()
    assert lost.result.assessment.engine in text
    assert "версия 1" in text
    assert "Запись получена → разобрано" in text
    assert [step.tone for step in page(head_client, lost).context["card"].steps] == [
        "good"
    ] * lost.steps.count()


def test_a_wait_longer_than_promised_says_so(head_client, lost):
    lost.available_at = lost.assessed_at - timedelta(minutes=16)
    lost.save(update_fields=["available_at"])
    assert "дольше обещанных 15 минут" in page(head_client, lost).content.decode()


def test_a_successful_call_has_its_next_step_and_no_recommendation(head_client, scope, worked):
    call = worked(transcript=talk(SUCCESS_TALK))
    response = page(head_client, call)
    assert "Клиент согласился на следующий этап" in response.content.decode()
    assert response.context["card"].advice == []


def test_the_recommendation_stands_on_the_lost_call_and_counts_as_seen_by_its_manager_only(
    head_client, manager_client, lost
):
    from mentor.recovery.queries import every_recommendation

    shown = page(head_client, lost).context["card"].advice[0].shown
    assert escape(shown.version.say) in page(head_client, lost).content.decode()
    assert every_recommendation().get().seen_at is None
    page(manager_client, lost)
    first = every_recommendation().get().seen_at
    assert first is not None
    page(manager_client, lost)
    assert every_recommendation().get().seen_at == first


def test_estimated_times_wear_a_badge_and_unknown_ones_are_not_clickable(head_client, lost):
    transcript = lost.transcript
    transcript.times = "estimated"
    transcript.save()
    assert "время реплик примерное" in page(head_client, lost).content.decode()
    transcript.times = "none"
    transcript.utterances = [row | {"start": None, "end": None} for row in transcript.utterances]
    transcript.save()
    text = page(head_client, lost).content.decode()
    assert "data-start" not in text
    assert "время реплик примерное" not in text


def test_a_call_that_waits_for_the_recogniser_says_so(head_client, lost):
    lost.state = "waiting_model"
    lost.save(update_fields=["state"])
    lost.transcript.delete()
    assert "Ждёт модель распознавания" in page(head_client, lost).content.decode()


def test_what_was_said_is_shown_and_never_run(head_client, scope, worked):
    evil = (("manager", "Добрый день! <script>alert(1)</script>"), ("client", "Нет, не надо, до свидания."))
    call = worked(transcript=talk(evil), client_name="<b>Иван</b>")
    text = page(head_client, call).content.decode()
    assert "<script>alert" not in text
    assert "<b>Иван" not in text
    assert "&lt;script&gt;alert" in text


def test_a_manager_opens_own_calls_and_not_a_colleagues(manager_client, colleague_client, lost):
    page(manager_client, lost)
    for name in ("call", "call_audio", "call_peaks"):
        assert colleague_client.get(reverse(name, args=[lost.pk])).status_code == 404
    assert colleague_client.post(reverse("call_retry", args=[lost.pk])).status_code == 404


def test_a_follow_up_by_a_colleague_is_open_to_the_owner_of_the_case(
    manager_client, colleague_client, lost, worked
):
    answer = worked(manager_extension="102", transcript=talk(SUCCESS_TALK), started_at=timezone.now())
    assert answer.followups.count() == 1
    text = page(manager_client, answer).content.decode()
    assert "повторный звонок" in text
    answered = text[text.index("Что ответил клиент:") :]
    assert "согласился" in answered[:600]
    assert "не согласился" not in answered[:600]
    page(colleague_client, answer)
    assert colleague_client.get(reverse("call", args=[lost.pk])).status_code == 404


def test_another_companys_call_does_not_exist(head_client, integrator_client, company, worked, other_world):
    with company_scope(company.pk):
        lost = worked()
    stranger = logged_in(other_world.head.user)
    assert stranger.get(reverse("call", args=[lost.pk])).status_code == 404
    assert head_client.get(reverse("call", args=[10**12])).status_code == 404
    assert head_client.get("/calls/99999999999999999999999/").status_code == 404
    page(integrator_client, lost)


def test_repeating_starts_only_what_has_stopped(head_client, lost):
    from mentor.pipeline.actions import give_up
    from mentor.pipeline.models import StepName

    url = reverse("call_retry", args=[lost.pk])
    assert "Повторить разбор" not in page(head_client, lost).content.decode()
    head_client.post(url)
    lost.refresh_from_db()
    assert lost.state == "assessed"
    give_up(call=lost, name=StepName.ADVISE, error="Советчик не отвечает.")
    text = page(head_client, lost).content.decode()
    assert "Советчик не отвечает." in text
    assert "Разбор остановился" in text
    assert "Повторить разбор" in text
    assert head_client.get(url).status_code == 405
    assert head_client.post(url).headers["Location"] == reverse("call", args=[lost.pk])
    lost.refresh_from_db()
    assert lost.state == "processing"
    assert lost.steps.get(name="advise").state == "pending"
    assert "Разбор остановился" not in page(head_client, lost).content.decode()


def test_every_code_of_attention_has_words(scope, lost):
    from mentor.calls.actions import need_attention

    for code in ("manager_unknown", "phone_invalid", "step_failed", "something_new"):
        need_attention(call=lost, code=code, phone="12", manager="")
    words = [words_of(item) for item in lost.attention.all()]
    assert len({each.title for each in words}) == 4
    assert all(each.safe and each.todo for each in words)
    assert "something_new" in words[-1].title


def test_the_number_of_queries_is_fixed(head_client, company, worked):
    def count(call):
        page(head_client, call)
        with CaptureQueriesContext(connection) as caught:
            page(head_client, call)
        return len(caught)

    with company_scope(company.pk):
        short = worked()
        long = worked(client_phone="+79000000909", transcript=talk(LOST_TALK[:-2] * 12 + LOST_TALK[-2:]))
    assert count(long) == count(short)


@pytest.mark.parametrize(
    ("what", "when", "shown"),
    [
        ("замер", "в среду в десять", "замер, в среду в десять"),
        ("Замер в среду в десять?", "В среду в десять.", "Замер в среду в десять?"),
        ("", "завтра", "завтра"),
        ("счёт", "", "счёт"),
    ],
)
def test_the_next_step_is_said_once(head_client, lost, what, when, shown):
    assessment = lost.result.assessment
    assessment.step_what, assessment.step_when = what, when
    assessment.save()
    assert page(head_client, lost).context["card"].next_step == shown


def test_what_waits_for_a_model_goes_on_by_itself_and_needs_no_button(head_client, lost):
    from mentor.pipeline.models import StepName, StepState

    lost.steps.filter(name=StepName.TRANSCRIBE).update(state=StepState.WAITING)
    assert "Повторить разбор" not in page(head_client, lost).content.decode()
