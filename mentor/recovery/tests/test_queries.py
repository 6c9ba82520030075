"""The states in SQL are the states of the table; one door to a client, a call and a recommendation."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.http import Http404
from django.utils import timezone

from mentor.clients.models import Client
from mentor.companies.people import Viewer
from mentor.recovery import access
from mentor.recovery.models import CloseReason, FollowUp, LossCase, Recommendation
from mentor.recovery.queries import every_case, in_state, show_cases
from mentor.recovery.rules import State

pytestmark = pytest.mark.django_db

NOW = timezone.now()
EARLIER, LATER = NOW - timedelta(hours=5), NOW + timedelta(hours=5)
CASES = [
    {},
    {"is_archive": True},
    *({"closed_at": EARLIER, "close_reason": reason} for reason in CloseReason.values),
]
RECOMMENDATIONS = [
    None,
    {"due_at": LATER},
    {"due_at": LATER, "seen_at": EARLIER},
    {"due_at": EARLIER},
    {"due_at": EARLIER, "snoozed_until": LATER},
    {"due_at": EARLIER, "snoozed_until": EARLIER},
    {"due_at": EARLIER, "marked_at": EARLIER, "mark": "done"},
    {"due_at": LATER, "marked_at": EARLIER, "mark": "messenger"},
    {"closed_at": EARLIER, "close_reason": "superseded"},
    {"closed_at": EARLIER, "close_reason": "withdrawn"},
    {"closed_at": EARLIER, "close_reason": "agreed"},
    {"closed_at": EARLIER, "close_reason": "returned"},
]
FOLLOWUPS = [
    (),
    ({"agreed": False},),
    ({"agreed": True},),
    ({"agreed": False, "fulfilled": "partial", "degree": 0.49},),
    ({"agreed": False, "fulfilled": "partial", "degree": 0.5},),
    ({"agreed": True, "fulfilled": "full", "degree": 1.0},),
]
RULED = [
    ({"agreed": False, "fulfilled": "none", "degree": 0.1, "ruled": "full", "ruled_degree": 1.0},),
    ({"agreed": True, "fulfilled": "full", "degree": 1.0, "ruled": "none", "ruled_degree": 0.0},),
    ({"agreed": False, "fulfilled": "partial", "degree": 0.6},),
    ({"agreed": False, "fulfilled": "partial", "degree": 0.7},),
]


@pytest.fixture
def lost(scope, worked):
    return worked()


def make_case(lost, facts, recommendation=None, followups=()):
    client = Client.objects.create(name="Кто-то")
    case = LossCase.objects.create(
        client=client,
        manager=lost.manager,
        call=lost,
        assessment=lost.result.assessment,
        lost_reason="refusal",
        lost_at=EARLIER,
        **facts,
    )
    if recommendation is not None:
        row = Recommendation.objects.create(case=case, call=lost, manager=lost.manager, **recommendation)
        for each in followups:
            FollowUp.objects.create(recommendation=row, call=lost, **each)
    return case


def test_every_combination_of_facts_is_found_by_the_state_it_is_shown_in(lost):
    LossCase.objects.all().delete()
    for facts, recommendation, followups in product(CASES, RECOMMENDATIONS, FOLLOWUPS):
        if recommendation is not None or not followups:
            make_case(lost, facts, recommendation, followups)
    shown = {each.case.pk: each.state for each in show_cases(list(every_case()), NOW)}
    assert len(set(shown.values())) >= 16
    for state in State:
        found = set(in_state(every_case(), state, NOW).values_list("pk", flat=True))
        assert found == {pk for pk, each in shown.items() if each is state}, state


def test_rulings_and_the_company_s_own_share_are_found_by_the_same_states(lost, scope):
    scope.done_percent = 70
    scope.save()
    LossCase.objects.all().delete()
    cases = [make_case(lost, {}, {"due_at": EARLIER}, followups) for followups in RULED]
    states = [State.DONE, State.AGREED, State.NOT_DONE, State.DONE]
    assert [each.state for each in show_cases(cases, NOW)] == states
    for case, state in zip(cases, states, strict=True):
        assert case in in_state(every_case(), state, NOW)


def test_the_newest_recommendation_of_a_case_gives_its_state(lost):
    case = make_case(lost, {}, {"closed_at": EARLIER, "close_reason": "superseded"}, ({"agreed": True},))
    Recommendation.objects.create(case=case, call=lost, manager=lost.manager, due_at=LATER)
    assert show_cases([case], NOW)[0].state is State.NEW
    assert case in in_state(every_case(), State.NEW, NOW)
    assert case not in in_state(every_case(), State.AGREED, NOW)


def viewers(world):
    return {
        name: Viewer(member.user, world.company, member)
        for name, member in (("head", world.head), ("manager", world.manager), ("colleague", world.colleague))
    }


def refused(door, viewer, row_id):
    with pytest.raises(Http404):
        door(viewer, row_id)
    return True


def test_a_client_is_open_to_who_spoke_and_to_who_owns_the_case(lost, world):
    people = viewers(world)
    assert access.access_client(people["head"], lost.client_id) == lost.client
    assert access.access_client(people["manager"], lost.client_id) == lost.client
    assert refused(access.access_client, people["colleague"], lost.client_id)
    case = LossCase.objects.get()
    case.manager = world.colleague
    case.save()
    assert access.access_client(people["colleague"], lost.client_id) == lost.client
    # The new owner sees the client; the recording stays with who made the call.
    assert refused(access.access_call, people["colleague"], lost.pk)
    assert access.access_client(people["manager"], lost.client_id) == lost.client


def test_a_merged_client_is_reached_by_the_one_that_stands(lost, world):
    gone = Client.objects.create(name="Двойник", merged_into=lost.client)
    assert refused(access.access_client, viewers(world)["head"], gone.pk)


def test_a_recommendation_is_open_to_its_manager_and_to_the_cases_owner(lost, world):
    people = viewers(world)
    row = Recommendation.objects.get()
    assert access.access_recommendation(people["head"], row.pk) == row
    assert access.access_recommendation(people["manager"], row.pk) == row
    assert refused(access.access_recommendation, people["colleague"], row.pk)
    row.case.manager = world.colleague
    row.case.save()
    assert access.access_recommendation(people["colleague"], row.pk) == row
    assert access.answers_for(world.manager, row)
    assert not access.answers_for(world.colleague, row)
    assert not access.answers_for(None, row)
