"""Any later conversation with a lost client is judged by meaning against what was recommended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from config import engines
from mentor.engines.errors import EngineError
from mentor.engines.judge.port import Fulfilled, Point, Verdict
from mentor.pipeline import followups as pipeline
from mentor.pipeline import speakers
from mentor.recovery.models import FollowUp, LossCase, Recommendation
from mentor.recovery.queries import show
from mentor.recovery.rules import State
from tests.fixtures import SUCCESS_TALK, talk

pytestmark = pytest.mark.django_db

LATER = timedelta(minutes=1)
CUT = (
    ("manager", "Здравствуйте, Ирина! Пётр, «Северный ветер», звоню по окнам. Ирина, по цене я пересч"),
    ("client", "Алло, вас не слышно. Алло?"),
)
MACHINE = (
    ("client", "Абонент не может ответить на ваш звонок. Оставьте сообщение после сигнала."),
    ("manager", "Ирина, здравствуйте, это Пётр, «Северный ветер». Есть рассрочка, перезвоните мне."),
)
SOMEBODY_ELSE = (
    ("manager", "Здравствуйте! Ирину можно услышать? Это Пётр, «Северный ветер»."),
    ("client", "Её нет дома, я муж. Позвоните вечером."),
    ("manager", "Хорошо, спасибо, до свидания."),
)


class Deaf:
    """An engine that cannot judge anything."""

    name = "deaf"

    def judge(self, *_):
        raise EngineError("Судить не о чем.", permanent=True)


class Told:
    """Says what it was told and remembers what it was asked."""

    name = "told"

    def __init__(self, degree):
        self.degree = degree
        self.asked = []

    def judge(self, recommendation, followup, profile):
        self.asked.append(recommendation)
        said = next(u.text for u in followup.utterances if u.speaker == "manager")
        fulfilled: Fulfilled = "full" if self.degree >= 0.8 else "partial" if self.degree > 0.25 else "none"
        points = (Point("первое", "said", said), Point("второе", "absent", None))
        return Verdict(fulfilled, self.degree, agreed=False, points=points, engine=self.name)


@pytest.fixture
def judged_as(monkeypatch):
    def use(engine):
        monkeypatch.setattr(engines, "judge", lambda _company: engine)
        return engine

    return use


def states():
    rows = Recommendation.objects.order_by("created_at")
    return [each.state for each in show(rows, timezone.now())]


def test_an_unmarked_call_is_judged_point_by_point_with_its_passage_and_moment(scope, worked):
    worked()
    call = worked(started_at=timezone.now() + LATER, transcript=talk(SUCCESS_TALK))
    followup = FollowUp.objects.get()
    assert followup.fulfilled in ("full", "partial", "none")
    assert followup.engine
    assert followup.version == Recommendation.objects.get().versions.get()
    assert followup.points
    said = [each for each in followup.points if each["quote"]]
    words = [row["text"] for row in call.transcript.utterances]
    assert all(each["quote"] in words[each["utterance"]] for each in said)
    assert all(each["utterance"] is None for each in followup.points if not each["quote"])


def test_a_lost_follow_up_ends_its_recommendation_with_the_verdict_and_the_next_is_written(
    scope, worked, judged_as
):
    engine = judged_as(Told(0.9))
    worked()
    worked(started_at=timezone.now() + LATER)
    first, second = Recommendation.objects.order_by("created_at")
    assert engine.asked == [first.versions.get().text]
    assert (first.close_reason, second.closed_at) == ("superseded", None)
    assert states() == [State.DONE, State.NEW]
    assert LossCase.objects.get().recommended_at == first.created_at


def test_a_mark_without_a_call_is_never_done_and_a_call_without_a_mark_can_be(scope, worked, judged_as):
    from mentor.recovery import actions as recovery

    judged_as(Told(0.6))
    worked()
    recovery.mark(recommendation=Recommendation.objects.get(), kind="done")
    assert states() == [State.MARKED]
    worked(started_at=timezone.now() + LATER)
    assert states()[0] is State.DONE


def test_from_which_degree_it_is_done_is_the_company_s_setting(scope, worked, judged_as):
    judged_as(Told(0.6))
    scope.done_percent = 70
    scope.save()
    worked()
    worked(started_at=timezone.now() + LATER)
    assert states()[0] is State.NOT_DONE


@pytest.mark.parametrize("words", [CUT, MACHINE, SOMEBODY_ELSE], ids=["cut", "machine", "somebody else"])
def test_nobody_reached_is_no_attempt(scope, worked, words):
    worked()
    worked(started_at=timezone.now() + LATER, transcript=talk(words))
    assert not FollowUp.objects.exists()
    assert states() == [State.NEW]


def test_an_older_call_that_arrives_late_is_judged_against_what_stood_when_it_began(scope, worked, judged_as):
    judged_as(Told(0.9))
    worked()
    late = timezone.now() + LATER
    worked(started_at=late + LATER, transcript=talk(SUCCESS_TALK))
    older = worked(started_at=late)
    first = Recommendation.objects.get()
    assert FollowUp.objects.get(call=older).recommendation == first
    assert FollowUp.objects.count() == 2
    assert first.close_reason == "agreed"


def test_words_that_changed_sides_are_judged_anew(scope, worked, judged_as, integrator):
    judged_as(Told(0.9))
    worked()
    call = worked(started_at=timezone.now() + LATER)
    judged_as(Told(0.1))
    speakers.swap(call=call, by=integrator)
    pipeline.judge_again(scope.pk, call.pk)
    assert FollowUp.objects.get(call=call).fulfilled == "none"


def test_what_no_engine_can_judge_is_said_and_does_not_hold_the_call_up(scope, worked, judged_as):
    judged_as(Deaf())
    worked()
    call = worked(started_at=timezone.now() + LATER)
    followup = FollowUp.objects.get()
    assert (followup.fulfilled, followup.error) == ("", "Судить не о чем.")
    assert call.state == "assessed"
    assert states()[0] is State.CALLED


def test_the_text_in_force_when_the_call_began_is_the_one_that_counts(scope, worked, judged_as):
    from mentor.engines.adviser.port import Advice
    from mentor.recovery import actions as recovery

    engine = judged_as(Told(0.9))
    worked()
    before = timezone.now() + LATER
    recovery.add_version(
        recommendation=Recommendation.objects.get(),
        advice=Advice("Почему.", "Другие слова.", (), "test"),
        now=before + LATER,
    )
    worked(started_at=before, transcript=talk(SUCCESS_TALK))
    worked(started_at=before + 2 * LATER, transcript=talk(SUCCESS_TALK))
    assert ["Другие слова" in text for text in engine.asked] == [False, True]
