"""How far the local assessor agrees with what a fair expert would say of the demonstration's calls.

Printed with ``pytest -s``. The expectations are a yardstick only: no result of the product comes from them.
"""

from __future__ import annotations

import json
from collections import Counter

import pytest

from mentor.demonstration.content import COMPANY_FILE, EXPECTATIONS_FILE, Call, Demo, load
from mentor.engines.assessor.local import LocalAssessor
from mentor.engines.assessor.port import Assessment
from mentor.engines.calls_json import read_company, read_json
from mentor.engines.conversation import Conversation, Utterance

pytestmark = [pytest.mark.unit, pytest.mark.slow]

# Under these the demonstration would tell a newcomer untrue stories.
LEAST = {"outcome": 0.9, "next step": 0.9, "lost reason": 0.7, "lost stage": 0.5}


def conversation_of(demo: Demo, call: Call) -> Conversation:
    return Conversation(
        utterances=tuple(Utterance(line.speaker, line.text) for line in call.utterances),
        direction=call.direction,
        manager_name=call.manager,
        client_name=demo.clients[call.client].name,
    )


@pytest.fixture(scope="module")
def assessed() -> dict[str, Assessment]:
    demo, engine = load(), LocalAssessor()
    profile = read_company(read_json(COMPANY_FILE), COMPANY_FILE.name).profile
    return {
        call.id: engine.assess(conversation_of(demo, call), profile) for call in demo.calls if call.utterances
    }


def test_the_local_assessor_tells_the_demonstrations_stories_truly(assessed: dict[str, Assessment]):
    expected = json.loads(EXPECTATIONS_FILE.read_text(encoding="utf-8"))
    hits, asked = Counter[str](), Counter[str]()

    def ask(what: str, call_id: str, right: object, said: object) -> None:
        asked[what] += 1
        hits[what] += right == said
        if right != said:
            print(f"{call_id}: {what}: expected {right}, the assessor says {said}")

    for call_id, found in assessed.items():
        fair = expected[call_id]
        ask("outcome", call_id, fair["outcome"], found.outcome)
        ask("next step", call_id, fair["next_step"]["agreed"], found.next_step.agreed)
        if fair["outcome"] == "lost" == found.outcome:
            ask("lost reason", call_id, fair["lost_reason"], found.lost_reason)
            ask("lost stage", call_id, fair["lost_stage"], found.lost_stage)
    for what in LEAST:
        print(f"{what}: {hits[what]} of {asked[what]}")
    assert all(hits[what] / asked[what] >= least for what, least in LEAST.items())


def test_the_strong_manager_scores_above_the_weak_ones(assessed: dict[str, Assessment]):
    def mean(manager: str, *stages: str) -> float:
        scores = [
            score.score
            for call in load().calls
            if call.manager == manager and call.id in assessed
            for stage, score in assessed[call.id].stages.items()
            if stage in stages and score.score is not None
        ]
        return sum(scores) / len(scores)

    strong, objector, closer = (manager.name for manager in load().company.managers)
    for manager in (strong, objector, closer):
        print(manager, {stage: round(mean(manager, stage), 1) for stage in assessed["h-01"].stages})
    assert mean(strong, "objections") > mean(objector, "objections")
    assert mean(strong, "discovery") > mean(closer, "discovery")
    assert mean(strong, "closing") > mean(closer, "closing")
