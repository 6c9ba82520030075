"""Labelled follow-ups as the arrays that the matcher is trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mentor.engines.assessor.local.tagger import tag_call
from mentor.engines.judge.local.matcher.inputs import Inputs, inputs_of
from mentor.engines.judge.local.points import asks_for_content
from mentor.engines.judge.local.reach import nobody_reached

from ..labelled_followups import LabelledFollowup, damaged

VERDICTS = ("none", "partial", "full")
SAID, OPPOSITE, ABSENT, UNKNOWN = 0, 1, 2, -1
STATES = {"said": SAID, "opposite": OPPOSITE, "absent": ABSENT}
NOWHERE = -1
NOISE = (7,)
NOISE_WEIGHT, FOIL_WEIGHT = 0.5, 0.3


@dataclass(frozen=True, slots=True)
class Example:
    """A recommendation beside a call. ``at[i]``: the utterance of point ``i``; ``verdict``: None for foils."""

    id: str
    company: str
    pair: str
    inputs: Inputs
    points: tuple[int, ...]
    units: tuple[int, ...]
    states: tuple[int, ...]
    at: tuple[int, ...]
    verdict: int | None
    agreed: float
    weight: float


class Numbers:
    """Numbers given to texts (tuples of words) in the order in which they are met."""

    def __init__(self) -> None:
        self.ids: dict[tuple[str, ...], int] = {}

    def of(self, text: tuple[str, ...]) -> int:
        """The number of a text, a new one given where needed."""
        return self.ids.setdefault(text, len(self.ids))


def examples(
    items: Sequence[LabelledFollowup], texts: Numbers, noise: Sequence[int] = NOISE
) -> list[Example]:
    """Every follow-up as given and damaged once a seed, and each recommendation beside a foreign call."""
    found: list[Example] = []
    for item in items:
        found += _examples_of(item, item, texts, 1.0)
        for seed in noise:
            found += _examples_of(item, damaged(item, seed), texts, NOISE_WEIGHT)
    return found + _foils(items, texts)


def _examples_of(
    item: LabelledFollowup, heard: LabelledFollowup, texts: Numbers, weight: float
) -> list[Example]:
    call = tag_call(heard.conversation, heard.profile)
    gold = item.gold["points"]
    inputs = inputs_of(tuple(p["text"] for p in gold), call)
    if not inputs.own or nobody_reached(call):
        return []
    states = tuple(STATES.get(p["state"], UNKNOWN) for p in gold)
    at = tuple(NOWHERE if p.get("at") is None else int(p["at"]) for p in gold)
    spoken = {inputs.units[i].utterance for i in inputs.own}
    at = tuple(where if where in spoken else NOWHERE for where in at)
    verdict = VERDICTS.index(item.gold["fulfilled"])
    agreed = float(item.gold["returned"])
    return [_example(item, inputs, texts, states, at, verdict, agreed, weight)]


def _foils(items: Sequence[LabelledFollowup], texts: Numbers) -> list[Example]:
    """Its content was not said in a call about something else; apologies and steps may stand in any call."""
    found = []
    ordinary = [i for i in items if i.twin_of is None]
    for item in ordinary:
        others = [
            o for o in ordinary if o.company == item.company and o.recommendation != item.recommendation
        ]
        if not others:
            continue
        other = others[sum(map(ord, item.id)) % len(others)]
        call = tag_call(other.conversation, other.profile)
        asked = tuple(p["text"] for p in item.gold["points"])
        inputs = inputs_of(asked, call)
        if not inputs.own or nobody_reached(call):
            continue
        states = tuple(ABSENT if asks_for_content(text) else UNKNOWN for text in asked)
        nowhere = (NOWHERE,) * len(asked)
        agreed = float(other.gold["returned"])
        found.append(_example(item, inputs, texts, states, nowhere, None, agreed, FOIL_WEIGHT))
    return found


def _example(
    item: LabelledFollowup, inputs: Inputs, texts: Numbers, states: tuple[int, ...], at: tuple[int, ...],
    verdict: int | None, agreed: float, weight: float,
) -> Example:  # fmt: skip
    return Example(
        id=item.name, company=item.company, pair=item.twin_of or item.id, inputs=inputs,
        points=tuple(texts.of(p) for p in inputs.points), units=tuple(texts.of(u.words) for u in inputs.units),
        states=states, at=at, verdict=verdict, agreed=agreed, weight=weight,
    )  # fmt: skip
