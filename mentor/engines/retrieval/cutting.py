"""How each kind of knowledge is cut into passages: whole thoughts, short enough to be read and said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from ..conversation import Conversation
from ..text.quotes import sentences

Kind = Literal["script", "presentation", "objection", "rule", "phrase", "reference"]
MOST_LETTERS = 700
MOST_TITLE = 300


@dataclass(frozen=True, slots=True)
class Piece:
    """One passage. ``title`` is what it answers or belongs to, ``text`` what it says; ``stage`` a stage code or empty.

    ``place`` counts within its source from 0: the line of a script's stage, the utterance of a call.
    """

    text: str
    title: str = ""
    stage: str = ""
    place: int = 0

    @property
    def words(self) -> str:
        """Everything that is searched."""
        return f"{self.title}\n{self.text}" if self.title else self.text


def cut_script(stages: dict[str, str], required: tuple[str, ...] = ()) -> list[Piece]:
    """A line of a stage is a passage, and so is each thing that must be said."""
    found = [
        Piece(part, stage=stage, place=number)
        for stage, text in stages.items()
        for number, line in enumerate(_lines(text))
        for part in _parts(line)
    ]
    return found + [
        Piece(part, stage="required", place=number)
        for number, item in enumerate(required)
        for part in _parts(item)
    ]


def cut_objection(text: str, answer: str) -> list[Piece]:
    """The answer under the client's words; a long answer in several passages, each under the same words."""
    return [Piece(part, title=text[:MOST_TITLE]) for part in _parts(answer)] or [Piece(text)]


def cut_rule(text: str) -> list[Piece]:
    """A principle is one passage, unless somebody wrote an essay."""
    return [Piece(part) for part in _parts(text)]


def cut_phrase(phrase: str, why: str, instead: str) -> list[Piece]:
    """What is not said, under it why and what to say instead."""
    told = ". ".join(
        each.rstrip(". ") for each in (why, f"Вместо этого: {instead}" if instead else "") if each
    )
    return [Piece(part, title=phrase[:MOST_TITLE]) for part in _parts(told)] or [Piece(phrase)]


def cut_conversation(talk: Conversation) -> list[Piece]:
    """Each turn of the manager under the client's words before it."""
    found: list[Piece] = []
    said = ""
    for number, each in enumerate(talk.utterances):
        if each.speaker == "manager":
            found += [Piece(part, title=said[:MOST_TITLE], place=number) for part in _parts(each.text)]
            said = ""
        else:
            said = f"{said} {each.text}".strip()
    return found


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.splitlines() if line.strip())


def _parts(text: str) -> list[str]:
    """``text`` whole where it is short, else whole sentences up to ``MOST_LETTERS``; an endless sentence is cut."""
    text = text.strip()
    if len(text) <= MOST_LETTERS:
        return [text] if text else []
    found: list[str] = []
    for span in sentences(text):
        sentence = text[span.start : span.end].strip()
        if found and len(found[-1]) + 1 + len(sentence) <= MOST_LETTERS:
            found[-1] = f"{found[-1]} {sentence}"
        else:
            found += [sentence[at : at + MOST_LETTERS] for at in range(0, len(sentence), MOST_LETTERS)]
    return [each for each in found if each.strip()]


def titled(piece: Piece, title: str) -> Piece:
    """The same passage under a title."""
    return replace(piece, title=title[:MOST_TITLE])
