"""What a head corrected is heeded in later losses of the same kind, and only there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mentor.engines.adviser.local import LocalAdviser
from mentor.engines.adviser.port import Advice, LostCall
from mentor.engines.assessor.local import LocalAssessor
from mentor.engines.assessor.tests import talks
from mentor.engines.conversation import Conversation
from mentor.engines.profile import CompanyProfile, ForbiddenPhrase, TextCorrection
from mentor.engines.text.phrases import says_phrase

pytestmark = pytest.mark.unit

OKNA = talks.WITH_REFERENCE
RIGHT = "Олег, здравствуйте! В нашу цену входит вынос мусора и двойная мойка стёкол. Пришлю смету построчно."


def advise(conversation: Conversation, profile: CompanyProfile = OKNA) -> Advice:
    lost = LostCall(conversation, LocalAssessor().assess(conversation, profile))
    return LocalAdviser().advise(lost, profile)


def corrected(say: str = "", why: str = "не про это") -> CompanyProfile:
    wrong = advise(talks.BRUSHED_OFF).say
    situation = "Дорого. Мне предложили предложение за шестьдесят тысяч."
    return replace(OKNA, corrections=(TextCorrection("7", situation, wrong, why, say),))


def test_a_like_loss_gets_the_head_s_right_words_and_names_them() -> None:
    advice = advise(talks.BRUSHED_OFF, corrected(RIGHT))
    assert "вынос мусора и двойная мойка" in advice.say
    assert ("correction", "7") in {(each.kind, each.ref) for each in advice.sources}
    assert advice.say.count("здравствуйте") == 1


def test_without_right_words_what_was_wrong_is_not_said_again() -> None:
    before, after = advise(talks.BRUSHED_OFF).say, advise(talks.BRUSHED_OFF, corrected()).say
    assert after != before
    assert "подоконник, откосы и вывоз старых рам" not in after


def test_another_loss_is_left_as_it_was() -> None:
    assert advise(talks.BOUGHT_ELSEWHERE, corrected(RIGHT)) == advise(talks.BOUGHT_ELSEWHERE)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("К сожалению, мы никак не можем дать вам скидку.", True),
        ("Скидку дать не можем.", True),
        ("Мы можем дать вам скидку.", False),
        ("Не можем приехать раньше среды.", False),
    ],
)
def test_a_forbidden_phrase_is_heard_in_other_words_and_not_in_its_opposite(text: str, says: bool) -> None:
    assert says_phrase(text, "скидку дать не можем") is says


def test_a_forbidden_phrase_said_in_other_order_is_not_written() -> None:
    forbidden = replace(OKNA, forbidden_phrases=(ForbiddenPhrase("откосы и подоконник"),))
    assert "откосы" not in advise(talks.BRUSHED_OFF, forbidden).say


def test_a_text_for_this_very_client_is_corrected_whatever_their_words_give_away() -> None:
    profile = corrected()
    elsewhere = replace(profile.corrections[0], situation="Посмотрю. До свидания.")
    left, rewritten = (
        advise(talks.BRUSHED_OFF, replace(OKNA, corrections=(replace(elsewhere, own=own),)))
        for own in (False, True)
    )
    assert left == advise(talks.BRUSHED_OFF)
    assert rewritten.say != left.say
