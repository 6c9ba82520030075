"""What the miniature recogniser is taught to hear: texts of ``evaluation/corpus``, as said and as written down."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mentor.engines.speech_to_text.miniature.engine import GENERAL
from mentor.engines.text.vectors import word_counts
from mentor.engines.text_to_speech.sentences import parts
from mentor.engines.text_to_speech.spoken import spoken

from ..material import training_followups, training_material
from .alphabet import ALPHABET

MOST = 180  # letters of one reading, about ten seconds
HELD_OUT = 25  # one dialogue of so many is kept for measuring, with all its twins
FIGURES = 900
_RARER = 0.5  # power of a general word's count: commoner words more often, but not as much more as in texts
_GENERAL = 0.6  # of the words put in, those of general Russian; the others are taught ones
_TURNED = 0.15  # of the invented texts, those whose words change places

_MONTHS = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
_FOREIGN = re.compile(r"[a-z0-9@#&%+=*/\\]", re.IGNORECASE)
_WORD = re.compile(r"[а-яё]+(?:-[а-яё]+)*", re.IGNORECASE)
_VOWEL = re.compile(r"[аеёиоуыэюя]")
_TWIN = re.compile(r"-(t|n|x)\d*$")
_COMMAS = re.compile(r"\s*[,;:]\s*|\s+[—–-]\s+")
_STOPS = re.compile(r"\s*(?:\.\.\.|…|[.!])\s*")
_OTHER = re.compile(rf"[^{re.escape(ALPHABET)}]")
_RUN = re.compile(r"[\s,.?]*([,.?])[\s,.?]*")


@dataclass(frozen=True, slots=True)
class Reading:
    """``said``: what the voice is given; ``written``: what the recogniser should answer; ``held_out``: not taught."""

    said: str
    written: str
    held_out: bool


def written(text: str) -> str:
    """Lower case, «ё» as «е», a comma, a full stop or a question mark for what a voice can be heard to do."""
    flat = text.lower().replace("ё", "е").replace("\u0301", "")
    flat = _STOPS.sub(". ", _COMMAS.sub(", ", flat)).replace("?", "? ")
    flat = _RUN.sub(r"\1 ", _OTHER.sub(" ", flat))
    return " ".join(flat.split()).strip(" ,-")


def words(text: str) -> list[str]:
    """The words of a written text, without marks; hyphens part words, as ears do not hear them."""
    return _RUN.sub(" ", text).replace("-", " ").split()


def readings(kept: Path | None = None) -> tuple[Reading, ...]:
    """``all_readings``, read from ``kept`` where it is, else left there: half a minute is saved."""
    if kept is None:
        return all_readings()
    if not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps([astuple(one) for one in all_readings()], ensure_ascii=False))
    return tuple(Reading(*row) for row in json.loads(kept.read_text()))


@cache
def all_readings() -> tuple[Reading, ...]:
    """Every text once, in a fixed order; what stands in a held-out dialogue is not taught from another one."""
    held: dict[str, bool] = {}
    for dialogue, text in (*_lines(), *_figures()):
        out = zlib.crc32(_TWIN.sub("", dialogue).encode()) % HELD_OUT == 0
        for part in parts(spoken(text, {}), MOST):
            held[part] = held.get(part, False) or out
    taught = {written(text) for text, out in held.items() if not out}
    return tuple(
        Reading(text, plain, out)
        for text, out in held.items()
        if not _FOREIGN.search(text) and len(plain := written(text)) > 1 and not (out and plain in taught)
    )


def invented(taught: Sequence[Reading], most: int, draw: np.random.Generator) -> list[Reading]:
    """``most`` texts that mean nothing: taught ones with words put in the place of others.

    A network that hears the same twenty thousand texts again and again learns them by heart instead of their sounds.
    """
    common, shares = _common()
    own = [word for reading in taught for word in _WORD.findall(reading.said)]
    found: list[Reading] = []
    while len(found) < most:
        said = taught[int(draw.integers(len(taught)))].said
        drawn = common[np.searchsorted(shares, draw.random(60) * shares[-1])].tolist()
        text = _with_others(said, drawn, own, draw)
        if len(plain := written(text)) > 1 and len(text) <= MOST + 20:
            found.append(Reading(text, plain, False))
    return found


def _with_others(said: str, common: list[str], own: list[str], draw: np.random.Generator) -> str:
    share = draw.uniform(0.05, 0.7)
    words: list[str] = _WORD.findall(said)
    if draw.random() < _TURNED:
        words = [words[int(k)] for k in draw.permutation(len(words))]
    for at in np.flatnonzero(draw.random(len(words)) < share).tolist():
        general = common and draw.random() < _GENERAL
        words[at] = common.pop() if general else own[int(draw.integers(len(own)))]
    rest = iter(words)
    return _WORD.sub(lambda _: next(rest), said)


@cache
def _common() -> tuple[NDArray[np.str_], NDArray[np.float64]]:
    """General Russian words that a voice can say, and how likely each and all before it are to be put in."""
    counts = {word: n for word, n in word_counts(GENERAL).items() if len(word) > 1 and _VOWEL.search(word)}
    likely = np.array(list(counts.values()), dtype=np.float64) ** _RARER
    return np.array(list(counts)), np.cumsum(likely)


def _lines() -> Iterator[tuple[str, str]]:
    for call in training_material().calls:
        for line in call.conversation.utterances:
            yield call.id, line.text
    for item in training_followups():
        for line in item.conversation.utterances:
            yield item.id, line.text
        yield item.id, item.recommendation


def _figures() -> Iterator[tuple[str, str]]:
    """Sums, dates and times: calls are full of them, and no corpus has them all."""
    draw = np.random.default_rng(5)
    for number in range(FIGURES):
        amount = int(draw.integers(1, 10) * 10 ** draw.integers(0, 6) + draw.integers(0, 1000))
        texts = (
            f"Это будет {amount} рублей.",
            f"{amount} ₽ в месяц",
            f"{int(draw.integers(1, 29))} {_MONTHS[int(draw.integers(12))]} в {int(draw.integers(8, 21))}:"
            f"{int(draw.integers(0, 12)) * 5:02d}",
            f"Около {amount} штук, скидка {int(draw.integers(1, 60))} процентов.",
        )
        yield f"figures-{number}", texts[number % len(texts)]
