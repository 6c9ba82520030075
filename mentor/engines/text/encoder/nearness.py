"""The encoder in force in this process, if any: the one place where built-in scores of nearness meet it.

Without an encoder, without its calibration or after its failure every score is the built-in one, untouched.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path

from ...errors import EngineError
from ..quotes import sentences
from . import calibration
from .calibration import Calibration, Use
from .port import Rows, SentenceEncoder

log = logging.getLogger(__name__)
KEPT = 8192


class Nearness:
    """Cosines of an encoder; what it read is remembered, ``KEPT`` texts at most."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        self._encoder = encoder
        self._rows: OrderedDict[str, Rows] = OrderedDict()
        self._lock = threading.Lock()

    def cosine(self, passage: str, wanted: str) -> float:
        """-1…1 of the sentence of ``passage`` nearest to ``wanted``, or of the whole. Raises ``EngineError``."""
        parts = (passage[s.start : s.end] for s in sentences(passage))
        rows = self._of([wanted, *dict.fromkeys([passage, *parts])])
        return max(float(row @ rows[0]) for row in rows[1:])

    def _of(self, texts: Sequence[str]) -> list[Rows]:
        with self._lock:
            known = {text: self._rows[text] for text in texts if text in self._rows}
        fresh = [text for text in dict.fromkeys(texts) if text not in known]
        if fresh:
            known.update(zip(fresh, self._encoder.encode(fresh), strict=True))
        with self._lock:
            for text in texts:
                self._rows[text] = known[text]
                self._rows.move_to_end(text)
            while len(self._rows) > KEPT:
                self._rows.popitem(last=False)
        return [known[text] for text in texts]


class InForce:
    """A measured encoder with its mappings; goes out of force at its first failure, and the log says so."""

    def __init__(self, encoder: SentenceEncoder, measured: Calibration) -> None:
        self._nearness, self._name = Nearness(encoder), encoder.name
        self._uses = dict(measured.uses)

    def blended(self, use: Use, own: float, passage: str, wanted: str) -> float:
        """The built-in score ``own`` and the encoder's word on it, 0–1."""
        mapping = self._uses.get(use)
        if mapping is None or not passage.strip() or not wanted.strip():
            return own
        try:
            return mapping.blended(own, self._nearness.cosine(passage, wanted))
        except EngineError as problem:
            self._uses = {}
            log.warning(
                "sentence encoder %s failed and is out of use until a restart: %s", self._name, problem
            )
            return own


def measured(encoder: SentenceEncoder, path: Path) -> InForce | None:
    """The encoder by its calibration in ``path``; None, and a word in the log, where it may not be used."""
    if not encoder.ready():
        log.warning("sentence encoder %s is not on the machine: models pull %s", encoder.name, encoder.name)
        return None
    try:
        found = calibration.read(path)
        if found is None or (found.encoder, found.fingerprint) != (encoder.name, encoder.fingerprint()):
            log.warning(
                "sentence encoder %s is not used: nothing shows that it improves; python -m evaluation.measure_encoder",
                encoder.name,
            )
            return None
    except (ValueError, EngineError, OSError) as problem:
        log.warning("sentence encoder %s is not used: %s", encoder.name, problem)
        return None
    log.info("sentence encoder %s is used for %s", encoder.name, ", ".join(found.uses))
    return InForce(encoder, found)


class _Place:
    """What ``supply`` was told, asked at the first need and once."""

    def __init__(self) -> None:
        self.load: Callable[[], InForce | None] | None = None
        self.found: InForce | None = None
        self.lock = threading.Lock()

    def now(self) -> InForce | None:
        if self.load is not None:
            with self.lock:
                if self.load is not None:
                    self.found, self.load = self.load(), None
        return self.found


_place = _Place()


def supply(load: Callable[[], InForce | None] | None) -> None:
    """Whom to ask for the encoder when a score is first needed; None: there is none."""
    with _place.lock:
        _place.load, _place.found = load, None


def blended(use: Use, own: float, passage: str, wanted: str) -> float:
    """``own``, the built-in score 0–1 of how much of ``wanted`` the ``passage`` says, with the encoder's word on it."""
    found = _place.now()
    return own if found is None else found.blended(use, own, passage, wanted)
