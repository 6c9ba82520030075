"""A stored talk as the persona's port sees it."""

from __future__ import annotations

from typing import cast

from mentor.engines.persona.port import Level, Play, TalkState
from mentor.engines.persona.scenario import Scenario as Content
from mentor.engines.persona.wire import scenario_from_json, state_from_json
from mentor.engines.profile import CompanyProfile
from mentor.engines.rubric import STAGES

from .company import profile as company_profile
from .models import ScenarioVersion, Talk


def content_of(version: ScenarioVersion) -> Content:
    """The scenario of a version. Raises ``ScenarioError`` for content that no code of ours wrote."""
    return scenario_from_json(version.content)


def play_of(talk: Talk, profile: CompanyProfile | None = None) -> Play:
    """What a persona needs beside the state; nine queries where the profile is not given."""
    content = content_of(talk.version)
    return Play(
        scenario=content,
        profile=profile or company_profile(near=" ".join(each.text for each in content.doubts)),
        level=cast(Level, talk.level),
        weak=STAGES[talk.weak_stage - 1] if talk.weak_stage else None,
        seed=talk.seed,
    )


def state_of(talk: Talk) -> TalkState:
    """The client's state after the last turn that was kept."""
    return state_from_json(talk.state)
