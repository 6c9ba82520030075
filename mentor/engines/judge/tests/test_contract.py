"""What every judge promises; each family is held to it here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mentor.engines.assessor.tests import talks
from mentor.engines.conversation import Conversation
from mentor.engines.errors import EngineError
from mentor.engines.judge.guards import check_verdict
from mentor.engines.judge.local import LocalJudge
from mentor.engines.judge.port import Judge
from mentor.engines.language_model.tests.scripted import KnowingJudge

from .test_local import ADVICE, DONE, MACHINE, SMALL_TALK

pytestmark = pytest.mark.unit


@pytest.fixture(params=["local", "language_model"])
def judge(request: pytest.FixtureRequest) -> Iterator[Judge]:
    if request.param == "local":
        yield LocalJudge()
        return
    knowing = KnowingJudge()
    yield knowing
    knowing.close()


@pytest.mark.parametrize("followup", [DONE, SMALL_TALK])
def test_a_verdict_passes_the_guards_and_names_its_engine(judge: Judge, followup: Conversation) -> None:
    verdict = judge.judge(ADVICE, followup, talks.OKNA)
    check_verdict(verdict, followup)
    assert verdict.engine == judge.name


@pytest.mark.parametrize("followup", [DONE, SMALL_TALK, MACHINE])
def test_the_same_followup_gets_the_same_verdict(judge: Judge, followup: Conversation) -> None:
    assert judge.judge(ADVICE, followup, talks.OKNA) == judge.judge(ADVICE, followup, talks.OKNA)


def test_advice_told_to_a_machine_is_told_to_nobody(judge: Judge) -> None:
    verdict = judge.judge(ADVICE, MACHINE, talks.OKNA)
    assert (verdict.fulfilled, verdict.agreed) == ("none", False)


@pytest.mark.parametrize(("advice", "talk"), [("Спасибо.", DONE), (ADVICE, talks.talk("М: ", "К: ..."))])
def test_what_cannot_be_judged_is_refused_for_good(judge: Judge, advice: str, talk: Conversation) -> None:
    with pytest.raises(EngineError) as caught:
        judge.judge(advice, talk, talks.OKNA)
    assert caught.value.permanent
