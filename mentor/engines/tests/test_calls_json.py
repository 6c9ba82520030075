"""Graded moments in a company's file."""

from __future__ import annotations

import pytest

from mentor.engines.calls_json import CallsJsonError, read_company
from mentor.engines.profile import GradedMoment

pytestmark = pytest.mark.unit
COMPANY = {"key": "north", "name": "Северный ветер"}


def test_graded_moments_come_with_the_stage_of_their_rule():
    rows = [
        {"rule": "no_substance", "quote": "Ну, у нас такие цены.", "broke": True},
        {"quote": "Давайте сравним сметы построчно", "broke": False},
    ]
    found = read_company(COMPANY | {"graded": rows}, "north.json").profile.graded
    assert found == (
        GradedMoment("no_substance", "Ну, у нас такие цены.", True, "objections"),
        GradedMoment("", "Давайте сравним сметы построчно", False, ""),
    )


def test_a_file_without_grades_has_none():
    assert read_company(COMPANY, "north.json").profile.graded == ()


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"rule": "no_hello", "broke": True}, "graded[0].quote"),
        ({"rule": "no_hello", "quote": " ", "broke": True}, "graded[0].quote"),
        ({"rule": "no_hello", "quote": "Алло"}, "graded[0].broke"),
        ({"rule": 3, "quote": "Алло", "broke": False}, "graded[0].rule"),
    ],
)
def test_a_wrong_moment_is_named_by_file_and_field(row, field):
    with pytest.raises(CallsJsonError) as caught:
        read_company(COMPANY | {"graded": [row]}, "north.json")
    assert (caught.value.file, caught.value.field) == ("north.json", field)
