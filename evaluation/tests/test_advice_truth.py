"""What the checker of truth promises: it traces what is true and finds what comes from nowhere."""

from __future__ import annotations

import pytest

from evaluation.advice_truth import strangers
from evaluation.measure_advice import Advised, ends_in_step, overlaps, quotes_client
from mentor.engines.adviser.local import LocalAdviser
from mentor.engines.adviser.port import LostCall
from mentor.engines.assessor.local import LocalAssessor
from mentor.engines.assessor.tests import talks
from mentor.engines.profile import CompanyProfile

pytestmark = pytest.mark.unit


def advised(profile: CompanyProfile) -> Advised:
    lost = LostCall(talks.BRUSHED_OFF, LocalAssessor().assess(talks.BRUSHED_OFF, profile))
    return Advised("1", "okna", lost, profile, LocalAdviser().advise(lost, profile), 0.0)


@pytest.mark.parametrize("profile", [talks.WITH_REFERENCE, CompanyProfile(name="Светлица")])
def test_a_local_text_is_traced_quotes_the_client_and_ends_in_a_step(profile: CompanyProfile) -> None:
    item = advised(profile)
    assert strangers(item.advice.text, item.lost, profile) == []
    assert quotes_client(item)
    assert ends_in_step(item)


def test_a_figure_a_product_and_a_name_from_nowhere_are_found() -> None:
    item = advised(talks.WITH_REFERENCE)
    lie = f"{item.advice.text} Скидка 37 процентов на паркет, спросите Ермолая."
    found = " ".join(strangers(lie, item.lost, item.profile))
    assert "37" in found
    assert "паркет" in found
    assert "Ермолая" in found


def test_overlap_is_the_share_of_the_shorter_texts_runs() -> None:
    short, long = "а б в г д е", "а б в г д ж з и к л"
    assert overlaps([short, long]) == {(0, 1): 0.5}
    assert overlaps(["а б в г д", "е ж з и к"]) == {}
