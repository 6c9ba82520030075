"""«Где выполнен вход» learns of visits without a write a page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.urls import reverse
from django.utils import timezone

from mentor.companies import activity

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """Seconds of the clock that visits are measured by."""
    now = [timezone.now().timestamp()]
    monkeypatch.setattr("mentor.companies.activity.time.time", lambda: now[0])
    return now


@pytest.fixture
def session(head_client, clock):
    """The head's session after a first visit, as if it had been an hour ago."""
    head_client.get(reverse("calls"))
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(hours=1))
    return UserSession.objects.get()


def moved(session):
    before = session.last_seen_at
    session.refresh_from_db()
    return session.last_seen_at != before


def test_pages_in_a_row_are_one_visit(head_client, session):
    head_client.get(reverse("calls"))
    assert not moved(session)


def test_a_visit_is_noted_again_after_five_minutes(head_client, session, clock):
    clock[0] += activity.EVERY_S
    head_client.get(reverse("calls"))
    assert moved(session)


def test_another_browser_or_address_is_noted_at_once(head_client, session):
    head_client.get(reverse("calls"), headers={"user-agent": "Чужой браузер"})
    assert moved(session)
    assert session.user_agent == "Чужой браузер"
    head_client.get(reverse("calls"), REMOTE_ADDR="10.1.2.3", headers={"user-agent": "Чужой браузер"})
    session.refresh_from_db()
    assert session.ip == "10.1.2.3"
