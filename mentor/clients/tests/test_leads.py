from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from mentor.clients.models import Client, ClientPhone, LeadSeen
from mentor.clients.phones import e164
from mentor.tallies.queries import read
from tests.fixtures import SUCCESS_TALK, talk


def leads(grain: str) -> dict[int, int]:
    found: dict[int, int] = {}
    for row in read(names=["lead"], grain=grain, since=date(2000, 1, 1), until=date(2100, 1, 1)):
        found[row.member_id] = found.get(row.member_id, 0) + row.value
    return found


@pytest.mark.django_db
def test_a_client_is_one_lead_of_a_period_however_many_calls(scope, worked):
    noon = timezone.now().replace(hour=9, minute=0)
    for minutes in (0, 10, 20):
        worked(started_at=noon - timedelta(days=2, minutes=minutes), transcript=talk(SUCCESS_TALK))
    assert sum(leads("d").values()) == 1
    assert LeadSeen.objects.filter(grain="m").count() == 1


@pytest.mark.django_db
def test_a_lead_belongs_to_the_manager_of_the_first_conversation_even_when_it_arrives_late(
    scope, world, worked
):
    day = timezone.now().replace(hour=9, minute=0) - timedelta(days=2)
    worked(started_at=day, manager_extension="101", transcript=talk(SUCCESS_TALK))
    assert leads("d") == {world.manager.pk: 1}
    worked(started_at=day - timedelta(minutes=30), manager_extension="102", transcript=talk(SUCCESS_TALK))
    assert leads("d") == {world.colleague.pk: 1}


@pytest.mark.django_db
def test_one_phone_is_one_client_whatever_its_spelling(scope, worked):
    for phone in ("+79000000101", "8 (900) 000-01-01", "7 900 000 01 01"):
        worked(client_phone=phone)
    assert Client.objects.count() == ClientPhone.objects.count() == 1


@pytest.mark.unit
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8 (900) 000-01-01", "+79000000101"),
        ("+7-900-000-01-01", "+79000000101"),
        ("+49 30 901820", "+4930901820"),
        ("не определён", None),
        ("12", None),
        ("", None),
        ("+7900000010199999", None),
    ],
)
def test_phones_are_kept_in_e164_or_not_at_all(text, expected):
    assert e164(text) == expected
