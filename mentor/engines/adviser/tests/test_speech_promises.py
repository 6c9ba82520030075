"""What the words promise: indirect speech, the client's own conditions, an honest answer, the right «ты»."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from mentor.engines.adviser.familiar import to_first_terms
from mentor.engines.adviser.figures import difference_of, in_words, sum_of
from mentor.engines.adviser.hours import free_time
from mentor.engines.adviser.local import LocalAdviser
from mentor.engines.adviser.lookup import known_answer, price_of, spoken_answer
from mentor.engines.adviser.port import Advice, LostCall
from mentor.engines.adviser.quoting import is_raw, short_quote
from mentor.engines.adviser.reasons import read_reason, reason, reasons
from mentor.engines.adviser.slots import slots_of
from mentor.engines.adviser.wording import fillable
from mentor.engines.assessor.local import LocalAssessor
from mentor.engines.assessor.tests import talks
from mentor.engines.conversation import Conversation
from mentor.engines.profile import CompanyProfile, KnownObjection

pytestmark = pytest.mark.unit


def advise(conversation: Conversation, profile: CompanyProfile = talks.WITH_REFERENCE) -> Advice:
    assessment = LocalAssessor().assess(conversation, profile)
    return LocalAdviser().advise(LostCall(conversation, assessment), profile)


def after_good_start(*lines: str) -> Conversation:
    return talks.talk(*talks.GOOD_START, *lines)


RAW = after_good_start(
    "К: ой дорого это для меня соседям за сорок тысяч бригада делала и ничего стоят окна до сих пор",
    "М: ну соседям может и за сорок а у нас качество",
    "К: ну понятно не надо мне тогда ничего",
    "М: до свидания",
)


def test_a_recognisers_raw_words_are_never_read_aloud() -> None:
    assert "соседям за сорок тысяч бригада" not in advise(RAW).text.lower()
    assert is_raw("ой дорого это для меня соседям за сорок тысяч")
    assert short_quote("ой дорого это для меня соседям за сорок тысяч") is None


@pytest.mark.parametrize("conversation", [*talks.LOST, RAW])
def test_nothing_longer_than_seven_words_is_quoted(conversation: Conversation) -> None:
    for quote in re.findall(r"[«„]([^»“]+)[»“]", advise(conversation).text.split("следующее: «")[0]):
        assert len(quote.split()) <= 7
    assert "„" not in advise(conversation).say


@pytest.mark.parametrize("conversation", [talks.BRUSHED_OFF, talks.SENT_AWAY, RAW])
def test_a_speech_is_as_long_as_can_be_said_in_one_go(conversation: Conversation) -> None:
    assert 45 <= len(advise(conversation).say.split()) <= 110


def test_every_wording_that_needs_a_fact_is_left_when_the_call_has_none() -> None:
    for each in reasons():
        assert fillable(each.case, {"about": "про цену"}), each.name
        assert fillable(each.told, {"about": "про цену"}), each.name


def test_what_was_asked_for_and_where_to_is_named() -> None:
    slots = slots_of(["скиньте фото и отчет в вацап я гляну"])
    assert (slots["things"], slots["channel"]) == ("фото и отчёт", "в ватсап")
    assert slots_of(["надо с мужем обсудить"])["with"] == "с мужем"
    assert slots_of(["давайте после нового года"])["when"] == "после Нового года"


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("чего так дешево, они же по четыреста девяносто стоят", "price", "price.undervalued"),
        ("сто тридцать тысяч разница", "price", "price.cheaper"),
        ("дорого для меня", "price", "price"),
        ("я уже учусь", "competitor", "competitor.studying"),
        ("брат взялся, он плиточник", "competitor", "competitor.kin"),
        ("а вы потом трубку брать перестанете", "trust", "trust.prepaid"),
        ("ключи ещё не дали", "timing", "timing.keys"),
    ],
)
def test_the_reason_is_read_from_the_telling_words(text: str, kind: str, name: str) -> None:
    assert read_reason([text], kind).name == name


def test_an_answer_about_another_quarrel_is_not_given() -> None:
    cheaper = KnownObjection("На «Авито» дешевле", "У нас проверка и гарантия.")
    profile = replace(talks.OKNA, objections=(cheaper,))
    dispute = "чего так дешево за мою машину, они по четыреста стоят"
    assert known_answer(profile, reason("price.undervalued"), dispute) is None
    fitting = KnownObjection("За мою машину мало даёте", "По телефону это нижняя граница.")
    both = replace(profile, objections=(cheaper, fitting))
    assert known_answer(both, reason("price.undervalued"), dispute) == fitting


def test_an_answer_is_said_without_its_days_and_joining_words() -> None:
    said = spoken_answer(talks.OKNA, "Конечно. В цену входит вывоз. Давайте в четверг обсудим?", asks=True)
    assert said == "В цену входит вывоз."


def test_a_dodged_price_is_answered_from_the_companys_description() -> None:
    profile = CompanyProfile(
        name="Школа", product="курсы: тестировщик (6 мес., 74 000 ₽), аналитик (8 мес., 98 000 ₽)"
    )
    found = price_of(profile, "сколько стоит курс тестировщика")
    assert found is not None
    assert found.price == "74 000 ₽"
    assert found.quote in profile.product
    assert price_of(profile, "сколько стоит стрижка") is None


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("К: Наберите лучше после семи.", "after"),
        ("К: Мне только в субботу удобно.", "day"),
        ("К: В субботу не смогу, на дачу еду.", "not_weekend"),
        ("К: Посмотрю вечерком.", "evening"),
        ("К: В воскресенье пригнали.", ""),
        ("М: Давайте завтра после шести?", ""),
    ],
)
def test_the_clients_own_hours_are_kept(line: str, part: str) -> None:
    assert free_time(talks.talk("М: Здравствуйте.", line)).part == part


def test_a_client_who_is_free_after_seven_is_offered_the_evening() -> None:
    busy = after_good_start(
        "К: Вы скиньте всё в ватсап, я гляну, звоните только после семи.",
        "М: Хорошо, скину.",
        "К: Ага, спасибо, до свидания.",
    )
    assert "после семи" in advise(busy).say


def test_a_quarrel_is_apologised_for() -> None:
    said = advise(talks.BRUSHED_OFF).say.lower()
    assert any(word in said for word in ("прощени", "извин", "простите"))


def test_first_terms_are_kept_through_the_whole_speech() -> None:
    said = to_first_terms("Вы попросили прислать фото. Скажите, вам удобно? Ваши вопросы решим.", "Стас")
    assert said == "Ты попросил прислать фото. Скажи, тебе удобно? Твои вопросы решим."


def test_sums_are_said_in_words_and_never_bent() -> None:
    assert in_words(130_000) == "сто тридцать тысяч"
    assert in_words(1_350_000) == "миллион триста пятьдесят тысяч"
    assert in_words(2_002_000) == "два миллиона две тысячи"
    assert in_words(21_000) == "двадцать одну тысячу"
    assert difference_of("сто тридцать тысяч разница") == "сто тридцать тысяч"
    assert sum_of("тысяч семьсот, не больше") is None
