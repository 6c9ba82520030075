"""Texts as BERT reads them: words and signs, cut into the longest pieces that stand in the model's vocabulary."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

LONGEST_WORD = 100
BEGIN, END, PADDING, UNKNOWN = "[CLS]", "[SEP]", "[PAD]", "[UNK]"
# Chinese characters stand alone in BERT's text; the blocks of CJK ideographs.
_IDEOGRAPHS = ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))


class WordPiece:
    """A vocabulary: the place of a piece in ``pieces`` is its number.

    Raises ``ValueError`` where a piece that every BERT has is not among them.
    """

    def __init__(self, pieces: Sequence[str], *, lower: bool = False) -> None:
        self._numbers = {piece: number for number, piece in enumerate(pieces)}
        lacking = [piece for piece in (BEGIN, END, PADDING, UNKNOWN) if piece not in self._numbers]
        if lacking:
            raise ValueError(f"no {lacking[0]}")
        self.padding = self._numbers[PADDING]
        self._lower = lower
        self._pieces = lru_cache(maxsize=32768)(self._cut)

    def numbers(self, text: str, most: int) -> list[int]:
        """Numbers of the pieces between the marks of beginning and end; at most ``most`` (≥ 2), the rest is cut off."""
        found: list[int] = []
        for word in words(text.lower() if self._lower else text, bare=self._lower):
            found.extend(self._pieces(word))
            if len(found) >= most - 2:
                break
        return [self._numbers[BEGIN], *found[: most - 2], self._numbers[END]]

    def _cut(self, word: str) -> tuple[int, ...]:
        """The longest known beginning, then the longest known continuation …; else the word is unknown."""
        unknown = (self._numbers[UNKNOWN],)
        if len(word) > LONGEST_WORD:
            return unknown
        found: list[int] = []
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            ends = range(len(word), start, -1)
            end = next((at for at in ends if mark + word[start:at] in self._numbers), None)
            if end is None:
                return unknown
            found.append(self._numbers[mark + word[start:end]])
            start = end
        return tuple(found)


def words(text: str, *, bare: bool = False) -> Iterator[str]:
    """Words and single signs of punctuation; ``bare`` takes the accents off («ё» becomes «е», «й» becomes «и»)."""
    if bare:
        text = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    word = ""
    for char in text:
        if char.isspace():
            yield from (word,) if word else ()
            word = ""
        elif _is_sign(char) or _is_ideograph(char):
            yield from (word, char) if word else (char,)
            word = ""
        elif unicodedata.category(char)[0] != "C" and char != "\ufffd":
            word += char
    if word:
        yield word


def _is_sign(char: str) -> bool:
    if char.isascii():
        return char.isprintable() and not char.isalnum() and char != " "
    return unicodedata.category(char)[0] == "P"


def _is_ideograph(char: str) -> bool:
    return any(first <= ord(char) <= last for first, last in _IDEOGRAPHS)
