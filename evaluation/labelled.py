"""Labelled calls: the engines' inputs beside what a careful reader wrote down (``gold``)."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mentor.engines.calls_json import load_folder, read_call
from mentor.engines.conversation import Conversation
from mentor.engines.profile import CompanyProfile

NOISE_SEED = 20260301
NOISE_SHARE = 0.08
_LETTERS = "абвгдежзиклмнопрстуфхцчшщыьэюя"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One call with its labels; ``twin_of``: of minimal pairs; ``guest``: labelled by others than the first readers."""

    id: str
    company: str
    conversation: Conversation
    profile: CompanyProfile
    gold: dict[str, Any]
    guest: bool = False

    @property
    def twin_of(self) -> str | None:
        """The id of the call that this one is a twin of."""
        value = self.gold.get("twin_of")
        return None if value is None else str(value)


def load_labelled(folder: Path, *, contrast: bool) -> list[Labelled]:
    """Ordinary calls of ``folder``, or its minimal pairs; companies stand in ``folder/companies``."""
    companies = load_folder(folder).companies
    found: list[Labelled] = []
    where = folder / "contrast" / "calls" if contrast else folder / "calls"
    for path in sorted(where.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        call = read_call(data, path.name)
        found.append(
            Labelled(call.id, call.company, call.conversation, companies[call.company], data["gold"])
        )
    return found


def with_noise(call: Labelled, seed: int = NOISE_SEED) -> Labelled:
    """The call as a recogniser would print it: lower case, no punctuation, 8% of words damaged (fixed seed)."""
    rng = random.Random(f"{seed}:{call.id}")
    damaged = tuple(replace(u, text=_damage(u.text, rng) or u.text) for u in call.conversation.utterances)
    return replace(call, conversation=replace(call.conversation, utterances=damaged))


def _damage(text: str, rng: random.Random) -> str:
    plain = "".join(c if c.isalnum() else " " for c in text.lower()).split()
    operations: tuple[Callable[[str, random.Random], str], ...] = (
        _drop_letter,
        _replace_letter,
        _cut,
        _lose,
        _split,
    )
    words = [rng.choice(operations)(w, rng) if rng.random() < NOISE_SHARE else w for w in plain]
    return " ".join(w for w in words if w)


def _drop_letter(word: str, rng: random.Random) -> str:
    at = rng.randrange(len(word))
    return word[:at] + word[at + 1 :]


def _replace_letter(word: str, rng: random.Random) -> str:
    at = rng.randrange(len(word))
    return word[:at] + rng.choice(_LETTERS) + word[at + 1 :]


def _cut(word: str, _rng: random.Random) -> str:
    return word[:-1] if len(word) > 3 else word


def _lose(_word: str, _rng: random.Random) -> str:
    return ""


def _split(word: str, rng: random.Random) -> str:
    if len(word) < 5:
        return word
    at = rng.randrange(2, len(word) - 2)
    return word[:at] + " " + word[at:]
