"""From a recogniser's tokens to words with times."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..voice_activity.port import Span
from .port import Word

_SPACES = (" ", "\u2581")


def words_of(
    tokens: Sequence[str],
    times: Sequence[float],
    logprobs: Sequence[float] | None,
    offset: float,
    within: Span,
) -> tuple[Word, ...]:
    """Words of one sentence. A token that begins with a space begins a word; punctuation stays with its word.

    ``times``: seconds where tokens begin, ``offset`` is added to them. A word lasts until the next one begins;
    all of it is kept inside ``within``.
    """
    begins = [at for at in range(len(tokens)) if at == 0 or tokens[at].startswith(_SPACES)]
    found = []
    for first, after in zip(begins, [*begins[1:], len(tokens)], strict=True):
        text = "".join(tokens[first:after]).replace(_SPACES[1], " ").strip()
        if not text:
            continue
        # characters of CTC models: the space is a token of its own and sounds like nothing
        spoken = next(at for at in range(first, after) if tokens[at].strip(" \u2581"))
        start = min(max(offset + times[spoken], within.start), within.end)
        until = offset + times[after] if after < len(tokens) else within.end
        sure = None
        if logprobs:
            part = logprobs[spoken:after]
            sure = min(1.0, math.exp(sum(part) / len(part)))
        found.append(Word(text, start, min(max(start, until), within.end), sure))
    return tuple(found)
