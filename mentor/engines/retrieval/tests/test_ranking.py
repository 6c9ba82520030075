"""What a vector means and how two rankings become one."""

from __future__ import annotations

import numpy as np
import pytest

from mentor.engines.retrieval import SIZE, encoder, fusion

pytestmark = pytest.mark.unit


def test_a_vector_is_of_fixed_size_and_length_one():
    found = encoder.encode("Разобьём на полгода без процентов", "Дорого")
    assert found.shape == (SIZE,)
    assert float(np.linalg.norm(found)) == pytest.approx(1, abs=1e-5)
    assert not encoder.encode("…").any()


def test_other_words_of_the_same_meaning_are_nearer_than_other_meanings():
    asked = encoder.encode("мне нужно посоветоваться с мужем")
    same, other = encoder.encode("без супруги я не решаю"), encoder.encode("пришлите прайс на почту")
    assert float(asked @ same) > float(asked @ other)


def test_rare_words_are_looked_up_first_and_common_ones_only_where_there_are_no_others():
    many = fusion.MOST_OCCURRENCES
    assert list(fusion.telling({"цена": many, "лонжерон": 3, "нет": 0}, 100_000)) == ["лонжерон"]
    assert list(fusion.telling({"цена": many * 2}, 100_000)) == ["цена"]


def test_words_lift_a_passage_by_their_weight_at_most():
    ranked = dict(fusion.fuse({1: 0.5, 2: 0.4, 3: 0.1}, {2: 8.0, 3: 4.0}))
    assert ranked == {
        1: 0.5,
        2: pytest.approx(0.4 + fusion.TEXT_WEIGHT),
        3: pytest.approx(0.1 + fusion.TEXT_WEIGHT / 2),
    }
    assert fusion.fuse({}, {}) == []


def test_what_was_written_for_the_company_stands_before_what_was_said_in_a_call():
    ranked = [each for each, _ in fusion.fuse({1: 0.5, 2: 0.45, 3: 0.3}, {}, heard={1, 3})]
    assert ranked == [2, 1, 3]
