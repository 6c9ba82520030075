"""People's names in speech: those known beforehand in any form, those a dictionary or a tagger takes for names."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from functools import cache
from typing import Any

from ...text.morphology import is_known, lemma, likeliest_name, name_kind
from ...text.names import brand
from ...text.normal import close, normalise, stem, words_of
from .patterns import Found

_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_START = re.compile(r"(?:^|[.!?…]\s*|[—–:«„\"]\s*)$")
SURE, FAIR = 0.5, 0.2
_LOCK = threading.Lock()


@cache
def _tagger() -> tuple[Any, Any]:
    from natasha import NewsEmbedding, NewsNERTagger, Segmenter

    return Segmenter(), NewsNERTagger(NewsEmbedding())


def people_by_tagger(texts: Iterable[str]) -> frozenset[str]:
    """Normal words that a tagger of written Russian takes for people; nothing where no text has capitals."""
    written = "\n".join(text for text in texts if _may_name(text))
    if not written.strip():
        return frozenset()
    from natasha import Doc

    with _LOCK:  # one network, not made for many threads
        segmenter, tagger = _tagger()
        doc = Doc(written)
        doc.segment(segmenter)
        doc.tag_ner(tagger)
    return frozenset(w for span in doc.spans if span.type == "PER" for w in words_of(span.text))


def _may_name(text: str) -> bool:
    """Is a word capitalised that need not be: the tagger is slow, most turns have nothing for it."""
    for word in _WORD.finditer(text):
        if word.group()[0].isupper():
            normal = "".join(words_of(word.group()))
            if not _SENTENCE_START.search(text[: word.start()]) or not is_known(normal) or name_kind(normal):
                return True
    return False


class NameFinder:
    """Finds words that are people's names. ``known``: full names from the call's header and the staff list."""

    def __init__(self, known: Iterable[str], company: str, tagged: frozenset[str]) -> None:
        self._known = [w for name in known for w in normalise(name).words if len(w) > 2]
        self._lemmas = {lemma(w) for w in self._known} | set(self._known)
        self._stems = {stem(w) for w in self._known if len(w) > 3}
        self._never = {stem(w) for w in normalise(brand(company)).words}
        self._tagged = tagged

    def find(self, text: str) -> list[Found]:
        """Each name as a word of its own."""
        words = list(_WORD.finditer(text))
        written = text != text.lower()
        flags = [self._is_name(text, word, written=written) for word in words]
        for i, word in enumerate(words):  # a surname is told by the name beside it
            beside = (i > 0 and flags[i - 1]) or (i + 1 < len(words) and flags[i + 1])
            flags[i] = flags[i] or (beside and self._goes_with_name(word.group(), written=written))
        return [Found(w.start(), w.end(), "ИМЯ") for w, flag in zip(words, flags, strict=True) if flag]

    def knows(self, word: str) -> bool:
        """Is a normal word one of the names known beforehand, in any form or misheard by a letter."""
        if word in self._lemmas or lemma(word) in self._lemmas:
            return True
        if len(word) > 3 and stem(word) in self._stems and name_kind(word) is not None:
            return True
        return len(word) > 4 and any(word[0] == k[0] and close(word, k) for k in self._known)

    def _is_name(self, text: str, word: re.Match[str], *, written: bool) -> bool:
        normal = "".join(words_of(word.group()))
        if len(normal) < 3 or stem(normal) in self._never:
            return False
        if self.knows(normal):
            return True
        capital = word.group()[0].isupper()
        return (capital or not written) and self._looks_like_name(text, word, normal, capital=capital)

    def _looks_like_name(self, text: str, word: re.Match[str], normal: str, *, capital: bool) -> bool:
        kind, score = likeliest_name(normal)
        if normal in self._tagged and capital:
            return kind is not None or not is_known(normal)
        if not is_known(normal):
            return False  # a guess by the ending takes every misheard word for a surname
        if capital and not _SENTENCE_START.search(text[: word.start()]):
            return kind is not None and score >= FAIR
        return kind in ("Name", "Patr") and score >= SURE

    @staticmethod
    def _goes_with_name(word: str, *, written: bool) -> bool:
        normal = "".join(words_of(word))
        kind, score = likeliest_name(normal)
        if kind is None or len(normal) < 3 or (written and not word[0].isupper()):
            return False
        return kind in ("Patr", "Surn") and score >= FAIR
