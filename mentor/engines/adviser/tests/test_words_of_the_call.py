"""What a text takes from the call itself: the client's words, the offer, the summary; and what it leaves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mentor.engines.adviser.local import LocalAdviser
from mentor.engines.adviser.port import Advice, LostCall
from mentor.engines.adviser.reasons import reason
from mentor.engines.adviser.restated import offer_in
from mentor.engines.adviser.telling import can_be_said_aloud, first_words, plain_words, telling_words
from mentor.engines.assessor.local import LocalAssessor
from mentor.engines.assessor.tests import talks
from mentor.engines.conversation import Conversation
from mentor.engines.profile import CompanyProfile

pytestmark = pytest.mark.unit


def advised(conversation: Conversation, profile: CompanyProfile) -> tuple[LostCall, Advice]:
    lost = LostCall(conversation, LocalAssessor().assess(conversation, profile))
    return lost, LocalAdviser().advise(lost, profile)


def test_of_a_turn_the_words_that_tell_the_reason_are_repeated() -> None:
    turn = "Ну, слушайте, красиво всё. Только для меня это дорого сейчас. Ладно, спасибо."
    assert telling_words(turn, reason("price").cues) == "Только для меня это дорого сейчас"
    assert telling_words("Ну да. Спасибо, до свидания.", reason("price").cues) is None


def test_of_raw_speech_a_whole_thought_is_cut_out_and_only_few_words_are_said_aloud() -> None:
    turn = "ой ну знаете я подумаю и потом вам с дачи перезвоню"
    words = telling_words(turn, reason("think").cues)
    assert words == "я подумаю"
    assert can_be_said_aloud(words, [turn])
    assert not can_be_said_aloud("я подумаю и потом вам с дачи", [turn])


def test_where_nothing_tells_the_beginning_is_shown_but_never_a_bare_courtesy() -> None:
    assert first_words("мы тут с ребятами на объекте второй день без связи сидим") is not None
    assert first_words("Спасибо, до свидания.") is None


def test_where_only_slang_or_a_courtesy_was_said_its_first_sentence_is_shown_and_no_single_word() -> None:
    assert plain_words("ну че подумаем тогда") == "ну че подумаем тогда"
    assert plain_words("Угу. Спасибо, до свидания.") == "Спасибо, до свидания"
    assert plain_words("Угу.") is None


def test_an_offer_is_repeated_and_a_sentence_of_its_day_or_of_its_neighbour_is_not() -> None:
    kept = offer_in(4, "Тогда ставим за два дня, гарантия пять лет по договору.")
    assert kept is not None
    assert kept.said == "ставим за два дня, гарантия пять лет по договору"
    assert offer_in(4, "Завтра наш мастер будет рядом с вами бесплатно.") is None
    assert offer_in(4, "Это дешевле на двадцать процентов, чем у них.") is None
    assert offer_in(4, "Сколько окон, два или три, как решили?") is None


def test_noise_and_a_very_long_call_still_get_a_short_text() -> None:
    said = [u.text.lower().translate(str.maketrans("", "", ".,!?«»—")) for u in talks.BRUSHED_OFF.utterances]
    heard = tuple(replace(u, text=t) for u, t in zip(talks.BRUSHED_OFF.utterances, said, strict=True))
    small_talk = talks.talk("М: Угу, понял вас.", "К: Ну да, так и живём.").utterances * 60
    long = replace(talks.BRUSHED_OFF, utterances=(*heard[:6], *small_talk, *heard[6:]))
    _, advice = advised(long, talks.WITH_REFERENCE)
    assert advice.why.startswith("В этом диалоге клиент ушёл на этапе ")
    assert len(advice.say.split()) <= 110
