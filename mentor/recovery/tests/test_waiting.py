"""The counts of open and late recommendations are those of the rows, whatever happened to them."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from mentor.calls.models import Call
from mentor.clients.models import Client
from mentor.engines.adviser.port import Advice
from mentor.recovery import actions, waiting, workload
from mentor.recovery.models import LossCase, Recommendation
from mentor.recovery.queries import facts_of
from mentor.recovery.returns import close_recommendation
from mentor.recovery.rules import State, shown_state
from mentor.tallies import actions as tallies

pytestmark = pytest.mark.django_db

START = datetime(2026, 1, 28, 6, tzinfo=UTC)
ADVICE = Advice(why="почему", say="что", sources=(), engine="test")


class Desk:
    """Random things that happen to recommendations, through the product's actions."""

    def __init__(self, seed, world, lost):
        self.random, self.world, self.lost = random.Random(seed), world, lost
        self.now = START

    def live(self, steps):
        for _ in range(steps):
            self.now += timedelta(minutes=self.random.randrange(1, 600))
            self.random.choice(
                (self.write, self.write, self.close, self.mark, self.snooze, self.find_owner)
            )()

    def write(self):
        manager = self.random.choice((self.world.manager, self.world.colleague, None))
        client = Client.objects.create(name="Кто-то")
        call = Call.objects.create(
            source="test",
            source_call_id=f"{self.now:%m%d%H%M}",
            direction="out",
            started_at=self.now,
            duration_s=60,
            client=client,
        )
        case = LossCase.objects.create(
            client=client,
            manager=manager,
            call=call,
            assessment=self.lost.result.assessment,
            lost_reason="refusal",
            lost_at=self.now,
        )
        actions.keep_advice(case=case, call=call, advice=ADVICE, company=self.world.company, now=self.now)

    def any_one(self):
        rows = list(Recommendation.objects.order_by("id"))
        return self.random.choice(rows) if rows else None

    def close(self):
        if row := self.any_one():
            close_recommendation(row.case, "agreed", self.now)

    def mark(self):
        if row := self.any_one():
            actions.mark(recommendation=row, kind="done", at=self.now)

    def snooze(self):
        if row := self.any_one():
            until = self.now + timedelta(hours=self.random.randrange(1, 100))
            waiting.change(Recommendation.objects.filter(pk=row.pk), snoozed_until=until)

    def find_owner(self):
        row = Recommendation.objects.filter(manager=None, closed_at=None).first()
        if row:
            row.call.manager = self.world.manager
            actions.follow_manager(call=row.call)


def counted_from_rows(now):
    """By manager: [open, late], each row judged by the rule that names its state."""
    found: dict[int, Counter[str]] = {}
    for row in Recommendation.objects.filter(closed_at=None).select_related("case"):
        mine = found.setdefault(row.manager_id or 0, Counter())
        mine["open"] += 1
        mine["late"] += shown_state(facts_of(row, ()), now) is State.OVERDUE
    return {member: (each["open"], each["late"]) for member, each in found.items()}


def kept(now):
    found = workload.by_manager(now)
    return {member: (each.open, each.overdue) for member, each in found.items() if each.open}


@pytest.mark.parametrize("seed", range(6))
def test_the_counts_are_those_of_the_rows_at_any_moment(scope, world, worked, seed):
    desk = Desk(seed, world, worked(purpose="history"))
    desk.live(70)
    if seed % 2:
        tallies.fold()
    moments = [START, desk.now, desk.now + timedelta(days=30)]
    for row in Recommendation.objects.all():
        for edge in (row.due_at, row.snoozed_until):
            moments += [edge - timedelta(microseconds=1), edge] if edge else []
    assert any(late for _, late in counted_from_rows(desk.now).values())
    for moment in moments:
        assert kept(moment) == counted_from_rows(moment), moment


def test_counting_all_anew_gives_the_same(scope, world, worked):
    desk = Desk(7, world, worked(purpose="history"))
    desk.live(60)
    tallies.clear_all()
    assert kept(desk.now) == {}
    waiting.count_all()
    assert kept(desk.now) == counted_from_rows(desk.now) != {}


def test_a_mark_comes_once_however_often_it_is_sent(scope, worked):
    worked()
    row = Recommendation.objects.get()
    assert row.due_at is not None
    now = row.due_at + timedelta(days=1)
    for kind in ("done", "messenger"):
        actions.mark(recommendation=row, kind=kind, at=now)
    row.refresh_from_db()
    assert row.mark == "done"
    assert kept(now) == {row.manager_id: (1, 0)}
