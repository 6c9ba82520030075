from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentor.tallies import actions, queries
from mentor.tallies.models import Entry, Tally

DAYS = [date(2026, 1, 30), date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 2)]
additions = st.lists(
    st.tuples(
        st.sampled_from(DAYS), st.sampled_from(["a", "b"]), st.sampled_from([None, 7]), st.integers(-3, 3)
    ),
    max_size=12,
)


@pytest.mark.django_db
@given(additions, st.integers(0, 12))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_read_is_the_sum_of_all_that_was_added_folded_or_not(scope, added, fold_after):
    actions.clear(["a", "b"])
    expected: Counter[tuple[str, int]] = Counter()
    for number, (day, name, member, value) in enumerate(added):
        actions.add(day=day, counts={(name, member): value})
        expected[name, member or 0] += value
        if number == fold_after:
            actions.fold()
    for grain in "dwm":
        got: Counter[tuple[str, int]] = Counter()
        rows = queries.read(names=["a", "b"], grain=grain, since=date(2025, 1, 1), until=date(2027, 1, 1))
        for row in rows:
            got[row.name, row.member_id] += row.value
        assert {k: v for k, v in got.items() if v} == {k: v for k, v in expected.items() if v}


@pytest.mark.django_db
def test_folding_leaves_no_entries_and_changes_no_sum(scope):
    for _ in range(3):
        actions.add(day=DAYS[0], counts={("a", None): 2})
    before = queries.read(names=["a"], grain="m", since=date(2026, 1, 1), until=date(2026, 1, 1))
    assert actions.fold() == 9
    assert Entry.objects.count() == 0
    assert Tally.objects.get(grain="m").value == 6
    assert queries.read(names=["a"], grain="m", since=date(2026, 1, 1), until=date(2026, 1, 1)) == before


@pytest.mark.unit
def test_weeks_begin_on_monday_and_months_on_the_first():
    assert actions.first_day("w", date(2026, 2, 1)) == date(2026, 1, 26)
    assert actions.first_day("m", date(2026, 2, 1)) == date(2026, 2, 1)
    assert actions.first_day("d", date(2026, 2, 1)) == date(2026, 2, 1)
