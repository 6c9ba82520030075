"""The text door of the trainer: a company's file in, a talk over two streams, a judgement at the end. No database."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from ..assessor.local import LocalAssessor
from ..assessor.port import Assessor
from ..calls_json import CallsJsonError, CompanyFile, read_call, read_company, read_json
from ..conversation import Conversation, Utterance
from ..errors import EngineError
from ..persona.building import HeardCall, objection_scenario
from ..persona.local import LocalPersona
from ..persona.port import LEVELS, Heard, Persona, Play, TalkState, answer
from ..persona.wire import outcome_of, shown_state
from ..profile import CompanyProfile
from ..rubric import STAGES
from .wire import assessment_to_json

END = "/end"
OK, BAD_INPUT = 0, 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for; ``objection`` counts from 1 as the file lists them."""

    company: Path
    objection: int
    level: int
    weak: str | None = None
    seed: int = 0


class RehearsalError(EngineError):
    """The rehearsal cannot begin; the message names the argument."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


def run_rehearse(
    wanted: Wanted, lines: Iterable[str], out: TextIO, log: TextIO, *, persona: Persona | None = None
) -> int:
    """Play the client: a line of the manager in, a reply out; at the end one JSON object. 0, or 2 for bad input."""
    try:
        play = play_of(wanted, log)
    except EngineError as error:
        log.write(f"{error}\n")
        return BAD_INPUT
    scenario = play.scenario
    log.write(f"{scenario.character.portrait} Цель: {scenario.goal.text}. Закончить: {END}\n")
    engine = persona or LocalPersona()
    state = _unsaid(engine.open(play).state)
    turns: list[dict[str, Any]] = []
    for line in lines:
        said = line.strip()
        if said == END:
            break
        turned = answer(engine, play, state, Heard(said, silence=0.0 if said else 5.0))
        state = turned.state
        out.write(turned.reply.text + "\n")
        out.flush()
        turns.append({"manager": said, "client": turned.reply.text, "state": shown_state(state, scenario)})
        if state.ending is not None:
            break
    stages = _graded(play, turns, log)
    result = {"outcome": outcome_of(state), "turns": turns, "stages": stages, "seed": wanted.seed}
    out.write(json.dumps(result, ensure_ascii=False) + "\n")
    out.flush()
    return OK


def play_of(wanted: Wanted, log: TextIO) -> Play:
    """The play that the arguments name. Raises ``EngineError`` naming what does not hold."""
    if wanted.level not in LEVELS:
        raise RehearsalError(f"--level: ожидалось 1, 2 или 3, а не {wanted.level}")
    profile, calls = _company(wanted.company, log)
    count = len(profile.objections)
    if not count:
        raise RehearsalError(f"{wanted.company.name}: поле «objections»: у компании нет ни одного возражения")
    if not 1 <= wanted.objection <= count:
        raise RehearsalError(f"--objection: ожидалось число от 1 до {count}, а не {wanted.objection}")
    scenario = objection_scenario(profile, wanted.objection - 1, calls)
    return Play(scenario, profile, wanted.level, stage_of(wanted.weak), wanted.seed)


def stage_of(weak: str | None) -> str | None:
    """A stage by its code or its number; None stays None. Raises ``RehearsalError``."""
    if weak is None or weak in STAGES:
        return weak
    if weak.isdecimal() and 1 <= int(weak) <= len(STAGES):
        return STAGES[int(weak) - 1]
    raise RehearsalError(
        f"--weak: неизвестный этап «{weak}», ожидалось {', '.join(STAGES)} или номер от 1 до 5"
    )


def _company(path: Path, log: TextIO) -> tuple[CompanyProfile, list[HeardCall]]:
    """The company's profile, and its reference calls where they lie beside the file: they lend clients' real words."""
    company = read_company(read_json(path), path.name)
    calls: list[HeardCall] = []
    for conversation, ref in _references(company, path.parent.parent / "calls", log):
        try:
            calls.append(HeardCall(ref, conversation, LocalAssessor().assess(conversation, company.profile)))
        except EngineError as error:
            log.write(f"{ref}: {error}\n")
    return company.profile, calls


def _references(company: CompanyFile, folder: Path, log: TextIO) -> Iterable[tuple[Conversation, str]]:
    for ref in company.reference_ids:
        path = folder / f"{ref}.json"
        if "/" in ref or "\\" in ref or not path.is_file():
            continue
        try:
            yield read_call(read_json(path), path.name).conversation, ref
        except CallsJsonError as error:
            log.write(f"{error}\n")


def _unsaid(state: TalkState) -> TalkState:
    """In a text door the manager speaks first: the client's «Алло?» was heard before."""
    from dataclasses import replace

    return replace(state, lines=())


def _graded(play: Play, turns: list[dict[str, Any]], log: TextIO) -> dict[str, Any]:
    said = [(speaker, str(turn[speaker])) for turn in turns for speaker in ("manager", "client")]
    conversation = Conversation(
        utterances=tuple(
            Utterance("manager" if speaker == "manager" else "client", text) for speaker, text in said if text
        ),
        direction=play.scenario.direction,
        client_name=play.scenario.character.name,
        speakers_sure=True,
    )
    assessor: Assessor = LocalAssessor()
    try:
        judged: dict[str, Any] = assessment_to_json(assessor.assess(conversation, play.profile))["stages"]
    except EngineError as error:
        log.write(f"{error}\n")
        return {stage: {"score": None, "deductions": []} for stage in STAGES}
    return judged
