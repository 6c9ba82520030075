"""The matcher's network in numpy: which unit of the manager's says a point, or its opposite.

Every point is laid beside every unit, word by word; one softmax a point over «said here», «the opposite said here»
and «absent». Several networks of one shape, trained from different starts, are averaged.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .encoder import Array, Encoder
from .inputs import MEANINGS_FROM, Inputs, marks_of, word_of

WEIGHTS = Path(__file__).with_name("weights.npz")
LEAST = 0.1
UNSURE = 1e-4
FAR = np.float32(-1e9)
FLOOR = -30.0
LEAST_PARTIAL = 1e-3


@dataclass(frozen=True, slots=True)
class Sizes:
    """Widths of the layers."""

    text: int = 64
    align: int = 48
    compare: int = 48
    beside: int = 32
    cell: int = 96
    pair: int = 24


SIZES = Sizes()


@dataclass(frozen=True, slots=True)
class Cells:
    """Every point beside every unit of the manager, points first: indices of texts; ``beside``: (cells, 3)."""

    point: NDArray[np.int64]
    unit: NDArray[np.int64]
    beside: NDArray[np.int64]


def cells_of(inputs: Inputs, first_point: int, first_unit: int, nothing: int) -> Cells:
    """``first_point``, ``first_unit``: where the texts of this example begin; ``nothing``: that of an empty text."""
    own = np.array(inputs.own, dtype=np.int64) + first_unit
    around = np.array(inputs.beside, dtype=np.int64).reshape(-1, 3)
    around = np.where(around < 0, nothing, around + first_unit)
    count = len(inputs.points)
    return Cells(
        np.repeat(np.arange(count, dtype=np.int64) + first_point, len(own)),
        np.tile(own, count),
        np.tile(around, (count, 1)),
    )


@dataclass(frozen=True, slots=True)
class Outs:
    """Log-odds, not normalised. ``said``, ``opposite``: (points, own units); ``absent``: (points,)."""

    said: Array
    opposite: Array
    absent: Array
    agreed: float


@dataclass(frozen=True, slots=True)
class Reads:
    """All texts of one example, points first. ``edges[i]``: where the words of text ``i`` begin; one more at the end.

    ``read``: (words, READ); ``cosine``, ``same``: (words of points, words of units); ``weights``: (words,).
    """

    edges: tuple[int, ...]
    read: Array
    marks: Array
    cosine: Array
    same: Array
    weights: Array


def read_texts(inputs: Inputs, encoder: Encoder) -> Reads:
    """Points and units read by the encoder."""
    texts = [*inputs.points, *(u.words for u in inputs.units)]
    edges = (0, *np.cumsum([len(text) for text in texts]).tolist())
    known = [word_of(w) for text in texts for w in text]
    vectors = np.stack([k.token.vector for k in known])
    numbers: dict[str, int] = {"": 0}
    keys = np.array([numbers.setdefault(k.key, len(numbers)) for k in known])
    split = edges[len(inputs.points)]
    return Reads(
        edges,
        np.concatenate(encoder.read(texts)),
        np.stack([marks_of(text) for text in texts]),
        vectors[:split] @ vectors[split:].T,
        ((keys[:split, None] == keys[None, split:]) & (keys[:split, None] > 0)).astype(np.float32),
        np.array([k.weight for k in known], dtype=np.float32),
    )


def _softmax(x: Array, axis: int) -> Array:
    raised = np.exp(x - x.max(axis, keepdims=True))
    return np.asarray(raised / raised.sum(axis, keepdims=True), dtype=np.float32)


def _relu(x: Array) -> Array:
    return np.maximum(x, np.float32(0.0))


@dataclass(frozen=True, slots=True)
class Aligned:
    """Words of all texts, one a row: as they are looked for, as they compare, as they are found, and their weights."""

    h: Array
    own: Array
    found: Array
    weight: Array


class Member:
    """One network."""

    def __init__(self, weights: dict[str, Array]) -> None:
        self._w = weights

    @property
    def verdict(self) -> Array:
        """(3, 2): scale and shift of the verdict's log-odds."""
        return self._w["verdict"]

    def _linear(self, name: str, x: Array) -> Array:
        return np.asarray(x @ self._w[f"{name}.weight"].T + self._w[f"{name}.bias"], dtype=np.float32)

    def run(self, inputs: Inputs, reads: Reads) -> Outs:
        """Judge one example; it must have at least one point and one unit of the manager."""
        points, own = len(inputs.points), len(inputs.own)
        texts = self._texts(reads)
        units = texts[points:]
        cells = cells_of(inputs, 0, points, len(texts))
        padded = np.concatenate([texts, np.zeros((1, texts.shape[1]), dtype=np.float32)])
        around = _relu(self._linear("beside", padded[cells.beside].reshape(len(cells.point), -1)))
        call = np.tile(_pooled(units, self._linear("glance", units)[:, 0]), (len(cells.point), 1))
        held, asked = reads.marks[cells.unit], reads.marks[cells.point]
        pair = _relu(self._linear("pair", np.concatenate([asked * held, held * (1 - asked)], axis=1)))
        x = [self._matched(reads, inputs), texts[cells.point], texts[cells.unit], call, around]
        x += [np.tile(inputs.place, (points, 1)), _shared(asked, held), pair]
        states = self._linear("state", _relu(self._linear("cell", np.concatenate(x, axis=1))))
        last = _pooled(units, self._linear("last", units)[:, 0])
        return Outs(
            states[:, 0].reshape(points, own),
            states[:, 1].reshape(points, own),
            self._linear("absent", texts[:points])[:, 0],
            float(self._linear("agreed", np.concatenate([last, inputs.whole]))[0]),
        )

    def _texts(self, reads: Reads) -> Array:
        looks = self._linear("look", reads.read)
        rows = []
        for start, end in pairwise(reads.edges):
            own = reads.read[start:end]
            rows.append(np.concatenate([(own * _softmax(looks[start:end], 0)).sum(0), own.max(0)]))
        return _relu(self._linear("text", np.concatenate([np.stack(rows), reads.marks], axis=1)))

    def _matched(self, reads: Reads, inputs: Inputs) -> Array:
        """(points × own units, 4 compare + 4): what the point's words find in the unit, and the unit's in the point."""
        h = np.tanh(self._linear("ask", reads.read))
        words = Aligned(h, h @ self._w["own.weight"].T, h @ self._w["found.weight"].T, reads.weights)
        near, points = self._w["near"], len(inputs.points)
        split = reads.edges[points]
        score = (h[:split] @ h[split:].T) * near[3] + near[0] * reads.cosine + near[1] * reads.same
        rows = []
        for p in range(points):
            point = slice(reads.edges[p], reads.edges[p + 1])
            for u in inputs.own:
                unit = slice(reads.edges[points + u], reads.edges[points + u + 1])
                there = slice(unit.start - split, unit.stop - split)
                cell = (score[point, there], reads.cosine[point, there], reads.same[point, there])
                forth = self._side(words, point, unit, *cell)
                rows.append(
                    np.concatenate([forth, self._side(words, unit, point, *(part.T for part in cell))])
                )
        return np.stack(rows)

    def _side(  # noqa: PLR0917 one cell's parts
        self, words: Aligned, own: slice, other: slice, score: Array, cosine: Array, same: Array
    ) -> Array:
        raised = np.exp(score - max(float(score.max()), float(self._w["near"][2])))
        nothing = np.exp(self._w["near"][2] - max(float(score.max()), float(self._w["near"][2])))
        share = raised / (raised.sum(1, keepdims=True) + nothing)
        nearest, exact, weight = cosine.max(1), same.max(1), words.weight[own]
        x = np.concatenate(
            [words.h[own] * (share @ words.h[other]), np.stack([nearest, exact, weight], axis=1)], axis=1
        )
        c = _relu(self._linear("compare", x) + words.own[own] + share @ words.found[other])
        look = _softmax(c @ self._w["weigh.weight"][:1].T, 0)
        total = max(LEAST, float(weight.sum()))
        shares = np.array(
            [(weight * exact).sum() / total, (weight * nearest).sum() / total], dtype=np.float32
        )
        return np.concatenate([(c * look).sum(0), c.max(0), shares])


def _pooled(values: Array, looks: Array) -> Array:
    raised = np.exp(np.maximum(looks - looks.max(), FLOOR))
    return np.asarray((values * raised[:, None]).sum(0) / raised.sum(), dtype=np.float32)


def _shared(asked: Array, held: Array) -> Array:
    wanted, there = asked[:, MEANINGS_FROM:], held[:, MEANINGS_FROM:]
    both, every = (wanted * there).sum(1), wanted.sum(1)
    return np.stack([both / np.maximum(every, 1.0), both / 4, every > 0], axis=1).astype(np.float32)


class Network:
    """The mean of its members' log-odds."""

    def __init__(self, encoder: Encoder, members: list[Member]) -> None:
        self._encoder = encoder
        self._members = members
        self.verdict: Array = np.mean([m.verdict for m in members], axis=0)

    def run(self, inputs: Inputs) -> Outs:
        """See ``Outs``."""
        reads = read_texts(inputs, self._encoder)
        runs = [member.run(inputs, reads) for member in self._members]
        return Outs(
            np.mean([r.said for r in runs], axis=0),
            np.mean([r.opposite for r in runs], axis=0),
            np.mean([r.absent for r in runs], axis=0),
            float(np.mean([r.agreed for r in runs])),
        )

    @staticmethod
    def from_arrays(arrays: dict[str, Any]) -> Network:
        """From arrays named ``<member>/<weight>`` and ``encoder/<weight>``."""
        parts: dict[str, dict[str, Array]] = {}
        for name, values in arrays.items():
            part, weight = name.split("/", 1)
            parts.setdefault(part, {})[weight] = np.asarray(values, dtype=np.float32)
        encoder = Encoder(parts.pop("encoder"))
        return Network(encoder, [Member(parts[name]) for name in sorted(parts)])


@cache
def shipped_network() -> Network:
    """The weights in the repository."""
    return from_file(WEIGHTS)


def from_file(path: Path) -> Network:
    """Weights of a file that the training wrote."""
    with np.load(path) as arrays:
        return Network.from_arrays({name: arrays[name] for name in arrays.files})
