"""The client behind an endpoint: the local persona's state and course, the model's words; never out of role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from mentor.engines.assessor.tests import talks
from mentor.engines.language_model.client import LanguageModel
from mentor.engines.language_model.persona import (
    PATIENCE_S,
    SPOKEN_PATIENCE_S,
    LanguageModelPersona,
    in_a_talk,
    patience_of,
)
from mentor.engines.persona.building import objection_scenario
from mentor.engines.persona.local.engine import LocalPersona
from mentor.engines.persona.port import Heard, Play, TalkState, Turned, answer

from .server import Endpoint, Reply, endpoint, in_turn, said

pytestmark = [pytest.mark.unit, pytest.mark.slow]
LOCAL = LocalPersona()
PLAY = Play(objection_scenario(talks.OKNA, 0), talks.OKNA, level=1, seed=3)
HELLO = Heard("Здравствуйте! Меня зовут Инна, «Светлица». Удобно говорить?")
ASKS = Heard("Скажите, для чего вам это нужно и к какому сроку?")


def before() -> TalkState:
    return answer(LOCAL, PLAY, LOCAL.open(PLAY).state, HELLO).state


@pytest.fixture
def there() -> Iterator[Endpoint]:
    with endpoint(in_turn(said(""))) as running:
        yield running


def turned(there: Endpoint, *answers: dict[str, Any] | Reply) -> Turned:
    there.script = in_turn(*(each if isinstance(each, Reply) else said(each) for each in answers))
    model = LanguageModel(there.settings())
    model.prepare()  # as the talk's opening does: loading takes longer than the model may
    try:
        return answer(LanguageModelPersona(model), PLAY, before(), ASKS)
    finally:
        model.close()


def local() -> Turned:
    return answer(LOCAL, PLAY, before(), ASKS)


def test_the_models_words_are_said_over_the_local_state(there: Endpoint) -> None:
    own = "Ну, " + local().reply.text[:1].lower() + local().reply.text[1:]
    found = turned(there, {"say": own})
    assert found.reply.engine == "lm:test-model:persona-1"
    assert found.reply.text == own
    assert (found.state.trust, found.state.doubts) == (local().state.trust, local().state.doubts)
    assert found.state.lines[-1].text == own


@pytest.mark.parametrize(
    "say",
    [
        "Sure, I would like to hear more about it.",
        "Как языковая модель, я не могу ответить на это.",
        "Вам стоило спросить о бюджете, это техника продаж.",
        "Мы предлагаем вам отличные окна, запишу вас на завтра.",
        "Хорошо, договорились, жду вас завтра в десять утра.",
        "Раз. Два. Три. Четыре.",
        "",
    ],
)
def test_what_no_client_would_say_is_asked_again_and_then_said_by_the_local_persona(
    there: Endpoint, say: str
) -> None:
    found = turned(there, {"say": say}, {"say": say})
    assert found == local()
    assert len(there.asked) == 2


@pytest.mark.parametrize("broken", [Reply(status=500), Reply(drop=True), said("не JSON")])
def test_an_endpoint_that_fails_in_mid_talk_leaves_no_gap(there: Endpoint, broken: Reply) -> None:
    assert turned(there, broken, broken) == local()


def test_a_model_that_is_silent_on_a_voiced_talk_is_replaced_by_the_local_words_long_before_its_deadline(
    there: Endpoint,
) -> None:
    there.script = in_turn(Reply(hold=True))
    model = LanguageModel(there.settings())  # its own deadline is minutes away
    spoken = replace(ASKS, seconds=3.0)
    try:
        assert answer(LanguageModelPersona(model), PLAY, before(), spoken) == answer(
            LOCAL, PLAY, before(), spoken
        )
        assert there.held == 1  # the answer is here, the endpoint's is not
    finally:
        model.close()


def test_who_speaks_or_is_silent_on_the_line_waits_less_than_who_types() -> None:
    waits = [patience_of(each) for each in (replace(ASKS, seconds=3.0), Heard("", silence=6.0), ASKS)]
    assert waits == [SPOKEN_PATIENCE_S, SPOKEN_PATIENCE_S, PATIENCE_S]


def test_the_talk_goes_on_locally_from_the_models_words(there: Endpoint) -> None:
    own = "Ну, " + local().reply.text[:1].lower() + local().reply.text[1:]
    state = turned(there, {"say": own}).state
    after = answer(LOCAL, PLAY, state, Heard("Понятно. Кто принимает решение?"))
    assert after.state.turn == state.turn + 1
    assert own not in after.reply.text


def test_nobody_on_the_line_waits_for_a_slow_model(there: Endpoint) -> None:
    settings = in_a_talk(LanguageModel(there.settings())).settings
    assert (settings.deadline_s, settings.retries) == (2.5, 0)
