"""Nothing from nowhere: figures, names, products and promises of a written text must stand in what it was made from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from ..text.cues import load_cues
from ..text.morphology import is_known, lemma, name_kind
from ..text.normal import stem, words_of
from ..text.numbers import numbers

_GROUPED = re.compile(r"(?<=\d)[  ](?=\d{3}\b)")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:«„\"“(—–]\s*)$")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_PROMISES = load_cues(Path(__file__).with_name("promises.txt"))
# «один вопрос», «раз»: said in any speech, promises nothing.
_FREE_FIGURES = frozenset({0, 1})


class Known:
    """Everything that a text may lean on."""

    def __init__(self, texts: Iterable[str]) -> None:
        whole = "\n".join(texts)
        self._figures = figures(whole) | _FREE_FIGURES
        words = set(words_of(whole))
        self._stems = {stem(w) for w in words}
        self._lemmas = {lemma(w) for w in words}
        self._promises = {name for name, cue in _PROMISES.items() if whole in cue}

    def strangers(self, text: str) -> list[str]:
        """What ``text`` says that is not known, in words for whoever wrote it."""
        found = [
            f"цифры {n} нет ни в разговоре, ни в знаниях компании"
            for n in sorted(figures(text) - self._figures)
        ]
        unnamed = [word for word in _proper(text) if not self._has(word)]
        found += [
            f"имени или названия «{word}» нет ни в разговоре, ни в знаниях компании" for word in unnamed
        ]
        promised = {name for name, cue in _PROMISES.items() if text in cue}
        found += [
            f"обещания «{name}» нет ни в разговоре, ни в знаниях компании"
            for name in sorted(promised - self._promises)
        ]
        return found

    def _has(self, word: str) -> bool:
        return all(stem(part) in self._stems or lemma(part) in self._lemmas for part in words_of(word))


def figures(text: str) -> frozenset[int]:
    """Numbers in digits or words; «74 000» is one; an hour after noon is the hour of the clock, too."""
    found = set(numbers(_GROUPED.sub("", text)))
    return frozenset(found | {n - 12 for n in found if 13 <= n <= 21})


def _proper(text: str) -> list[str]:
    """Words that name somebody or something: capitals inside a sentence, Latin letters, people's names anywhere."""
    found: list[str] = []
    for match in _WORD.finditer(text):
        word = match.group()
        if _LATIN.search(word):
            found.append(word)
        elif word[0].isupper() and len(word) > 1:
            normal = words_of(word)
            first = bool(_SENTENCE_START.search(text[: match.start()]))
            person = any(name_kind(part) in ("Name", "Patr") for part in normal)
            unknown = not all(is_known(part) for part in normal)
            polite = not first and normal[0] in _POLITE
            if (not first or person or unknown) and not polite:
                found.append(word)
    return list(dict.fromkeys(found))


_POLITE = frozenset(
    {
        "вы",
        "вас",
        "вам",
        "вами",
        "ваш",
        "ваша",
        "ваше",
        "ваши",
        "вашу",
        "вашего",
        "вашей",
        "вашим",
        "ваших",
        "вашем",
    }
)
