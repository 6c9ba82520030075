"""The language-model adviser: says nothing from nowhere, in the specification's form, or leaves it to the local one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from mentor.engines.adviser.guards import check_advice
from mentor.engines.adviser.port import Advice, LostCall
from mentor.engines.assessor.local import LocalAssessor
from mentor.engines.assessor.tests import talks
from mentor.engines.errors import EngineError
from mentor.engines.language_model.adviser import LanguageModelAdviser
from mentor.engines.language_model.client import LanguageModel
from mentor.engines.language_model.facts import Known
from mentor.engines.profile import CompanyProfile

from .server import Endpoint, Reply, endpoint, in_turn, said

pytestmark = [pytest.mark.unit, pytest.mark.slow]
LOST = LostCall(talks.BRUSHED_OFF, LocalAssessor().assess(talks.BRUSHED_OFF, talks.OKNA))
GOOD: dict[str, Any] = {
    "why": "Клиент сравнил цену с «Комфортом», а ответа по существу не прозвучало.",
    "say": "[ИМЯ2], здравствуйте! Это [ИМЯ1], «Светлица». В прошлый раз вы сказали, что дороговато. Понимаю, сумма "
    "заметная: в неё входят подоконник, откосы и вывоз старых рам. Давайте замерщик приедет, замер бесплатный: "
    "когда вам удобнее?",
    "call_quotes": ["дороговато выходит"],
    "used": ["О1"],
}


@pytest.fixture
def there() -> Iterator[Endpoint]:
    with endpoint(in_turn(said(""))) as running:
        yield running


def advise(
    there: Endpoint,
    *answers: dict[str, Any] | Reply,
    lost: LostCall = LOST,
    profile: CompanyProfile = talks.OKNA,
) -> Advice:
    there.script = in_turn(*(a if isinstance(a, Reply) else said(a) for a in answers))
    model = LanguageModel(there.settings())
    try:
        return LanguageModelAdviser(model).advise(lost, profile)
    finally:
        model.close()


def test_a_good_text_is_kept_with_names_put_back_and_its_sources(there: Endpoint) -> None:
    advice = advise(there, GOOD)
    check_advice(advice, LOST, talks.OKNA)
    assert advice.engine == "lm:test-model:advise-1"
    assert advice.say.startswith("Олег, здравствуйте! Это Инна, „Светлица“.")
    assert advice.text.startswith("В этом диалоге клиент ушёл на этапе обработки возражений.")
    assert {(s.kind, s.quote) for s in advice.sources} >= {("call", "Дороговато выходит")}
    assert any(s.kind == "known_objection" and s.ref == "Дорого" for s in advice.sources)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"say": GOOD["say"] + " Скинем 15 процентов."}, "цифры 15"),
        ({"say": GOOD["say"] + " Дадим скидку."}, "обещания «скидка»"),
        ({"say": GOOD["say"] + " Поставим профиль Rehau."}, "«Rehau»"),
        ({"say": GOOD["say"] + " Передавайте привет Валентине."}, "«Валентине»"),
        ({"say": GOOD["say"] + " Надумаете — звоните."}, "запрещённая фраза"),
        ({"say": "[ИМЯ9], " + GOOD["say"]}, "[ИМЯ9]"),
        ({"say": "Перезвоните."}, "от 60"),
        ({"why": ""}, "нет why"),
        ({"call_quotes": ["мне всё нравится"]}, "нет дословно"),
        ({"call_quotes": []}, "ни одной цитаты"),
        ({"used": ["О77"]}, "«О77»"),
    ],
)
def test_what_comes_from_nowhere_is_asked_again_and_then_left_to_the_local_adviser(
    there: Endpoint, change: dict[str, Any], reason: str
) -> None:
    assert advise(there, {**GOOD, **change}, GOOD).engine == "lm:test-model:advise-1"
    assert reason in str(there.asked[1]["messages"][-1])
    assert advise(there, {**GOOD, **change}).engine == "local-2 (после lm:test-model:advise-1)"


def test_a_broken_endpoint_leaves_the_text_to_the_local_adviser(there: Endpoint) -> None:
    advice = advise(there, Reply("{}", status=503))
    assert advice.engine == "local-2 (после lm:test-model:advise-1)"
    assert advice.say


def test_names_do_not_leave_and_earlier_calls_stand_beside(there: Endpoint) -> None:
    earlier = talks.talk(
        "М: Светлица, слушаю.", "К: Это Олег, я про балкон спросить хотел, остекление тёплое."
    )
    advise(there, GOOD, lost=replace(LOST, history=(earlier,)))
    sent = there.text(0)
    assert "остекление тёплое" in sent
    for name in ("Олег", "Инна", "Ветров"):
        assert name not in sent


def test_a_call_that_was_not_lost_is_refused_for_good(there: Endpoint) -> None:
    sold = LostCall(talks.SOLD, LocalAssessor().assess(talks.SOLD, talks.OKNA))
    with pytest.raises(EngineError) as caught:
        advise(there, GOOD, lost=sold)
    assert caught.value.permanent
    assert there.asked == []


def test_words_of_the_call_in_any_form_are_no_strangers() -> None:
    known = Known(["Комфорт предлагал за шестьдесят тысяч, мастер Олег, гарантия пять лет, звоните после 15"])
    assert (
        known.strangers("Олегу в „Комфорте“ назвали 60 000, а у нас гарантия пять лет. Вам удобно в три?")
        == []
    )
    assert known.strangers("Гарантия семь лет") == ["цифры 7 нет ни в разговоре, ни в знаниях компании"]
