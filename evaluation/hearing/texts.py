"""What the miniature recogniser is taught to hear: texts of ``evaluation/corpus``, as said and as written down."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path

import numpy as np

from mentor.engines.text_to_speech.sentences import parts
from mentor.engines.text_to_speech.spoken import spoken

from ..material import training_followups, training_material
from .alphabet import ALPHABET

MOST = 180  # letters of one reading, about ten seconds
HELD_OUT = 25  # one dialogue of so many is kept for measuring, with all its twins
FIGURES = 900

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
