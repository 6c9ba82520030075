from __future__ import annotations

import pytest

from mentor.analysis.models import Assessment, CallResult
from mentor.calls.models import AttentionItem, Call, CallState
from mentor.pipeline.actions import take_in
from mentor.recovery.models import FollowUp, LossCase, Recommendation
from tests.fixtures import SUCCESS_TALK, talk

pytestmark = pytest.mark.django_db


def test_a_lost_call_ends_with_case_and_recommendation(scope, worked):
    call = worked()
    assert call.state == CallState.ASSESSED
    result = CallResult.objects.get(call=call)
    assert result.outcome == "lost"
    case = LossCase.objects.get()
    assert (case.client, case.manager, case.closed_at) == (call.client, call.manager, None)
    recommendation = Recommendation.objects.get()
    assert recommendation.due_at is not None
    assert recommendation.due_at > recommendation.created_at
    version = recommendation.versions.get()
    assert "Ирина" in version.say
    assert version.why


def test_the_same_call_sent_twice_is_one_call(scope, new_call):
    new = new_call()
    first, second = take_in(new=new), take_in(new=new)
    assert (first.created, second.created) == (True, False)
    assert first.call == second.call
    assert Call.objects.count() == 1


def test_working_a_finished_call_again_changes_nothing(scope, worked):
    from mentor.pipeline import runner

    call = worked()
    runner.work(scope.pk, call.pk)
    assert Assessment.objects.count() == 1
    assert Recommendation.objects.count() == 1


def test_a_later_success_is_contact_and_agreement(scope, worked):
    from datetime import timedelta

    from django.utils import timezone

    worked()
    later = timezone.now() + timedelta(seconds=1)
    worked(started_at=later, transcript=talk(SUCCESS_TALK))
    case = LossCase.objects.get()
    assert case.contacted_at == case.agreed_at == later
    assert FollowUp.objects.get().agreed
    assert Recommendation.objects.get().close_reason == "agreed"


def test_an_unknown_manager_and_a_strange_phone_keep_the_call_and_ask_for_attention(scope, new_call):
    call = take_in(new=new_call(manager_extension="999", client_phone="пусто")).call
    codes = set(AttentionItem.objects.filter(call=call).values_list("code", flat=True))
    assert codes == {"manager_unknown", "phone_invalid"}
    assert call.state == CallState.PROCESSING
