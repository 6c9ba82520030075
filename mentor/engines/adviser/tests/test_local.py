"""What an advice promises: this client, this call, this company, and nothing from nowhere."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from mentor.engines.adviser.guards import check_advice
from mentor.engines.adviser.local import LocalAdviser
from mentor.engines.adviser.port import Advice, LostCall, Source
from mentor.engines.adviser.sameness import most_shared, runs
from mentor.engines.adviser.speech import allowed_sentences, client_address
from mentor.engines.assessor.local import LocalAssessor
from mentor.engines.assessor.port import Moment
from mentor.engines.assessor.tests import talks
from mentor.engines.conversation import Conversation
from mentor.engines.errors import EngineError
from mentor.engines.profile import CompanyProfile, ForbiddenPhrase, KnownObjection

pytestmark = pytest.mark.unit


def lost(conversation: Conversation, profile: CompanyProfile = talks.WITH_REFERENCE) -> LostCall:
    return LostCall(conversation, LocalAssessor().assess(conversation, profile))


def advise(conversation: Conversation, profile: CompanyProfile = talks.WITH_REFERENCE) -> Advice:
    return LocalAdviser().advise(lost(conversation, profile), profile)


@pytest.mark.parametrize("conversation", talks.LOST)
def test_the_text_stands_in_the_form_of_the_specification(conversation: Conversation) -> None:
    text = advise(conversation).text
    assert text.startswith("В этом диалоге клиент ушёл на этапе ")
    assert "Рекомендуется перезвонить и сказать следующее:" in text


@pytest.mark.parametrize("conversation", [talks.BRUSHED_OFF, talks.SENT_AWAY])
def test_the_speech_addresses_the_client_and_ends_with_two_times(conversation: Conversation) -> None:
    say = advise(conversation).say
    assert say.startswith("Олег, ")
    assert "Инна" in say
    assert say.endswith("?")
    assert " или " in say.rsplit(".", 1)[-1]


def test_the_clients_words_and_the_companys_answer_are_in_it() -> None:
    advice = advise(talks.BRUSHED_OFF)
    assert "предложение за шестьдесят" in advice.why
    assert "подоконник, откосы и вывоз старых рам" in advice.say
    assert {s.kind for s in advice.sources} >= {"call", "known_objection"}


def test_the_manager_is_told_in_a_few_sentences_what_was_answered() -> None:
    why = advise(talks.BRUSHED_OFF).why
    assert "Ну и идите в „Комфорт“" in why
    assert why.count(".") <= 4


@pytest.mark.parametrize("conversation", talks.LOST)
def test_every_source_is_verbatim(conversation: Conversation) -> None:
    check_advice(advise(conversation), lost(conversation), talks.WITH_REFERENCE)


def test_two_losses_never_get_one_text() -> None:
    texts = {advise(conversation).text for conversation in talks.LOST}
    assert len(texts) == len(talks.LOST)


def test_the_same_loss_gets_the_same_text() -> None:
    assert advise(talks.SENT_AWAY) == advise(talks.SENT_AWAY)


def test_a_text_that_another_client_has_is_worded_otherwise_and_still_traced() -> None:
    asked = lost(talks.BRUSHED_OFF)
    usual = LocalAdviser().advise(asked, talks.WITH_REFERENCE)
    other = LocalAdviser().advise(replace(asked, others=(usual.text,)), talks.WITH_REFERENCE)
    shared = most_shared(other.text, [runs(usual.text)])
    assert shared < most_shared(usual.text, [runs(usual.text)]) == 1.0
    check_advice(other, asked, talks.WITH_REFERENCE)
    again = LocalAdviser().advise(
        replace(asked, others=("Совсем другой текст о совсем другом деле.",)), talks.WITH_REFERENCE
    )
    assert again == usual


def test_a_forbidden_phrase_is_left_out_in_any_form() -> None:
    banned = replace(talks.WITH_REFERENCE, forbidden_phrases=(ForbiddenPhrase("входят подоконник"),))
    assert "подоконник" in advise(talks.BRUSHED_OFF).say
    assert "подоконник" not in advise(talks.BRUSHED_OFF, banned).text.lower()
    assert allowed_sentences("В цену входит подоконник. Давайте сравним.", banned) == "Давайте сравним."


def test_the_managers_own_forbidden_words_are_not_repeated() -> None:
    banned = replace(talks.WITH_REFERENCE, forbidden_phrases=(ForbiddenPhrase("ну и идите"),))
    assert "идите" not in advise(talks.BRUSHED_OFF, banned).text


def test_a_client_who_bought_is_not_talked_round() -> None:
    say = advise(talks.BOUGHT_ELSEWHERE).say
    assert "замер" not in say
    assert "через" in say and say.endswith("?")


def test_a_client_who_asked_not_to_be_called_hears_that_the_number_is_removed() -> None:
    angry = talks.talk(
        "М: Здравствуйте, это Инна, «Светлица», мы делаем окна.",
        "К: Откуда у вас мой номер? Мне не надо, и не звоните сюда больше!",
        "М: Хорошо, извините.",
    )
    advice = advise(angry)
    assert re.search(r"номер|контакт|спис|обзвон", advice.say, re.IGNORECASE)
    assert "замер" not in advice.say
    assert "не звоните" in advice.why.lower() or "звон" in advice.why


def test_without_a_name_nobody_is_invented() -> None:
    nameless = replace(talks.BRUSHED_OFF, client_name=None, manager_name=None)
    say = advise(nameless).say
    assert say.startswith(("Здравствуйте!", "Добрый день!"))
    assert "None" not in say


def test_a_company_without_knowledge_still_gets_an_honest_text() -> None:
    bare = CompanyProfile(name="Светлица")
    advice = LocalAdviser().advise(lost(talks.BRUSHED_OFF, bare), bare)
    assert {s.kind for s in advice.sources} == {"call"}


def test_only_lost_calls_are_advised() -> None:
    with pytest.raises(EngineError) as caught:
        LocalAdviser().advise(lost(talks.SOLD), talks.OKNA)
    assert caught.value.permanent


@pytest.mark.parametrize(
    "broken",
    [
        {"say": ""},
        {"say": "Надумаешь — звони!"},
        {"sources": (Source("call", "1", "этого никто не говорил"),)},
        {"sources": (Source("known_objection", "Дорого", "не из базы"),)},
    ],
)
def test_the_guards_stop_a_broken_advice(broken: dict[str, Any]) -> None:
    good = advise(talks.BRUSHED_OFF)
    with pytest.raises(EngineError, match="не прошла проверку"):
        check_advice(replace(good, **broken), lost(talks.BRUSHED_OFF), talks.WITH_REFERENCE)


def test_the_answer_matches_the_kind_of_the_objection() -> None:
    profile = replace(
        talks.WITH_REFERENCE,
        objections=(
            KnownObjection("Надо посоветоваться с мужем", "Конечно, решать вдвоём. Что он спросит первым?"),
            *talks.OKNA.objections,
        ),
    )
    asked = talks.talk(
        *talks.GOOD_START,
        "К: Мне надо с мужем посоветоваться.",
        "М: Ну ладно, советуйтесь.",
        "К: До свидания.",
        "М: До свидания.",
        client="Ольга Петровна",
    )
    assert "решать вдвоём" in advise(asked, profile).say


def test_name_and_patronymic_are_kept_and_a_surname_is_not() -> None:
    assert client_address("Анна Сергеевна") == "Анна Сергеевна"
    assert client_address("Дарья Ковригина") == "Дарья"
    assert client_address("Орлов Михаил") == "Михаил"
    assert client_address("Петрова Анна Сергеевна") == "Анна Сергеевна"
    assert client_address(None) is None


def test_a_bare_goodbye_is_not_held_up_to_the_client() -> None:
    faded = talks.talk(*talks.GOOD_START, "К: Спасибо, до свидания.", "М: До свидания.")
    assessment = replace(
        lost(talks.SENT_AWAY).assessment, lost_at=Moment(9, "Спасибо, до свидания."), objections=()
    )
    say = LocalAdviser().advise(LostCall(faded, assessment), talks.OKNA).say
    assert "до свидания" not in say.lower()
    assert "спасибо" not in say.lower()
