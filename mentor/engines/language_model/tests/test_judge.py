"""The language-model judge: points said, contradicted or absent, each with its words; code counts the degree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mentor.engines.assessor.tests import talks
from mentor.engines.conversation import Conversation
from mentor.engines.errors import EngineError
from mentor.engines.judge.guards import check_verdict
from mentor.engines.judge.local.points import split_points
from mentor.engines.judge.port import Verdict
from mentor.engines.judge.tests.test_local import ADVICE, DONE, MACHINE
from mentor.engines.language_model.client import LanguageModel
from mentor.engines.language_model.judge import LanguageModelJudge

from .server import Endpoint, Reply, endpoint, in_turn, said

pytestmark = [pytest.mark.unit, pytest.mark.slow]
POINTS = len(split_points(ADVICE))
SORRY = "Простите, я в прошлый раз была груба."


@pytest.fixture
def there() -> Iterator[Endpoint]:
    with endpoint(in_turn(said(""))) as running:
        yield running


def judge(
    there: Endpoint, *answers: dict[str, Any] | Reply, talk: Conversation = DONE, advice: str = ADVICE
) -> Verdict:
    there.script = in_turn(*(a if isinstance(a, Reply) else said(a) for a in answers))
    model = LanguageModel(there.settings())
    try:
        return LanguageModelJudge(model).judge(advice, talk, talks.OKNA)
    finally:
        model.close()


def points(*states: tuple[str, str | None], agreed: bool = True) -> dict[str, Any]:
    rows = [{"number": n, "state": state, "quote": quote} for n, (state, quote) in enumerate(states, 1)]
    return {"points": rows, "agreed": agreed}


ALL_SAID = points(*[("said", SORRY)] * POINTS)
NONE_SAID = points(*[("absent", None)] * POINTS, agreed=False)


@pytest.mark.parametrize(
    ("answer", "fulfilled", "degree"),
    [
        (ALL_SAID, "full", 1.0),
        (NONE_SAID, "none", 0.0),
        (points(("said", SORRY), *[("absent", None)] * (POINTS - 1)), "partial", round(1 / POINTS, 2)),
        (points(*[("opposite", SORRY)] * POINTS), "none", 0.0),
    ],
    ids=["all", "nothing", "one", "the opposite"],
)
def test_the_degree_is_the_share_of_points_said(
    there: Endpoint, answer: dict[str, Any], fulfilled: str, degree: float
) -> None:
    verdict = judge(there, answer)
    check_verdict(verdict, DONE)
    assert (verdict.fulfilled, verdict.degree) == (fulfilled, degree)
    assert verdict.engine == "lm:test-model:judge-1"
    assert verdict.agreed == answer["agreed"]


@pytest.mark.parametrize(
    "wrong",
    [
        points(*[("said", "рассрочка на двадцать лет")] * POINTS),
        points(*[("said", None)] * POINTS),
        points(*[("said", "Ладно, бывает.")] * POINTS),
        points(("said", SORRY)),
    ],
    ids=["invented", "without words", "the client's words", "points left out"],
)
def test_a_point_without_the_managers_own_words_is_asked_again_and_then_judged_here(
    there: Endpoint, wrong: dict[str, Any]
) -> None:
    assert judge(there, wrong, ALL_SAID).engine == "lm:test-model:judge-1"
    assert judge(there, wrong).engine.endswith("(после lm:test-model:judge-1)")


def test_nobody_reached_needs_no_model(there: Endpoint) -> None:
    verdict = judge(there, ALL_SAID, talk=MACHINE)
    assert there.asked == []
    assert verdict.fulfilled == "none"


@pytest.mark.parametrize(("advice", "talk"), [("Спасибо.", DONE), (ADVICE, talks.talk("М: ", "К: ..."))])
def test_what_cannot_be_judged_is_refused_for_good(there: Endpoint, advice: str, talk: Conversation) -> None:
    with pytest.raises(EngineError) as caught:
        judge(there, ALL_SAID, talk=talk, advice=advice)
    assert caught.value.permanent
    assert there.asked == []
