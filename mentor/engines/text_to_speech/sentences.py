"""A text in parts that are said one after another: the first one short, so that the voice begins at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FIRST = 60  # letters; about four seconds of speech
_CLAUSE = re.compile(r"(?<=[,;:—])\s+")
_SPACE = re.compile(r"\s+")


def sentences(text: str, *, first: int = _FIRST) -> Iterator[str]:
    """Sentences in order; a long first one is cut where a comma lets it, once."""
    from razdel import sentenize

    beginning = True
    for found in sentenize(text):
        sentence = found.text.strip()
        if not any(character.isalnum() for character in sentence):
            continue
        if beginning and len(sentence) > first:
            yield from _opening(sentence, first)
        else:
            yield sentence
        beginning = False


def parts(text: str, most: int) -> Iterator[str]:
    """Runs of whole sentences of at most ``most`` characters; what is longer is cut between words."""
    run = ""
    for sentence in sentences(text, first=most):
        for piece in _cut(sentence, most):
            if run and len(run) + 1 + len(piece) > most:
                yield run
                run = piece
            else:
                run = f"{run} {piece}" if run else piece
    if run:
        yield run


def _opening(sentence: str, first: int) -> Iterator[str]:
    places = [found for found in _CLAUSE.finditer(sentence) if 8 <= found.start() <= first]
    if not places:
        yield sentence
        return
    yield sentence[: places[-1].start()]
    yield sentence[places[-1].end() :]


def _cut(sentence: str, most: int) -> Iterator[str]:
    rest = sentence
    while len(rest) > most:
        spaces = [found.start() for found in _SPACE.finditer(rest, 0, most)]
        at = spaces[-1] if spaces else most
        yield rest[:at].strip()
        rest = rest[at:].strip()
    if rest:
        yield rest
