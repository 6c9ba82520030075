"""Small reads sent together: each gives what it would give alone, and none mixes up its columns."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mentor.core.reads import Read, at_once

pytestmark = pytest.mark.django_db


def test_reads_sent_together_each_give_their_own_rows():
    one = Read("SELECT * FROM (VALUES (%s, 1.50), ('б', 2)) AS t(name, value)", ("а",), list)
    none = Read("SELECT 1 AS value WHERE %s", (False,), len)
    assert at_once(one, none) == [[["а", Decimal("1.50")], ["б", 2]], 0]
    assert one.now() == at_once(one)[0]


def test_two_columns_of_one_name_are_refused_and_not_made_one():
    with pytest.raises(ValueError, match="value"):
        Read("SELECT 1 AS value, 2 AS value", (), list).now()
