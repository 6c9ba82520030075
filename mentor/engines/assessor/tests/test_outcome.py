"""The context decides what words mean."""

from __future__ import annotations

import pytest

from mentor.engines.assessor.local import LocalAssessor
from mentor.engines.assessor.local.commitment import State, read_commitment
from mentor.engines.assessor.local.tagger import tag_call
from mentor.engines.assessor.port import Assessment
from mentor.engines.conversation import Conversation

from . import talks

pytestmark = pytest.mark.unit


def judge(conversation: Conversation) -> Assessment:
    return LocalAssessor().assess(conversation, talks.OKNA)


def test_no_that_picks_another_day_is_an_agreement() -> None:
    result = judge(talks.SOLD)
    assert result.outcome == "success"
    assert result.next_step.agreed
    assert "суббот" in (result.next_step.when or "").lower()


def test_bought_elsewhere_is_a_refusal_without_the_word_no() -> None:
    result = judge(talks.BOUGHT_ELSEWHERE)
    assert (result.outcome, result.lost_reason) == ("lost", "refusal")
    assert result.lost_at is not None
    assert result.lost_at.utterance == 1


def test_send_it_and_i_will_look_is_no_agreement() -> None:
    result = judge(talks.SENT_AWAY)
    assert (result.outcome, result.lost_reason) == ("lost", "no_next_step")
    assert not result.next_step.agreed
    assert [o.kind for o in result.objections] == ["send_info"]


def test_an_argued_objection_is_why_the_client_left() -> None:
    result = judge(talks.BRUSHED_OFF)
    assert (result.outcome, result.lost_reason, result.lost_stage) == ("lost", "unhandled_objection", 4)
    assert result.lost_at is not None
    assert "Дороговато" in result.lost_at.quote


def test_a_wrong_number_is_no_sale_and_has_no_scores() -> None:
    result = judge(talks.WRONG_NUMBER)
    assert result.outcome == "not_sales"
    assert all(stage.score is None for stage in result.stages.values())


def test_a_broken_line_is_neither_lost_nor_sold() -> None:
    result = judge(talks.CUT_OFF)
    assert result.outcome == "interrupted"
    assert result.stages["closing"].score is None


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("Давайте в субботу в десять, я буду дома.", "agreed"),
        ("Хорошо, в субботу в десять жду замерщика.", "agreed"),
        ("В субботу не ждите, я сам вам наберу.", "evaded"),
        ("Я подумаю и сама перезвоню.", "evaded"),
        ("Мы вчера с другими подписали.", "bought"),
        ("Нет, неактуально уже.", "refused"),
        ("нет спасибо не надо", "refused"),
        ("давайте в субботу в десять", "agreed"),
    ],
)
def test_where_the_client_stands_after_a_dated_proposal(answer: str, state: State) -> None:
    conversation = talks.talk(
        *talks.GOOD_START,
        "К: Понятно.",
        "М: Предлагаю замер: в субботу в десять или завтра в шесть?",
        f"К: {answer}",
    )
    assert read_commitment(tag_call(conversation, talks.OKNA)).state == state


def test_swapped_speakers_are_put_right() -> None:
    sides = {"manager": "К", "client": "М"}
    swapped = talks.talk(*(f"{sides[u.speaker]}: {u.text}" for u in talks.SOLD.utterances))
    assert judge(swapped).outcome == "success"


def test_missing_speakers_are_told_by_what_is_said() -> None:
    nobody = talks.talk(*(f"?: {u.text}" for u in talks.BRUSHED_OFF.utterances))
    named = judge(talks.BRUSHED_OFF)
    assert tag_call(nobody, talks.OKNA).roles == tag_call(talks.BRUSHED_OFF, talks.OKNA).roles
    assert judge(nobody).outcome == named.outcome
