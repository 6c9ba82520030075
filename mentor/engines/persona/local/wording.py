"""From things to say to words: chosen by the seed, by the mood and gender, never twice in a talk, nothing forbidden."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from ...text.morphology import is_common
from ...text.normal import normalise
from ...text.phrases import contains_phrase
from ...text.quotes import sentences
from ..port import Play, TalkState
from .chance import pick
from .mood import Say, mood

_GENDER = re.compile(r"<([^|<>]*)\|?([^<>]*)>")
_SLOT = re.compile(r"\{(\w+)\}")
# What stands in where an intent has no unused wording left.
INSTEAD = ("filler", "pitch_ok", "purpose", "wait")


@cache
def bank() -> dict[str, tuple[str, ...]]:
    """All wordings by intent."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in (Path(__file__).parent / "phrases.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            name = line[1:-1]
            found.setdefault(name, [])
        elif line.strip() and not line.startswith("#"):
            found[name].append(line.strip())
    return {key: tuple(lines) for key, lines in found.items()}


def gendered(text: str, *, feminine: bool) -> str:
    """«поня<л|ла>» in the gender of who speaks; «понял<|а>» and «обжегл<ся|ась>» alike."""

    def choose(match: re.Match[str]) -> str:
        inside = match.group(0)[1:-1]
        he, _, she = inside.partition("|")
        return she if feminine else he

    return _GENDER.sub(choose, text)


class Wording:
    """Chooses the words of one turn; ``said`` is what was said before and grows."""

    def __init__(self, play: Play, state: TalkState) -> None:
        self._play = play
        self._mood = mood(state)
        self._feminine = play.scenario.character.feminine
        self._key = f"{play.seed}:{play.scenario.title}:{state.turn}"
        self.said: list[str] = list(state.said)
        self._known = {_key(each) for each in self.said}

    def words(self, say: Say) -> str | None:
        """Words for one thing to say that were not said yet; None where there are none left."""
        for intent in (say.intent, *(() if say.text else INSTEAD)):
            chosen = self._choose(intent, say)
            if chosen is not None:
                self.said.append(chosen)
                self._known.add(_key(chosen))
                return chosen
        return None

    def _choose(self, intent: str, say: Say) -> str | None:
        options = [finished(say.text)] if say.text else self._options(intent)
        slots = dict(say.slots) | {"name": self._play.scenario.character.name}
        fit = [filled for each in options if (filled := self._fill(each, slots)) and self._may(filled)]
        return pick(f"{self._key}:{len(self.said)}:{intent}", fit) if fit else None

    def _options(self, intent: str) -> list[str]:
        own = bank().get(f"{intent}/{self._mood}", ())
        return [*own, *own, *bank().get(intent, ())]  # a mood's own words are likelier

    def _fill(self, text: str, slots: dict[str, str]) -> str | None:
        names = _SLOT.findall(text)
        if not names and "<" not in text:
            return text
        if "small" in names and "doubt" in slots:
            slots = slots | {"small": _small(slots["doubt"])}
        if any(not slots.get(name) for name in names):
            return None
        filled = gendered(_SLOT.sub(lambda match: slots[match.group(1)], text), feminine=self._feminine)
        return filled[:1].upper() + filled[1:]

    def _may(self, text: str) -> bool:
        if _key(text) in self._known:
            return False
        profile = self._play.profile
        wrong = (*(p.phrase for p in profile.forbidden_phrases), *(c.wrong for c in profile.corrections))
        return not any(contains_phrase(text, each) for each in wrong if each.strip())


def _key(text: str) -> str:
    return normalise(text).text


def _small(text: str) -> str:
    """A sentence's beginning inside another one; empty where it begins with a name."""
    first = normalise(text).words[:1]
    return text[:1].lower() + text[1:] if first and is_common(first[0]) else ""


def as_said(quote: str) -> str:
    """A client's words as a sentence: a capital, an end; long ones keep their first two sentences."""
    spans = sentences(quote.strip())[:2]
    return finished(" ".join(quote.strip()[s.start : s.end] for s in spans))


def finished(text: str) -> str:
    """A capital at the beginning, a mark at the end: speech that was recognised has neither."""
    text = text.strip(" ,;:—-")
    return text and text[:1].upper() + text[1:] + ("" if text[-1] in ".!?…»" else ".")
