"""Phrases of a company looked for by meaning's nearest stand-in: content words in any form, numbers in any writing."""

from __future__ import annotations

import re
from functools import lru_cache

from ...text.encoder.nearness import blended
from ...text.meaning import alike
from ...text.normal import close, stem, words_of
from ...text.numbers import is_number_word, numbers
from ...text.phrases import place_of_phrase
from ...text.quotes import quote_at, sentences
from ...text.words import words as word_list
from ..port import Moment
from .acts import TaggedCall

LIKE = 0.6
ALIKE = 0.4  # measured: ``evaluation.measure_rules``
SCRIPT_LINE = 0.3
_FUNCTION_WORDS = word_list("functional")


@lru_cache(maxsize=4096)
def _keys(phrase: str) -> tuple[frozenset[str], frozenset[int]]:
    words = [w for w in words_of(phrase) if w not in _FUNCTION_WORDS and not is_number_word(w) and len(w) > 1]
    return frozenset(stem(w) for w in words), frozenset(numbers(phrase))


def coverage(text: str, phrase: str) -> float:
    """Share of the content words and numbers of ``phrase`` that ``text`` says, 0–1."""
    wanted, figures = _keys(phrase)
    if not wanted and not figures:
        return 0.0
    said, said_figures = _keys(text)
    hits = sum(w in said or any(s[:1] == w[:1] and close(w, s) for s in said) for w in wanted) + len(
        figures & said_figures
    )
    return hits / (len(wanted) + len(figures))


def says_like(text: str, examples: tuple[str, ...]) -> bool:
    """Does ``text`` say something like one of the example phrases."""
    return any(blended("rules", coverage(text, each), text, each) >= LIKE for each in examples)


def may_say_like(text: str, examples: tuple[str, ...]) -> bool:
    """Does ``text``, or a sentence of it, perhaps say something like one of the examples: near words count too.

    Hears half as much again as ``says_like`` and is wrong oftener: for where a doubt is to speak for the manager.
    """
    if says_like(text, examples):
        return True
    parts = [text, *(text[span.start : span.end] for span in sentences(text))]
    return any(alike(part, each) >= ALIKE for part in parts for each in examples)


def _variants(requirement: str) -> list[str]:
    """A requirement with «или» or brackets may be met by any of its variants."""
    outside = re.sub(r"\([^)]*\)", " ", requirement)
    inside = re.findall(r"\(([^)]*)\)", requirement)
    return [
        part for part in (*outside.split(" или "), *(p for i in inside for p in i.split(","))) if part.strip()
    ]


def requirement_coverages(call: TaggedCall) -> list[float]:
    """For each point that the company requires, the share of it that the manager said, 0–1."""
    speech = " ".join(call.text(i) for i in call.of("manager"))
    return [
        max((coverage(speech, variant) for variant in _variants(item)), default=1.0)
        for item in call.profile.required_in_presentation
    ]


def requirement_coverage_of(call: TaggedCall, index: int) -> float:
    """The best share, 0–1, of one point that the company requires which a single utterance says."""
    text = call.text(index)
    return max(
        (
            coverage(text, variant)
            for item in call.profile.required_in_presentation
            for variant in _variants(item)
        ),
        default=0.0,
    )


def script_lines_missing(call: TaggedCall, stage: str) -> list[str]:
    """Lines of the script of a stage of which the manager said nothing."""
    speech = " ".join(call.text(i) for i in call.of("manager"))
    return [line for line in call.profile.script_of(stage) if coverage(speech, line) < SCRIPT_LINE]


def forbidden_said(call: TaggedCall) -> list[Moment]:
    """Where the manager said a forbidden phrase of the company, each phrase once."""
    found: list[Moment] = []
    for item in call.profile.forbidden_phrases:
        for i in call.of("manager"):
            place = place_of_phrase(call.text(i), item.phrase)
            if place is not None:
                found.append(Moment(i, quote_at(call.text(i), place)))
                break
    return found
