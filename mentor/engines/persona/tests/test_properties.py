"""What holds in every talk, whatever is said."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentor.engines.persona.port import Heard, Reply, opened
from mentor.engines.persona.wire import scenario_from_json, scenario_to_json, state_from_json, state_to_json
from mentor.engines.text.normal import normalise
from mentor.engines.text.phrases import contains_phrase

from . import builders as b

pytestmark = [pytest.mark.unit, pytest.mark.slow]
SAID = st.sampled_from(
    [
        *b.STRONG,
        *b.READER,
        "",
        "Угу.",
        "Ну это копейки!",
        "Не переживайте, всё будет хорошо.",
        "Как дела?",
        "Вы ничего не понимаете, решайте сейчас.",
        "А почему вы так считаете?",
        "фывапр олдж ячсмить",
        "Извините, не хотел вас обидеть.",
        "Есть ещё вопросы?",
    ]
)
TURN = st.builds(Heard, SAID, over=st.booleans(), reply_heard=st.sampled_from([0.1, 0.5, 1.0]))
TALKS = st.lists(TURN, min_size=1, max_size=9)
FEW = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@FEW
@given(TALKS, st.sampled_from([1, 2, 3]), st.integers(0, 5))
def test_nothing_is_said_twice_the_measures_hold_and_no_yes_is_given_over_an_open_objection(
    turns, level, seed
):
    of = b.play(level, seed=seed)
    state = b.PERSONA.open(of).state
    replies: list[Reply] = []
    for turn in turns:
        if state.ending is not None:
            break
        state, more = b.go_on(of, state, turn)
        replies += more
        assert all(0.0 <= value <= 1.0 for value in (state.trust, state.interest, state.patience))
        if state.agreed_on and level == 3:
            assert not opened(state)
    said = [normalise(reply.text).text for reply in replies]
    assert all(said)
    assert len(said) == len(set(said))
    assert not any(contains_phrase(reply.text, "это копейки") for reply in replies)


@FEW
@given(TALKS, st.integers(0, 5))
def test_the_same_seed_and_words_are_the_same_talk_also_from_what_was_kept(turns, seed):
    of = b.play(2, seed=seed)
    once, _ = b.go_on(of, b.PERSONA.open(of).state, *turns)
    state = b.PERSONA.open(of).state
    for turn in turns:
        state, _ = b.go_on(of, state_from_json(state_to_json(state)), turn)
    assert state == once


def test_other_seeds_give_other_words():
    talks = {tuple(reply.text for reply in b.talked(b.STRONG[:4], 1, seed)[1]) for seed in range(3)}
    assert len(talks) == 3


def test_a_scenario_comes_back_from_json_as_it_was():
    assert scenario_from_json(scenario_to_json(b.SCENARIO)) == b.SCENARIO


def test_who_is_silent_for_ever_is_not_listened_to_for_ever():
    state, replies = b.go_on(b.play(), b.PERSONA.open(b.play()).state, *["Угу."] * 60)
    assert state.ending is not None
    assert len({reply.text for reply in replies}) == len(replies)
