"""Scripts of talks on virtual time: what the client does with a good manager, a rude one, and one who does not hear."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mentor.engines.errors import EngineError
from mentor.engines.persona.port import Heard, Level, Reply, TalkState, answer, opened
from mentor.engines.persona.wire import outcome_of

from . import builders as b

pytestmark = [pytest.mark.unit, pytest.mark.slow]


def whys(replies: tuple[Reply, ...]) -> list[str]:
    return [why for reply in replies for why in reply.why]


def begun(*lines: str, level: Level = 1) -> TalkState:
    return b.talked(lines, level)[0]


@pytest.mark.parametrize(("level", "lines"), [(1, b.STRONG), (2, b.STRONG_TWICE)])
def test_a_strong_manager_wins_the_step_with_its_time(level, lines):
    state, _ = b.talked(lines, level)
    assert outcome_of(state) == "agreed"
    assert any(day in state.agreed_on for day in ("четверг", "суббот"))


def test_questions_about_the_need_get_the_facts_of_the_profile():
    _, replies = b.talked((b.HELLO, b.NEED, b.TERMS))
    assert "костра" in replies[1].text
    assert "июне" in replies[2].text or "пять" in replies[2].text


def test_who_reads_a_script_stalls_on_the_hidden_objection():
    state, replies = b.talked(b.READER)
    assert outcome_of(state) != "agreed"
    assert "doubt:price" in whys(replies)
    assert any(why.startswith("return:price") for why in whys(replies))


def test_a_rude_manager_is_hung_up_on():
    state, _ = b.talked((b.HELLO, "Вы что, тупая? Вам лечиться надо.", "Дура, рот закрой."))
    assert state.ending == "hung_up"


def test_at_level_three_one_insult_is_enough():
    assert begun(b.HELLO, "Вы что, тупая? Вам лечиться надо.", level=3).ending == "hung_up"


def test_silence_is_asked_about_and_then_ends_the_talk():
    state, replies = b.go_on(b.play(), begun(b.HELLO), *[Heard("", silence=6.0)] * 3)
    assert state.ending == "hung_up"
    assert [reply.why for reply in replies[:2]] == [("silence",), ("silence",)]


def test_silence_forgiven_starts_anew():
    quiet = Heard("", silence=6.0)
    state, _ = b.go_on(b.play(), begun(b.HELLO), quiet, quiet, b.NEED, quiet, quiet)
    assert state.ending is None


@pytest.mark.parametrize("said", ["фывапр олдж ячсмить йцукен", "ыъыъ шщшщ"])
def test_gibberish_is_not_understood(said):
    _, replies = b.go_on(b.play(), begun(b.HELLO), said)
    assert replies[0].why == ("unclear",)


def test_another_language_is_asked_to_be_left():
    _, replies = b.go_on(b.play(), begun(b.HELLO), "Hello, would you like to buy a guitar course?")
    assert replies[0].why == ("foreign",)


def test_shouting_over_the_client_is_told_so_and_ends_the_talk_if_it_goes_on():
    over = Heard(b.OFFER, over=True, reply_heard=0.2)
    state, replies = b.go_on(b.play(), begun(b.HELLO, b.NEED), over, over, over, over)
    assert replies[0].why == ("over",)
    assert state.ending == "hung_up"


def test_what_was_shouted_over_was_not_said():
    state = begun(b.HELLO, b.NEED)
    whole = state.lines[-1].text
    after, _ = b.go_on(b.play(), state, Heard(b.TERMS, over=True, reply_heard=0.3))
    assert after.lines[len(state.lines) - 1].text != whole
    assert whole.startswith(after.lines[len(state.lines) - 1].text)


def test_a_long_monologue_is_cut_short_and_only_its_beginning_was_heard():
    monologue = " ".join([b.READER[1]] * 12)
    _, replies = b.go_on(b.play(), begun(b.HELLO), monologue)
    assert replies[0].interrupts
    assert (replies[0].heard_words or 0) < len(monologue.split())


def test_a_client_cuts_in_while_the_manager_still_speaks_and_a_tougher_one_sooner():
    state, speech = begun(b.HELLO), Heard(b.READER[1], seconds=25.0)
    assert not b.PERSONA.interrupts(b.play(1), state, speech)
    assert b.PERSONA.interrupts(b.play(3), state, speech)


def test_empty_promises_are_caught():
    said = "Гарантирую сто процентов, вы точно не пожалеете, у нас самые лучшие преподаватели."
    state, replies = b.go_on(b.play(), begun(b.HELLO, b.NEED), said)
    assert "promise" in whys(replies)
    assert state.promises == 1


def test_a_phrase_that_the_company_forbids_hurts():
    before = begun(b.HELLO, b.NEED, b.TERMS, b.OFFER)
    after, _ = b.go_on(b.play(), before, "Ну это копейки, о чём тут говорить.")
    assert after.trust < before.trust
    assert after.patience < before.patience


def test_an_unanswered_objection_comes_back():
    before = begun(b.HELLO, b.NEED, b.TERMS, b.OFFER)
    assert opened(before) == (0,)
    _, replies = b.go_on(b.play(), before, b.READER[4])
    assert any(why.startswith("return:price") for why in replies[0].why)


def test_who_is_asked_what_is_behind_opens_up_and_trusts_more():
    before = begun(b.HELLO, b.NEED, b.TERMS, b.OFFER)
    after, replies = b.go_on(b.play(), before, b.HEARD)
    assert b.PRICE.behind in replies[0].text
    assert after.trust > before.trust


def test_no_date_is_no_agreement():
    before = begun(b.HELLO, b.NEED, b.TERMS, b.SUM_UP, b.OFFER, b.HEARD, b.ANSWER)
    after, _ = b.go_on(b.play(), before, "Давайте я запишу вас на пробный урок как-нибудь.")
    assert not after.agreed_on
    assert outcome_of(after) == "stopped"


def test_a_step_before_any_question_is_too_early():
    state, _ = b.go_on(b.play(scenario=b.with_doubts()), begun(b.HELLO), b.STEP)
    assert not state.agreed_on


def test_at_level_three_nothing_is_agreed_to_while_an_objection_stands_open():
    before = begun(b.HELLO, b.NEED, b.TERMS, b.SUM_UP, b.OFFER, level=3)
    assert opened(before)
    state = replace(before, trust=1.0, interest=1.0, patience=1.0)
    after, _ = b.go_on(b.play(3), state, b.STEP)
    assert not after.agreed_on


def test_at_level_three_an_answer_without_asking_is_not_enough():
    before = begun(b.HELLO, b.NEED, b.TERMS, b.SUM_UP, b.OFFER, level=3)
    after, _ = b.go_on(b.play(3), before, b.ANSWER)
    assert 0 in opened(after)


def test_who_offends_after_the_yes_loses_it():
    agreed = begun(*b.STRONG[:-1])
    assert agreed.agreed_on
    after, _ = b.go_on(b.play(), agreed, "Ну вот, это копейки, давно бы так.")
    assert outcome_of(after) == "refused"


def test_a_manager_weak_at_closing_is_put_off_once():
    of = b.play(1, weak="closing")
    state = b.go_on(of, b.PERSONA.open(of).state, *b.STRONG[:7])[0]
    put_off, _ = b.go_on(of, state, b.STEP)
    assert not put_off.agreed_on
    held, _ = b.go_on(
        of, put_off, "Давайте сразу договоримся: пробный урок в четверг в семь или в пятницу в шесть?"
    )
    assert held.agreed_on


def test_a_talk_that_ended_is_not_continued():
    with pytest.raises(EngineError):
        answer(b.PERSONA, b.play(), replace(begun(b.HELLO), ending="refused"), Heard("Алло?"))


SCRIPT = (
    "Поздороваться, назвать имя и школу.",
    "Спросить, акустическая гитара у человека или электрическая.",
    "Рассказать, что кабинет хранит записи всех уроков.",
    "Предложить пробный урок на выбор из двух дней.",
)


def test_a_client_no_call_has_lent_words_to_goes_along_the_script():
    unheard = tuple(replace(doubt, quotes=()) for doubt in b.DOUBTS[:1])
    new = replace(
        b.SCENARIO, doubts=unheard, course=SCRIPT, character=replace(b.SCENARIO.character, facts=())
    )
    lines = (b.HELLO, "Ну, так, вот.", "А гитара у вас акустическая или электрическая?", "Так, вот оно что.")
    state, replies = b.go_on(b.play(scenario=new), b.PERSONA.open(b.play(scenario=new)).state, *lines)
    assert [reply.why[-1] for reply in replies[1:]] == [
        "script:lead.question", "fact:other", "script:lead.offer",
    ]  # fmt: skip
    assert state.walked[-1] == 1
    heard, _ = b.go_on(b.play(), b.PERSONA.open(b.play()).state, *lines)
    assert heard.walked == ()
