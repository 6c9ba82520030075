"""Labelled calls as the arrays that the reader is trained on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from mentor.engines.assessor.local import samples
from mentor.engines.assessor.local.acts import TaggedCall
from mentor.engines.assessor.local.reader.inputs import inputs_of
from mentor.engines.assessor.local.reader.tags import (
    ACT_INDEX,
    ACTS,
    ANSWERS,
    COURSE,
    OUTCOMES,
    REASONS,
    RULES,
)
from mentor.engines.assessor.local.tagger import tag_call
from mentor.engines.rubric import NOT_REACHED_RULE, STAGES, seed_rubric

from ..labelled import Labelled, with_noise
from ..material import Material
from .model import Batch, Words

Floats = NDArray[np.float32]
NOTHING = -1


@dataclass(slots=True)
class Example:
    """One call: what goes in, and the labels with their masks (1 where a label is known)."""

    id: str
    company: str
    pair: str
    words: list[NDArray[np.int64]]
    extra: Floats
    manager: NDArray[np.bool_]
    whole: Floats
    acts: Floats
    acts_known: Floats
    answers: Floats
    answers_known: Floats
    lost_at: int
    outcome: int
    reason: int
    stage: int
    rules: Floats
    rules_known: Floats
    course: Floats
    course_known: Floats
    weight: float


def examples(material: Material, ids: dict[str, int], noise: tuple[int, ...] = (7, 19)) -> list[Example]:
    """Every call as given and damaged once a seed; ``ids`` collects the words by number."""
    found = []
    for call in material.calls:
        found.append(_example(call, material, ids, 1.0))
        found += [_example(with_noise(call, seed), material, ids, 0.5) for seed in noise]
    return found


def _example(call: Labelled, material: Material, ids: dict[str, int], weight: float) -> Example:
    tagged = tag_call(call.conversation, call.profile)
    tagged.objections = samples.gold_objections(tagged, call.gold)
    inputs = inputs_of(tagged, guest=call.guest)
    words = [np.array([ids.setdefault(w, len(ids)) for w in said], dtype=np.int64) for said in inputs.tokens]
    acts, acts_known = _acts(call, tagged, material)
    answers, answers_known = _answers(call, tagged)
    rules, rules_known = _rules(call)
    course, course_known = _course(call)
    gold = call.gold
    lost = gold["outcome"] == "lost"
    return Example(
        id=call.id, company=call.company, pair=call.twin_of or call.id, words=words, extra=inputs.extra,
        manager=inputs.manager, whole=inputs.whole, acts=acts, acts_known=acts_known, answers=answers,
        answers_known=answers_known, lost_at=material.lost_at.get(call.id, NOTHING) if lost else NOTHING,
        outcome=OUTCOMES.index(gold["outcome"]),
        reason=REASONS.index(gold["lost_reason"]) if lost else NOTHING,
        stage=gold["lost_stage"] - 1 if lost else NOTHING,
        rules=rules, rules_known=rules_known, course=course, course_known=course_known, weight=weight,
    )  # fmt: skip


def _acts(call: Labelled, tagged: TaggedCall, material: Material) -> tuple[Floats, Floats]:
    count = len(tagged.roles)
    value, known = np.zeros((count, len(ACTS)), np.float32), np.zeros((count, len(ACTS)), np.float32)
    for i, own in material.acts.get(call.id, {}).items():
        known[i] = 1.0
        for act in own:
            value[i, ACT_INDEX[act]] = 1.0
    if call.gold["outcome"] == "not_sales":
        return value, known
    columns = [ACT_INDEX[f"obj_{kind}"] for kind in samples.KINDS]
    for i in tagged.of("client"):
        known[i, columns] = 1.0
        value[i, columns] = 0.0
    for objected in tagged.objections:
        value[objected.utterance, ACT_INDEX[f"obj_{objected.kind}"]] = 1.0
    return value, known


def _answers(call: Labelled, tagged: TaggedCall) -> tuple[Floats, Floats]:
    count = len(tagged.roles)
    value, known = np.zeros((count, len(ANSWERS)), np.float32), np.zeros((count, len(ANSWERS)), np.float32)
    if call.gold["outcome"] == "not_sales":
        return value, known
    known[tagged.of("client"), 0] = 1.0
    for objected, labels in zip(tagged.objections, samples.answer_labels(call.gold), strict=False):
        i = objected.utterance
        value[i, 0] = 1.0
        for name, answer in labels.items():
            column = ANSWERS.index(name)
            known[i, column], value[i, column] = 1.0, answer
    return value, known


def _rules(call: Labelled) -> tuple[Floats, Floats]:
    value, known = np.zeros(len(RULES), np.float32), np.zeros(len(RULES), np.float32)
    for stage in STAGES:
        judged = call.gold["stages"][stage]
        broken = {d["rule"] for d in judged["deductions"]}
        if judged["score"] is None or NOT_REACHED_RULE in broken:
            continue
        for rule in seed_rubric().of_stage(stage):
            if rule.code in RULES:
                column = RULES.index(rule.code)
                known[column], value[column] = 1.0, float(rule.wording in broken)
    return value, known


def _course(call: Labelled) -> tuple[Floats, Floats]:
    labels = samples.course_labels(call.gold) if call.gold["outcome"] != "not_sales" else {}
    value = np.array([labels.get(name, 0) for name in COURSE], np.float32)
    return value, np.array([name in labels for name in COURSE], np.float32)


def batch_of(items: list[Example], generator: np.random.Generator | None = None, lose: float = 0.06) -> Batch:
    """Calls side by side; while training some words are lost, so that no single one decides."""
    words = [w for item in items for w in item.words]
    if generator is not None:
        words = [_lose(w, generator, lose) for w in words]
    return Batch(
        words=words,
        extra=torch.from_numpy(np.concatenate([item.extra for item in items])),
        manager=torch.from_numpy(np.concatenate([item.manager for item in items])),
        lengths=[len(item.words) for item in items],
        whole=torch.from_numpy(np.stack([item.whole for item in items])),
    )


def _lose(words: NDArray[np.int64], generator: np.random.Generator, share: float) -> NDArray[np.int64]:
    if len(words) < 4:
        return words
    kept = words[generator.random(len(words)) >= share]
    return kept if len(kept) else words


def words_of(ids: dict[str, int]) -> Words:
    """The table of all words that were collected."""
    return Words(sorted(ids, key=ids.__getitem__))


__all__ = ["NOTHING", "Example", "batch_of", "examples", "words_of"]
