"""Calls written as text: what is written is what is read, and every mistake is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.check_talks import ACTS, bases, check_acts, check_talks
from evaluation.material import training_material
from evaluation.talks import TALKS, load_talks

pytestmark = pytest.mark.unit

COMPANY = """
company: {key: proba, name: "Проба", industry: "проба", product: "проба", avg_cheque: 1, script: {},
  required_in_presentation: [], expert_rules: [], forbidden_phrases: [], objections: [],
  managers: [{name: "Анна Лебедь", extension: "1"}], reference_calls: []}
calls:
- id: proba-01
  direction: out
  manager: Анна Лебедь
  client_name: null
  talk: |
    0 M hello own_name company | Здравствуйте, это Анна, «Проба».
    1 C ask_price | Сколько стоит?
    2 M dodge | Приезжайте, посчитаем.
    3 C obj_price | Дорого, наверное.
    4 M concede | Ну как хотите.
  gold:
    outcome: lost
    reason: unhandled_objection
    stage: 4
    lost_at: 3
    greeting: [no_client_name]
    discovery: [no_need_question]
    presentation: [no_presentation]
    objections: [brushed_aside, not_joined, no_substance, not_checked]
    closing: not_reached
    heard: [{at: 3, kind: price, handled: false, quote: "Дорого"}]
    next_step: null
    why: "проба"
  twins:
  - flips: outcome
    lines: |
      3 C agree_step sets_time | Хорошо, завтра в два.
      4 -
      3a M date recap bye | Жду завтра в два, до свидания.
    gold: {outcome: success, objections: null, closing: [], heard: [], next_step: {what: "визит", when: "завтра в два"}}
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "proba.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_twin_is_its_base_with_lines_replaced_left_out_and_put_in(tmp_path):
    talks = load_talks(written(tmp_path, COMPANY))
    assert talks.problems == []
    (twin,) = talks.twins
    assert [u["text"] for u in twin["utterances"]] == [
        "Здравствуйте, это Анна, «Проба».",
        "Сколько стоит?",
        "Приезжайте, посчитаем.",
        "Хорошо, завтра в два.",
        "Жду завтра в два, до свидания.",
    ]
    assert twin["gold"]["lost_reason"] is None
    assert twin["gold"]["stages"]["closing"]["score"] == 10
    assert talks.acts["proba-01-t1"][4] == ("date", "recap", "bye")


def test_points_are_counted_from_the_rules_named(tmp_path):
    (call,) = load_talks(written(tmp_path, COMPANY)).calls
    stages = {name: judged["score"] for name, judged in call["gold"]["stages"].items()}
    assert stages == {"greeting": 8, "discovery": 0, "presentation": 0, "objections": 0, "closing": 0}


@pytest.mark.parametrize(
    ("wrong", "right", "named"),
    [
        ("no_client_name]", "no_such_rule]", "no_such_rule"),
        ('quote: "Дорого"', 'quote: "Дёшево"', "Дёшево"),
        ("at: 3,", "at: 33,", "33"),
        ("M dodge |", "M sings |", "sings"),
        ("    3 C obj_price | Дорого, наверное.", "    3 X obj_price | Дорого, наверное.", "не читается"),
        ("    lost_at: 3", "    lost_at: null", "lost_at"),
        ("manager: Анна Лебедь\n  client", "manager: Борис\n  client", "Борис"),
        ("      4 -\n", "      40 -\n", "40"),
    ],
)
def test_every_mistake_is_named(tmp_path, wrong, right, named):
    assert wrong in COMPANY
    talks = load_talks(written(tmp_path, COMPANY.replace(wrong, right, 1)))
    assert any(named in problem for problem in check_talks(talks, {}))


def test_a_file_that_is_no_yaml_is_named_and_gives_nothing(tmp_path):
    talks = load_talks(written(tmp_path, "calls: [\n"))
    assert talks.problems
    assert talks.calls == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", [*sorted(TALKS.glob("*.yaml")), *sorted(ACTS.glob("*.txt"))], ids=lambda p: p.name
)
def test_every_label_of_the_talks_and_acts_holds(path):
    known = bases()
    problems = (
        check_acts(path, known) if path.suffix == ".txt" else check_talks(load_talks(path, known), known)
    )
    assert list(problems) == []


@pytest.mark.slow
def test_no_two_calls_of_the_training_share_an_id_and_every_twin_finds_its_base():
    calls = training_material().calls
    ids = [call.id for call in calls]
    assert len(ids) == len(set(ids))
    assert {call.twin_of for call in calls if call.twin_of} <= set(ids)
