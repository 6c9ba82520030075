"""The client's own words that tell most: one short verbatim piece of a turn, whole in sense, fit to be repeated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from ..text.cues import Cues, Span, load_cues
from ..text.morphology import is_known, part_of_speech
from ..text.normal import words_of
from ..text.numbers import is_number_word
from ..text.quotes import sentences
from .quoting import clauses, is_raw

MOST_WORDS, MOST_RAW, LEAST_WORDS, LEAST_LETTERS = 7, 5, 2, 3
_CUES = load_cues(Path(__file__).with_name("cues") / "telling.txt")
_EMPTY, _ROUGH, _OPENING = _CUES["empty"], _CUES["rough"], _CUES["opening"]
_WORD = re.compile(r"\S+")


def _words(text: str) -> frozenset[str]:
    """Words of a line."""
    return frozenset(text.split())


# Where a thought may begin and where it has ended in speech that is written down without stops.
_STARTS = _words("я мы у вы нет дорого")
_BREAKS = _words("а но и я мы вы у там это ну да потом так вот слушайте спасибо что если мне нам")
_BARE = frozenset({"PREP", "CONJ", "PRCL"})
_DANGLING = _words("что чтобы когда если как где чем потому зачем который которая которые мой моя ваш на")


def telling_words(text: str, cues: Cues) -> str | None:
    """The best piece of ``text`` of at most ``MOST_WORDS`` words, verbatim; None where nothing can be repeated."""
    spans = _raw_windows(text, cues) if is_raw(text) else _runs_of_clauses(text)
    rated = [(_worth(text[s.start : s.end], cues), -s.start, s) for s in spans]
    best = max((each for each in rated if each[0] > 0), default=None, key=lambda each: each[:2])
    return text[best[2].start : best[2].end] if best else None


def first_words(text: str) -> str | None:
    """The beginning of a turn, for the manager's eyes alone; None for a bare courtesy."""
    start = _without_opening(text, Span(0, len(text)))
    if start is None:
        return None
    spans = [] if is_raw(text) else _runs_of_clauses(text)
    words = [w for w in _WORD.finditer(text) if w.start() >= start]
    for count in range(min(MOST_WORDS, len(words)), LEAST_WORDS - 1, -1):
        rest = words[count - 1 : count + 1]
        if len(rest) < 2 or not all(is_number_word(w.group().lower()) for w in rest):
            spans.append(Span(start, words[count - 1].end()))
    fit = [text[s.start : s.end].rstrip(" ,;:—-") for s in spans]
    return next((p for p in fit if _can_be_shown(p)), None)


def plain_words(text: str) -> str | None:
    """The first words of a sentence of two or more, slang and courtesy too: where nothing better was said."""
    for span in sentences(text):
        words = list(_WORD.finditer(text, span.start, span.end))[:MOST_WORDS]
        if len(words) >= LEAST_WORDS:
            return text[words[0].start() : words[-1].end()].rstrip(" ,;:—-.!?…")
    return None


def _can_be_shown(piece: str) -> bool:
    said = words_of(piece)
    long_enough = LEAST_WORDS <= len(said) <= MOST_WORDS and any(len(w) > LEAST_LETTERS for w in said)
    whole = (
        piece.count("«") == piece.count("»") and not any(c in piece for c in ".!?…") and not _dangles(said)
    )
    return long_enough and whole and piece not in _ROUGH and piece not in _EMPTY


def can_be_said_aloud(quote: str, turns: Sequence[str]) -> bool:
    """Is a quote short enough for a speech: of raw turns only a few words read well without stops."""
    raw = any(quote in turn and is_raw(turn) for turn in turns)
    return len(quote.split()) <= (MOST_RAW if raw else MOST_WORDS)


def _runs_of_clauses(text: str) -> list[Span]:
    found: list[Span] = []
    for sentence in sentences(text):
        inside = text[sentence.start : sentence.end]
        pieces = [Span(sentence.start + s.start, sentence.start + s.end) for s in clauses(inside)]
        for i, first in enumerate(pieces):
            start = _without_opening(text, first)
            if start is None:
                continue
            for last in pieces[i:]:
                span = Span(start, last.end)
                if len(text[span.start : span.end].split()) > MOST_WORDS:
                    break
                found.append(span)
    return found


def _without_opening(text: str, piece: Span) -> int | None:
    """Where ``piece`` begins when «ну», «а вот» and the like are left out; None where nothing else is in it."""
    words = _WORD.finditer(text, piece.start, piece.end)
    return next((word.start() for word in words if word.group() not in _OPENING), None)


def _raw_windows(text: str, cues: Cues) -> list[Span]:
    """Runs of words around a cue, from where a thought may begin to where it may end; a short turn whole."""
    words = list(_WORD.finditer(text))
    place = cues.find(text)
    found = [(0, len(words) - 1)] if words else []
    if place is not None:
        at = [i for i, w in enumerate(words) if w.start() < place.end and w.end() > place.start]
        starts = [i for i in range(max(0, at[0] - 5), at[0] + 1) if i == 0 or words[i].group() in _STARTS]
        ends = [
            i
            for i in range(at[-1], min(len(words), at[0] + MOST_WORDS))
            if i + 1 == len(words) or words[i + 1].group() in _BREAKS
        ]
        found += [(first, last) for first in starts for last in ends]
    spans = [Span(words[first].start(), words[last].end()) for first, last in found]
    return [Span(start, s.end) for s in spans if (start := _without_opening(text, s)) is not None]


def _worth(piece: str, cues: Cues) -> float:
    """How much a piece tells; 0 and less is not to be repeated."""
    said = words_of(piece)
    if not LEAST_WORDS <= len(said) <= MOST_WORDS or piece in _ROUGH or piece.count("«") != piece.count("»"):
        return 0.0
    if not all(is_known(w) or w.isdecimal() or w[0].isdecimal() for w in said) or _dangles(said):
        return 0.0
    content = sum(part_of_speech(w) in ("NOUN", "VERB", "INFN", "NUMR", "ADJS", "PRED", "ADVB") for w in said)
    cued = piece in cues
    acts = any(part_of_speech(w) in ("VERB", "PRED") for w in said)
    if not cued and (content < 2 or len(said) < 3 or not acts or piece in _EMPTY):
        return 0.0
    return 3.0 * cued + 0.4 * min(content, 4) - 0.5 * (len(said) == 2) - 0.12 * max(0, len(said) - 6)


def _dangles(said: tuple[str, ...] | list[str]) -> bool:
    last = said[-1]
    return (
        last in _DANGLING
        or (part_of_speech(last) in _BARE and len(last) <= 3)
        or said[0] in ("ли", "же", "бы")
    )
