"""Scenarios and states as JSON: a scenario comes from people and is checked, a state is our own and is trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, cast, get_args

from ..assessor.port import OBJECTION_KINDS, ObjectionKind
from ..conversation import Direction
from ..errors import EngineError
from .port import DoubtState, Ending, Line, TalkState
from .scenario import (
    GOAL_KINDS,
    SCENARIO_KINDS,
    TOPICS,
    Character,
    Doubt,
    Fact,
    Goal,
    GoalKind,
    Scenario,
    ScenarioKind,
    Topic,
)


class ScenarioError(EngineError):
    """A scenario that cannot be played; ``field`` names the place, the message says it in Russian."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"поле «{field}»: {problem}", permanent=True)
        self.field = field


def scenario_to_json(scenario: Scenario) -> dict[str, Any]:
    """Plain JSON; ``scenario_from_json`` gives the same scenario back."""
    return asdict(scenario)


def scenario_from_json(data: object) -> Scenario:
    """A checked scenario. Raises ``ScenarioError``."""
    top = _object(data, "сценарий")
    who = _object(top.get("character"), "character")
    goal = _object(top.get("goal"), "goal")
    stage = top.get("stage")
    if isinstance(stage, bool) or not isinstance(stage, int) or not 1 <= stage <= 5:
        raise ScenarioError("stage", "ожидалось число от 1 до 5")
    return Scenario(
        kind=cast(ScenarioKind, _one_of(top, "kind", SCENARIO_KINDS)),
        title=_text(top, "title"),
        stage=stage,
        direction=cast(Direction, _one_of(top, "direction", get_args(Direction))),
        character=Character(
            name=_text(who, "name", "character."),
            feminine=bool(who.get("feminine")),
            portrait=_text(who, "portrait", "character.", empty=True),
            need=_text(who, "need", "character.", empty=True),
            facts=tuple(_fact(each, i) for i, each in enumerate(_list(who, "facts", "character."))),
        ),
        doubts=tuple(_doubt(each, i) for i, each in enumerate(_list(top, "doubts"))),
        goal=Goal(cast(GoalKind, _one_of(goal, "kind", GOAL_KINDS, "goal.")), _text(goal, "text", "goal.")),
        **{name: _texts(top, name) for name in ("convinces", "repels", "course", "sources")},
    )


def _fact(data: object, index: int) -> Fact:
    place = f"character.facts[{index}]."
    fields = _object(data, place[:-1])
    topic = cast(Topic, _one_of(fields, "topic", TOPICS, place))
    return Fact(topic, _text(fields, "text", place), _text(fields, "asked", place, empty=True))


def _doubt(data: object, index: int) -> Doubt:
    place = f"doubts[{index}]."
    fields = _object(data, place[:-1])
    return Doubt(
        text=_text(fields, "text", place),
        kind=cast(ObjectionKind, _one_of(fields, "kind", OBJECTION_KINDS, place)),
        quotes=_texts(fields, "quotes", place),
        behind=_text(fields, "behind", place, empty=True),
        good_answer=_text(fields, "good_answer", place, empty=True),
    )


def _object(data: object, place: str) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise ScenarioError(place, "ожидался объект")
    return data


def _text(fields: Mapping[str, Any], name: str, place: str = "", *, empty: bool = False) -> str:
    value = fields.get(name, "" if empty else None)
    if not isinstance(value, str) or not (empty or value.strip()):
        raise ScenarioError(place + name, "нет текста")
    return value.strip()


def _list(fields: Mapping[str, Any], name: str, place: str = "") -> list[Any]:
    value = fields.get(name, [])
    if not isinstance(value, (list, tuple)):
        raise ScenarioError(place + name, "ожидался список")
    return list(value)


def _texts(fields: Mapping[str, Any], name: str, place: str = "") -> tuple[str, ...]:
    values = _list(fields, name, place)
    for i, value in enumerate(values):
        if not isinstance(value, str):
            raise ScenarioError(f"{place}{name}[{i}]", "ожидалась строка")
    return tuple(value.strip() for value in values if value.strip())


def _one_of(fields: Mapping[str, Any], name: str, allowed: tuple[str, ...], place: str = "") -> str:
    value = fields.get(name)
    if value not in allowed:
        raise ScenarioError(place + name, f"неизвестное значение «{value}»")
    return str(value)


def state_to_json(state: TalkState) -> dict[str, Any]:
    """Plain JSON; ``state_from_json`` gives the same state back."""
    return asdict(state)


def state_from_json(data: Mapping[str, Any]) -> TalkState:
    """A state that was kept by ``state_to_json``, of this version or an older one that knew less: a talk goes on."""
    fields = dict(data)
    fields["doubts"] = tuple(DoubtState(**each) for each in fields["doubts"])
    fields["lines"] = tuple(Line(**each) for each in fields["lines"])
    for name in {"said", "told", "topics", "offered", "walked"} & fields.keys():
        fields[name] = tuple(fields[name])
    return TalkState(**fields)


def shown_state(state: TalkState, scenario: Scenario) -> dict[str, Any]:
    """What is shown of a state after a talk: three measures and the doubts that stand unanswered."""
    return {
        "trust": round(state.trust, 3),
        "interest": round(state.interest, 3),
        "patience": round(state.patience, 3),
        "open": [
            doubt.text
            for doubt, at in zip(scenario.doubts, state.doubts, strict=True)
            if at.status in ("open", "shaken", "ignored")
        ],
    }


def outcome_of(state: TalkState) -> Ending:
    """How the talk ended; one that nobody ended was stopped by the manager, with the agreement that it had by then."""
    return state.ending or ("agreed" if state.agreed_on else "stopped")
