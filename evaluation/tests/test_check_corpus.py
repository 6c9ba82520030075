"""The labelled calls hold by the rubric, and the check sees each kind of mistake."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from evaluation.check_corpus import CORPUS, FOLDERS, changed_lines, check_call, check_folder, check_twin
from evaluation.labelled import load_labelled
from mentor.engines.rubric import NOT_REACHED_RULE

pytestmark = pytest.mark.unit

OWN = CORPUS / "own"


def call(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((OWN / "calls" / f"{name}.json").read_text(encoding="utf-8"))
    return data


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_label_of_the_corpus_holds(folder):
    assert check_folder(folder) == []


def test_own_calls_are_read_by_the_reader_of_training_and_every_twin_finds_its_call():
    calls, twins = load_labelled(OWN, contrast=False), load_labelled(OWN, contrast=True)
    assert calls
    assert twins
    assert {twin.twin_of for twin in twins} <= {c.id for c in calls}


def test_no_id_of_own_calls_is_taken_by_another_call_of_the_corpus():
    ids = [
        c.id
        for folder in FOLDERS
        for contrast in (False, True)
        for c in load_labelled(folder, contrast=contrast)
    ]
    assert len(ids) == len(set(ids))


def quote_of_nobody(gold: dict[str, Any]) -> None:
    gold["stages"]["objections"]["deductions"][0]["quote"] = "этого никто не говорил"


def words_of_the_client_as_the_managers(gold: dict[str, Any]) -> None:
    gold["stages"]["objections"]["deductions"][0]["quote"] = gold["objections"][0]["quote"]


def wrong_sum(gold: dict[str, Any]) -> None:
    gold["stages"]["presentation"]["score"] -= 1


def wording_of_our_own(gold: dict[str, Any]) -> None:
    gold["stages"]["closing"]["deductions"][0]["rule"] = "не позвал на встречу"


def other_points(gold: dict[str, Any]) -> None:
    closing = gold["stages"]["closing"]
    closing["deductions"][0]["points"], closing["score"] = 5, 5


def rule_of_another_stage(gold: dict[str, Any]) -> None:
    closing = gold["stages"]["closing"]
    closing["deductions"].append({"rule": "не поздоровался", "points": 3, "quote": None})
    closing["score"] -= 3


def not_reached_beside_others(gold: dict[str, Any]) -> None:
    closing = gold["stages"]["closing"]
    closing["deductions"].append({"rule": NOT_REACHED_RULE, "points": 10, "quote": None})
    closing["score"] = 0


def null_with_deductions(gold: dict[str, Any]) -> None:
    gold["stages"]["closing"]["score"] = None


def scores_of_no_sale(gold: dict[str, Any]) -> None:
    gold.update(outcome="not_sales", lost_reason=None, lost_stage=None)


def agreed_though_lost(gold: dict[str, Any]) -> None:
    gold["next_step"]["agreed"] = True


def no_reason(gold: dict[str, Any]) -> None:
    gold["lost_reason"] = None


def stage_six(gold: dict[str, Any]) -> None:
    gold["lost_stage"] = 6


def objection_nobody_raised(gold: dict[str, Any]) -> None:
    gold["objections"][0]["quote"] = "слишком шумно"


def stage_of_objections_without_any(gold: dict[str, Any]) -> None:
    gold["objections"] = []


@pytest.mark.parametrize(
    "spoil",
    [
        quote_of_nobody,
        words_of_the_client_as_the_managers,
        wrong_sum,
        wording_of_our_own,
        other_points,
        rule_of_another_stage,
        not_reached_beside_others,
        null_with_deductions,
        scores_of_no_sale,
        agreed_though_lost,
        no_reason,
        stage_six,
        objection_nobody_raised,
        stage_of_objections_without_any,
    ],
)
def test_a_spoilt_label_is_told(spoil: Callable[[dict[str, Any]], None]):
    spoilt = copy.deepcopy(call("kassa-03"))
    assert check_call(spoilt) == []
    spoil(spoilt["gold"])
    assert check_call(spoilt) != []


def twin_with(changed: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """A call and its copy with the outcome turned over and the given number of utterances altered."""
    base = call("kassa-03")
    twin = copy.deepcopy(base)
    twin["gold"]["flips"] = "outcome"
    twin["gold"].update(outcome="interrupted", lost_reason=None, lost_stage=None)
    for utterance in twin["utterances"][2 : 2 + changed]:
        utterance["text"] += " да"
    return base, twin


@pytest.mark.parametrize(("changed", "holds"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_twin_differs_in_one_to_four_utterances(changed, holds):
    base, twin = twin_with(changed)
    assert changed_lines(base, twin) == changed
    assert (check_twin(base, twin) == []) is holds


def test_a_call_cut_short_is_counted_by_what_ends_it():
    base, twin = twin_with(0)
    twin["utterances"] = [*twin["utterances"][:-7], {"speaker": "client", "text": "алло, вы про..."}]
    assert changed_lines(base, twin) == 1


def test_a_twin_that_turns_nothing_over_is_told():
    base, twin = twin_with(2)
    twin["gold"] = base["gold"] | {"flips": "outcome"}
    assert check_twin(base, twin) == ["ни исход, ни оценки этапов не изменились"]


def test_scores_named_in_flips_are_compared_with_the_labels():
    base, twin = twin_with(1)
    twin["gold"]["flips"] = "closing: 4 -> 9"
    assert check_twin(base, twin) == ["flips говорит о closing 4 -> 9, а в разметке 4 -> 4"]
