"""Labelled follow-ups: a recommendation, the later call, and what a careful reader wrote down (``gold``)."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mentor.engines.calls_json import load_folder
from mentor.engines.conversation import Conversation
from mentor.engines.doors.followup_files import read_followup
from mentor.engines.profile import CompanyProfile

from .labelled import Labelled, with_noise


@dataclass(frozen=True, slots=True)
class LabelledFollowup:
    """One follow-up; ``name`` is its file's name without the ending, ``twin_of`` the id of its original."""

    name: str
    id: str
    company: str
    recommendation: str
    conversation: Conversation
    profile: CompanyProfile
    gold: dict[str, Any]

    @property
    def twin_of(self) -> str | None:
        """The id of the follow-up that this one is a twin of."""
        value = self.gold.get("twin_of")
        return None if value is None else str(value)


def load_followups(folder: Path, *, contrast: bool) -> list[LabelledFollowup]:
    """Follow-ups of ``folder``, or their minimal pairs; the company is that of the lost call."""
    known = load_folder(folder)
    companies = {call.id: call.company for call in known.calls}
    where = folder / "contrast" / "followups" if contrast else folder / "followups"
    found: list[LabelledFollowup] = []
    for path in sorted(where.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        file = read_followup(data, path.name)
        company = companies.get(file.lost_call or "") or str(data.get("company", ""))
        found.append(
            LabelledFollowup(
                path.stem,
                file.id,
                company,
                file.recommendation,
                file.conversation,
                known.companies.get(company, CompanyProfile(name="")),
                data["gold"],
            )
        )
    return found


def damaged(item: LabelledFollowup, seed: int) -> LabelledFollowup:
    """The follow-up as a recogniser would print it (the recommendation stays as written)."""
    call = with_noise(Labelled(item.name, item.company, item.conversation, item.profile, {}), seed)
    return replace(item, conversation=call.conversation)
