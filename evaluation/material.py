"""Everything that the local engines are trained on: the JSON folders, the talks written as text, the acts of lines."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from mentor.engines.calls_json import read_call, read_company
from mentor.engines.doors.followup_files import read_followup
from mentor.engines.profile import CompanyProfile

from .labelled import Labelled, load_labelled
from .labelled_followups import LabelledFollowup, load_followups
from .talks import TALKS, load_acts, load_talks

CORPUS = TALKS.parent
FOLDERS = (CORPUS, CORPUS / "own")
ACTS = CORPUS / "acts"


@dataclass(slots=True)
class Material:
    """Labelled calls with their minimal pairs; ``acts[call][utterance]`` only where a reader marked the line."""

    calls: list[Labelled] = field(default_factory=list)
    acts: dict[str, dict[int, tuple[str, ...]]] = field(default_factory=dict)
    lost_at: dict[str, int] = field(default_factory=dict)

    @property
    def companies(self) -> list[str]:
        """Keys of the companies in order."""
        return sorted({call.company for call in self.calls})


@cache
def training_material() -> Material:
    """All of it; cached, because reading takes seconds."""
    material = Material()
    for folder in FOLDERS:
        own = load_labelled(folder, contrast=False) + load_labelled(folder, contrast=True)
        material.calls += [replace(call, guest=folder != CORPUS) for call in own]
    profiles = {call.company: call.profile for call in material.calls}
    bases = {
        data["id"]: data
        for folder in FOLDERS
        for part in ("calls", "contrast/calls")
        for path in sorted((folder / part).glob("*.json"))
        for data in [json.loads(path.read_text(encoding="utf-8"))]
    }
    for path in sorted(TALKS.glob("*.yaml")):
        _add_talks(material, path, profiles, bases)
    _add_acts(material)
    return material


def _add_talks(
    material: Material, path: Path, profiles: dict[str, CompanyProfile], bases: dict[str, dict[str, Any]]
) -> None:
    talks = load_talks(path, bases)
    if talks.company is not None and talks.calls:
        company = read_company(talks.company, path.name)
        profiles[company.key] = company.profile
    for data in (*talks.calls, *talks.twins):
        call = read_call(data, path.name)
        material.calls.append(
            Labelled(
                call.id,
                call.company,
                call.conversation,
                profiles[call.company],
                data["gold"],
                talks.company is not None,
            )
        )
        marks = enumerate(talks.acts[call.id])
        # twins of calls that stand elsewhere carry acts of their changed lines alone
        partly = data["gold"].get("twin_of") in bases
        material.acts[call.id] = {i: acts for i, acts in marks if acts or not partly}
    material.lost_at |= talks.lost_at


def _add_acts(material: Material) -> None:
    for path in sorted(ACTS.glob("*.txt")):
        for name, lines in load_acts(path).items():
            material.acts[name] = {**lines, **material.acts.get(name, {})}
    by_id = {call.id: call for call in material.calls}
    for call in material.calls:
        base = by_id.get(call.twin_of or "")
        if base is not None:
            material.acts[call.id] = inherited(base, call, material.acts) | material.acts.get(call.id, {})


def inherited(
    base: Labelled, twin: Labelled, acts: dict[str, dict[int, tuple[str, ...]]]
) -> dict[int, tuple[str, ...]]:
    """Acts of the lines that a twin shares with its base."""
    a = [(u.speaker, u.text) for u in base.conversation.utterances]
    b = [(u.speaker, u.text) for u in twin.conversation.utterances]
    known = acts.get(base.id, {})
    found = {}
    for block in difflib.SequenceMatcher(a=a, b=b, autojunk=False).get_matching_blocks():
        for k in range(block.size):
            if block.a + k in known:
                found[block.b + k] = known[block.a + k]
    return found


@cache
def training_followups() -> tuple[LabelledFollowup, ...]:
    """Every labelled follow-up with its minimal pairs, of the JSON folders and of the talks; in a fixed order.

    ``gold["points"]`` holds ``text``, ``state`` and, of the talks, ``at``: the index of the utterance or None.
    """
    found: list[LabelledFollowup] = []
    for folder in FOLDERS:
        found += load_followups(folder, contrast=False) + load_followups(folder, contrast=True)
    profiles = {item.company: item.profile for item in found}
    for path in sorted(TALKS.glob("*.yaml")):
        talks = load_talks(path)
        if talks.company is not None:
            company = read_company(talks.company, path.name)
            profiles[company.key] = company.profile
        found += [
            _followup_of(data, profiles, path.name) for data in (*talks.followups, *talks.followup_twins)
        ]
    return tuple(found)


def _followup_of(data: dict[str, Any], profiles: dict[str, CompanyProfile], where: str) -> LabelledFollowup:
    file = read_followup(data, where)
    company = str(data["company"])
    profile = profiles.get(company, CompanyProfile(name=""))
    return LabelledFollowup(
        file.id, file.id, company, file.recommendation, file.conversation, profile, data["gold"]
    )
