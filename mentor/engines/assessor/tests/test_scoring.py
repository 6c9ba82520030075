"""The rubric's rules, each heard in a call and not heard in another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mentor.engines.assessor.local import LocalAssessor
from mentor.engines.assessor.local.detectors import CATALOGUE
from mentor.engines.assessor.local.phrases import may_say_like, says_like
from mentor.engines.assessor.port import Deduction
from mentor.engines.assessor.scoring import Course, score_course
from mentor.engines.conversation import Conversation
from mentor.engines.profile import CompanyProfile
from mentor.engines.rubric import MAX_SCORE, STAGES, Rubric, Rule, seed_rubric

from . import talks

pytestmark = pytest.mark.unit


def codes(conversation: Conversation, stage: str, profile: CompanyProfile = talks.OKNA) -> set[str]:
    result = LocalAssessor().assess(conversation, profile)
    return {d.code for d in result.stages[stage].deductions}


def opening(first: str, *, direction: str = "out", client: str | None = "Олег") -> Conversation:
    rest = talks.SOLD.utterances[1:]
    if client is None:
        rest = tuple(replace(u, text=u.text.replace("Олег", "").strip()) for u in rest)
    lines = [f"{'М' if u.speaker == 'manager' else 'К'}: {u.text}" for u in rest]
    return talks.talk(f"М: {first}", *lines, direction=direction, client=client)


def test_every_detector_of_the_seed_rubric_is_in_the_catalogue() -> None:
    assert {r.detector for r in seed_rubric().rules} <= set(CATALOGUE)


def test_a_full_greeting_loses_nothing() -> None:
    assert codes(talks.SOLD, "greeting") == set()


def test_a_bare_greeting_loses_hello_name_and_company() -> None:
    found = codes(opening("Да, слушаю.", direction="in"), "greeting")
    assert {"no_hello", "no_own_name", "no_company", "no_purpose"} <= found


def test_the_company_is_heard_declined_and_without_quotes() -> None:
    assert "no_company" not in codes(
        opening("здравствуйте олег это инна из светлицы по заявке на окна"), "greeting"
    )


def test_the_clients_name_is_missed_only_where_it_was_neither_said_nor_asked() -> None:
    silent = opening("Здравствуйте, это Инна, «Светлица», по вашей заявке на окна.", client=None)
    asking = opening("Здравствуйте, это Инна, «Светлица», по заявке на окна. Как вас зовут?", client=None)
    assert "no_client_name" in codes(silent, "greeting")
    assert "no_client_name" not in codes(asking, "greeting")


def test_an_objection_brushed_aside_carries_all_its_rules_and_a_quote() -> None:
    stage = LocalAssessor().assess(talks.BRUSHED_OFF, talks.OKNA).stages["objections"]
    assert stage.score == 0
    brushed = next(d for d in stage.deductions if d.code == "brushed_aside")
    assert brushed.at is not None
    assert "Комфорт" in brushed.at.quote


def test_no_objection_no_score() -> None:
    assert LocalAssessor().assess(talks.SOLD, talks.OKNA).stages["objections"].score is None


def test_inviting_to_call_is_no_next_step() -> None:
    assert "no_next_step" in codes(talks.SENT_AWAY, "closing")
    assert "no_next_step" not in codes(talks.SOLD, "closing")


def with_rules(*rules: Rule) -> CompanyProfile:
    return replace(talks.OKNA, rubric=Rubric(rules=(*seed_rubric().rules, *rules), version=7))


def test_a_company_rule_must_say_is_judged_by_its_examples() -> None:
    rule = Rule(
        "leaf", "presentation", "не сказал про памятку", 1, "must_say", ("пришлю памятку по уходу за окнами",)
    )
    said = Rule(
        "season", "presentation", "не сказал о гарантии", 1, "must_say", ("гарантия на монтаж пять лет",)
    )
    found = codes(talks.SOLD, "presentation", with_rules(rule, said))
    assert "leaf" in found
    assert "season" not in found


def test_a_company_rule_must_not_say_quotes_the_words() -> None:
    rule = Rule("go", "greeting", "отослал к конкуренту", 2, "must_not_say", ("идите в другую, раз дешевле",))
    result = LocalAssessor().assess(talks.BRUSHED_OFF, with_rules(rule))
    [found] = [d for d in result.stages["greeting"].deductions if d.code == "go"]
    assert found.at is not None
    assert "идите" in found.at.quote
    assert result.rubric_version == 7


def test_words_that_were_perhaps_said_take_no_points_whichever_way_a_rule_goes() -> None:
    near = "В следующем месяце будет дороже, эта цена до тридцать первого."
    examples = ("С первого числа цены поднимутся.", "Цена действует до конца месяца.")
    assert may_say_like(near, examples)
    assert not says_like(near, examples)
    assert not may_say_like("Напишите мне вечером.", examples)
    talk = talks.talk(*talks.GOOD_START, f"М: {near}", "К: Я подумаю.", "М: Хорошо, до свидания.")
    must = Rule("price", "greeting", "не предупредил о цене", 1, "must_say", examples)
    must_not = replace(must, code="scare", detector="must_not_say")
    assert not {"price", "scare"} & set(codes(talk, "greeting", with_rules(must, must_not)))
    assert "price" in codes(talks.SOLD, "greeting", with_rules(must))


def test_a_rule_without_a_detector_is_left_to_the_expert() -> None:
    rule = Rule("tone", "greeting", "говорил без улыбки", 2, None)
    assert "tone" not in codes(talks.SOLD, "greeting", with_rules(rule))


def test_a_rule_switched_off_takes_nothing() -> None:
    off = tuple(replace(r, enabled=r.code != "no_hello") for r in seed_rubric().rules)
    profile = replace(talks.OKNA, rubric=Rubric(rules=off, version=3))
    assert "no_hello" not in codes(opening("Да, слушаю.", direction="in"), "greeting", profile)


def test_a_forbidden_phrase_costs_points_where_the_company_switched_it_on() -> None:
    on = tuple(replace(r, enabled=True) for r in seed_rubric().rules if r.code != "script_line_missing")
    profile = replace(talks.OKNA, rubric=Rubric(rules=on, version=2))
    lines = [f"{'М' if u.speaker == 'manager' else 'К'}: {u.text}" for u in talks.SENT_AWAY.utterances[:-1]]
    said = talks.talk(*lines, "М: Надумаете — звоните, до свидания.")
    result = LocalAssessor().assess(said, profile)
    found = [
        (stage, d) for stage, s in result.stages.items() for d in s.deductions if d.code == "forbidden_phrase"
    ]
    assert [stage for stage, _ in found] == ["closing"]
    assert found[0][1].at is not None


@pytest.mark.parametrize(
    ("course", "said", "costs"),
    [
        (Course("lost", answered=True), "objections", "objections"),
        (Course("lost", answered=False), "objections", "presentation"),
        (Course("interrupted", answered=False), "closing", "presentation"),
        (Course("lost", answered=False, left_before=frozenset({"presentation", "closing"})), "closing", "discovery"),
        (Course("lost", answered=False, not_reached=frozenset(STAGES[1:])), "closing", "greeting"),
    ],
)  # fmt: skip
def test_words_cost_points_at_a_stage_that_is_judged_wherever_they_were_said(
    course: Course, said: str, costs: str
) -> None:
    assert course.counted(said) == costs
    scores = score_course(course, {costs: [Deduction("forbidden_phrase", "", 1, None)]})
    assert scores[costs].score == MAX_SCORE - 1


def test_a_forbidden_phrase_costs_points_in_a_talk_that_was_cut_off() -> None:
    on = tuple(replace(r, enabled=True) for r in seed_rubric().rules if r.code == "forbidden_phrase")
    profile = replace(talks.OKNA, rubric=Rubric(rules=on, version=2))
    said = talks.talk(
        "М: Здравствуйте, компания «Ладные окна», Ольга.",
        "К: Здравствуйте, сколько стоит окно?",
        "М: Тридцать пять тысяч. Надумаете — звоните.",
        "К: Алло? Алло, вас не слышно…",
        "М: Алло?",
    )
    stages = LocalAssessor().assess(said, profile).stages
    assert [d.code for s in stages.values() for d in s.deductions] == ["forbidden_phrase"]


def test_scores_are_ten_less_the_points_and_never_below_zero() -> None:
    for conversation in talks.ALL:
        for stage in LocalAssessor().assess(conversation, talks.OKNA).stages.values():
            if stage.score is not None:
                assert stage.score == max(0, MAX_SCORE - sum(d.points for d in stage.deductions))
