"""Reminders and neglect on a clock of the test's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentor.companies.models import Absence, Member
from mentor.notifications.kinds import Kind
from mentor.notifications.models import NoticeSettings, Notification
from mentor.recovery import actions, day, neglect, notice_words, reminders, waiting
from mentor.recovery.models import Neglect, Recommendation, Reminder

pytestmark = pytest.mark.django_db
MOSCOW = ZoneInfo("Europe/Moscow")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=MOSCOW)


@dataclass
class Advice:
    """A recommendation written on Monday, 19 October at 14:00 and due on Tuesday at 14:00."""

    row: Recommendation
    manager: Member


@pytest.fixture
def advice(scope, world, worked) -> Advice:
    return Advice(written(worked()), world.manager)


def written(call, when: str = "10-19T14:00", due: str = "10-20T14:00") -> Recommendation:
    row = Recommendation.objects.get(call=call)
    waiting.change(Recommendation.objects.filter(pk=row.pk), created_at=at(when), due_at=at(due))
    row.refresh_from_db()
    return row


def reminded(manager: Member) -> list[dict[str, list[int]]]:
    rows = Notification.objects.filter(member=manager, kind=Kind.REMINDER).order_by("id")
    return [row.facts for row in rows]


def test_a_manager_is_reminded_at_half_time_and_when_due_once_each(scope, advice):
    for moment in ("10-19T18:30", "10-20T09:00", "10-20T09:01", "10-20T14:00", "10-20T14:05", "10-21T10:00"):
        reminders.remind(scope, at(moment))
    assert reminded(advice.manager) == [
        {"due": [], "half": [advice.row.pk]},
        {"due": [advice.row.pk], "half": []},
    ]


def test_a_mark_cancels_what_was_still_to_come(scope, advice):
    actions.mark(recommendation=advice.row, kind="done", at=at("10-20T08:00"))
    reminders.remind(scope, at("10-20T14:00"))
    assert reminded(advice.manager) == []


def test_what_was_put_off_has_its_moment_again_when_the_snooze_is_over(scope, advice):
    reminders.remind(scope, at("10-20T14:00"))
    day.snooze(
        recommendation=advice.row,
        until=at("10-22T10:00"),
        reason="в отпуске",
        now=at("10-20T15:00"),
        by=advice.manager.user,
    )
    reminders.remind(scope, at("10-21T10:00"))
    assert len(reminded(advice.manager)) == 1
    reminders.remind(scope, at("10-22T10:00"))
    assert reminded(advice.manager)[1:] == [{"due": [advice.row.pk], "half": []}]


def test_after_a_standstill_one_message_names_what_is_fresh_and_the_stale_stay_silent(scope, advice, worked):
    older = written(worked(client_phone="+79000000202"), "10-12T14:00", "10-13T14:00")
    fresh = written(worked(client_phone="+79000000303"), "10-19T15:00", "10-20T15:00")
    assert reminders.remind(scope, at("10-20T16:00")) == 1
    assert reminded(advice.manager) == [{"due": [advice.row.pk, fresh.pk], "half": []}]
    assert set(Reminder.objects.filter(recommendation=older).values_list("moment", "told")) == {
        ("half", False),
        ("due", False),
    }
    assert reminders.remind(scope, at("10-20T16:01")) == 0


def test_an_absence_holds_reminders_until_the_manager_is_back(scope, advice):
    Absence.objects.create(
        member=advice.manager, first_day=date(2026, 10, 20), last_day=date(2026, 10, 21), reason="болен"
    )
    reminders.remind(scope, at("10-20T15:00"))
    assert reminded(advice.manager) == []
    reminders.remind(scope, at("10-22T09:00"))
    assert reminded(advice.manager) == [{"due": [advice.row.pk], "half": []}]


def test_words_that_leave_the_product_hold_no_personal_data_unless_switched_on(scope, advice):
    reminders.remind(scope, at("10-20T14:00"))
    note = Notification.objects.get(kind=Kind.REMINDER)
    bare, whole = (notice_words.sent(note, personal=personal) for personal in (False, True))
    assert bare is not None
    assert whole is not None
    assert "Ирина" not in f"{bare.title} {bare.text}"
    assert "этап" in bare.text
    assert "Ирина" in whole.text
    actions.mark(recommendation=advice.row, kind="done")
    assert notice_words.sent(note, personal=False) is None


def seen(manager: Member, text: str) -> None:
    Member.objects.filter(pk=manager.pk).update(last_seen_at=at(text))


def told_of(head: Member) -> list[tuple[int, int, int]]:
    rows = Notification.objects.filter(member=head, kind=Kind.NEGLECT).order_by("id")
    return [(row.facts["silent_days"], row.facts["overdue"], row.facts["ignored_days"]) for row in rows]


@pytest.fixture
def team(scope, world):
    """Everybody was seen on Monday, 19 October; the colleague keeps coming."""
    seen(world.manager, "10-19T10:00")
    seen(world.colleague, "12-01T10:00")
    return world


def test_silence_is_told_once_again_when_worse_and_is_over_when_the_manager_comes(scope, team):
    for each in ("10-20", "10-21", "10-22", "10-23", "10-24", "10-25", "10-26", "10-27"):
        neglect.refresh(scope, at(f"{each}T10:00"))
        neglect.refresh(scope, at(f"{each}T11:00"))
    assert told_of(team.head) == [(3, 0, 0), (6, 0, 0)]  # Thursday, and Tuesday after a weekend
    assert told_of(team.manager) == []
    seen(team.manager, "10-28T09:00")
    neglect.refresh(scope, at("10-28T10:00"))
    assert Neglect.objects.get().closed_at == at("10-28T10:00")
    neglect.refresh(scope, at("11-02T10:00"))
    assert told_of(team.head)[2:] == [(3, 0, 0)]  # a new one begins anew


def test_days_of_absence_and_holidays_are_no_silence(scope, team):
    Absence.objects.create(member=team.manager, first_day=date(2026, 10, 20), last_day=date(2026, 10, 30))
    neglect.refresh(scope, at("10-29T10:00"))
    neglect.refresh(scope, at("11-03T10:00"))  # Monday and Tuesday; Wednesday is a holiday
    neglect.refresh(scope, at("11-04T10:00"))
    assert told_of(team.head) == []
    neglect.refresh(scope, at("11-05T10:00"))
    assert told_of(team.head) == [(3, 0, 0)]


def test_one_recommendation_ignored_for_three_working_days_is_neglect(scope, advice, team):
    seen(team.manager, "10-22T09:30")
    neglect.refresh(scope, at("10-21T10:00"))
    assert told_of(team.head) == []
    neglect.refresh(scope, at("10-22T10:00"))
    assert told_of(team.head) == [(0, 1, 3)]
    actions.mark(recommendation=advice.row, kind="done", at=at("10-22T11:00"))
    neglect.refresh(scope, at("10-22T12:00"))
    assert Neglect.objects.get().closed_at is not None


def test_the_company_sets_its_own_limits(scope, advice, team):
    seen(team.manager, "10-22T09:30")
    NoticeSettings.objects.create(neglect_ignored_days=5)
    neglect.refresh(scope, at("10-22T10:00"))
    assert told_of(team.head) == []


def test_nobody_is_told_while_the_company_rests(scope, team):
    neglect.refresh(scope, at("10-24T12:00"))
    neglect.refresh(scope, at("10-26T23:00"))
    assert told_of(team.head) == []
    neglect.refresh(scope, at("10-27T09:00") + timedelta(hours=1))
    assert len(told_of(team.head)) == 1
