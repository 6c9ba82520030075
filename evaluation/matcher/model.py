"""The matcher in PyTorch; ``judge/local/matcher/network.py`` is the same arithmetic in numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from mentor.engines.judge.local.matcher.encoder import READ, Encoder
from mentor.engines.judge.local.matcher.inputs import MARKS, MEANINGS_FROM, PLACE, WHOLE, marks_of, word_of
from mentor.engines.judge.local.matcher.network import LEAST, LEAST_PARTIAL, SIZES, UNSURE, Cells, cells_of

from .data import Example

CHUNKS = 4
FAR = -1e9


class Texts:
    """All distinct texts of the training set, each read once by the fixed encoder; words as tensors."""

    def __init__(self, words: Sequence[str], texts: Sequence[tuple[str, ...]], encoder: Encoder) -> None:
        known = [word_of(w) for w in words]
        self.vectors = torch.from_numpy(np.stack([k.token.vector for k in known]))
        keys = {"": 0}
        self.keys = torch.tensor([keys.setdefault(k.key, len(keys)) for k in known])
        self.weights = torch.tensor([k.weight for k in known], dtype=torch.float32)
        number = {word: i for i, word in enumerate(words)}
        self.ids = [torch.tensor([number[w] for w in text]) for text in texts]
        self.marks = torch.from_numpy(np.stack([marks_of(text) for text in texts]))
        self.read = [torch.from_numpy(rows) for rows in encoder.read(texts)]


@dataclass(slots=True)
class Batch:
    """Several examples: all their points, then all their units, as texts; ``cells`` index into these."""

    distinct: list[int]
    text: torch.Tensor  # (texts,) which of the distinct ones
    cells: Cells
    of_point: torch.Tensor  # (cells,) number of the point among all
    of_call: torch.Tensor  # (points,) number of the example
    unit_call: torch.Tensor  # (units,) number of the example
    points: int
    place: torch.Tensor
    whole: torch.Tensor


class Matcher(nn.Module):
    """Words in context → alignment of a point with a unit → said here, the opposite said here, absent."""

    def __init__(self, dropout: float = 0.2) -> None:
        super().__init__()
        s = SIZES
        self.look = nn.Linear(READ, 1)
        self.text = nn.Linear(2 * READ + MARKS, s.text)
        self.glance = nn.Linear(s.text, 1)
        self.ask = nn.Linear(READ, s.align)
        self.near = nn.Parameter(torch.tensor([4.0, 4.0, 0.0, 0.2]))
        self.own = nn.Linear(s.align, s.compare, bias=False)
        self.found = nn.Linear(s.align, s.compare, bias=False)
        self.compare = nn.Linear(s.align + 3, s.compare)
        self.weigh = nn.Linear(s.compare, 2)
        self.beside = nn.Linear(3 * s.text, s.beside)
        inside = 4 * s.compare + 3 * s.text + s.beside + PLACE + 4 + 3 + s.pair
        self.cell = nn.Linear(inside, s.cell)
        self.pair = nn.Linear(2 * MARKS, s.pair)
        self.state = nn.Linear(s.cell, 2)
        self.absent = nn.Linear(s.text, 1)
        self.verdict = nn.Parameter(torch.tensor([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]]))
        self.agreed = nn.Linear(s.text + WHOLE, 1)
        self.last = nn.Linear(s.text, 1)
        self.dropout = nn.Dropout(dropout)

    def encode(self, batch: Batch, texts: Texts) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Words in context (texts, longest, align), their numbers (texts, longest; -1 is none), text vectors."""
        read = nn.utils.rnn.pad_sequence([texts.read[t] for t in batch.distinct], batch_first=True)
        rows = nn.utils.rnn.pad_sequence(
            [texts.ids[t] for t in batch.distinct], batch_first=True, padding_value=-1
        )
        look = torch.where(rows < 0, FAR, self.look(read).squeeze(2)).softmax(1)
        most = torch.where((rows < 0)[:, :, None], FAR, read).max(1).values
        pooled = self.dropout(
            torch.cat([(read * look[:, :, None]).sum(1), most, texts.marks[batch.distinct]], dim=1)
        )
        h = torch.tanh(self.ask(self.dropout(read)))
        return h, rows, self.dropout(functional.relu(self.text(pooled)))

    def forward(self, batch: Batch, every: Texts) -> dict[str, torch.Tensor]:
        """``said``, ``opposite``: (cells,); ``absent``: (points,); ``agreed``: (examples,). Log-odds, unnormalised."""
        h, rows, read = self.encode(batch, every)
        texts = read[batch.text]
        units = texts[batch.points :]
        calls = len(batch.whole)
        glance = self.glance(units).squeeze(1)
        overall = _pooled(units, glance, batch.unit_call, calls)
        matched = self.match(h, rows, batch, every)
        padded = torch.cat([texts, torch.zeros(1, texts.shape[1])])
        beside = functional.relu(self.beside(padded[torch.from_numpy(batch.cells.beside)].flatten(1)))
        p, u = torch.from_numpy(batch.cells.point), torch.from_numpy(batch.cells.unit)
        call = overall[batch.of_call[batch.of_point]]
        marks = every.marks[batch.distinct][batch.text]
        pair = functional.relu(self.pair(torch.cat([marks[p] * marks[u], marks[u] * (1 - marks[p])], dim=1)))
        x = torch.cat(
            [matched, texts[p], texts[u], call, beside, batch.place, _shared(marks[p], marks[u]), pair], dim=1
        )
        v = self.dropout(functional.relu(self.cell(x)))
        states = self.state(v)
        last = _pooled(units, self.last(units).squeeze(1), batch.unit_call, calls)
        return {
            "said": states[:, 0],
            "opposite": states[:, 1],
            "absent": self.absent(texts[: batch.points]).squeeze(1),
            "agreed": self.agreed(torch.cat([last, batch.whole], dim=1)).squeeze(1),
        }

    def match(self, h: torch.Tensor, rows: torch.Tensor, batch: Batch, words: Texts) -> torch.Tensor:
        """(cells, 4 compare + 4): what the words of the point find in the unit, and those of the unit in the point."""
        sizes = (rows >= 0).sum(1)
        cells = torch.stack([batch.text[batch.cells.point], batch.text[batch.cells.unit]])
        (point, unit), again = torch.unique(cells, dim=1, return_inverse=True)  # twins share most of theirs
        order = torch.argsort(sizes[unit], stable=True)
        distinct = torch.unique(rows.clamp(min=0))
        place = torch.zeros(len(words.keys), dtype=torch.int64)
        place[distinct] = torch.arange(len(distinct))
        gram = words.vectors[distinct] @ words.vectors[distinct].T
        wide = torch.cat([h, self.own(h), self.found(h)], dim=2)
        parts, places = [], []
        for chunk in torch.tensor_split(order, CHUNKS):
            if len(chunk):
                parts.append(self._matched(wide, rows, sizes, point[chunk], unit[chunk], words, gram, place))
                places.append(chunk)
        back = torch.argsort(torch.cat(places))
        return torch.cat(parts)[back][again]

    def _matched(
        self, wide: torch.Tensor, rows: torch.Tensor, sizes: torch.Tensor, p: torch.Tensor, u: torch.Tensor,
        words: Texts, gram: torch.Tensor, place: torch.Tensor,
    ) -> torch.Tensor:  # fmt: skip
        most_p, most_u = int(sizes[p].max()), int(sizes[u].max())
        rp, ru = rows[p, :most_p], rows[u, :most_u]
        width = SIZES.align
        hp, hu = wide[p, :most_p], wide[u, :most_u]
        cosine = gram[place[rp.clamp(min=0)][:, :, None], place[ru.clamp(min=0)][:, None]]
        kp, ku = words.keys[rp.clamp(min=0)], words.keys[ru.clamp(min=0)]
        same = ((kp[:, :, None] == ku[:, None]) & (kp[:, :, None] > 0)).float()
        there_p, there_u = rp >= 0, ru >= 0
        both = there_p[:, :, None] & there_u[:, None]
        cosine, same = cosine * both, same * both
        score = hp[:, :, :width] @ hu[:, :, :width].transpose(1, 2) * self.near[3]
        score = score + self.near[0] * cosine + self.near[1] * same
        wp = words.weights[rp.clamp(min=0)] * there_p
        wu = words.weights[ru.clamp(min=0)] * there_u
        forth = self._side(hp, hu, score, cosine, same, wp, there_p, there_u)
        back = self._side(
            hu, hp, score.transpose(1, 2), cosine.transpose(1, 2), same.transpose(1, 2), wu, there_u, there_p
        )
        return torch.cat([forth, back], dim=1)

    def _side(
        self, own: torch.Tensor, other: torch.Tensor, score: torch.Tensor, cosine: torch.Tensor, same: torch.Tensor,
        weight: torch.Tensor, there: torch.Tensor, there_other: torch.Tensor,
    ) -> torch.Tensor:  # fmt: skip
        score = score.masked_fill(~there_other[:, None], FAR)
        nothing = self.near[2].expand(*score.shape[:2], 1)
        share = torch.cat([score, nothing], dim=2).softmax(2)[:, :, :-1]
        width = SIZES.align
        part = torch.cat([other[:, :, :width], other[:, :, width + SIZES.compare :]], dim=2)
        found = share @ part
        nearest, exact = cosine.max(2).values, same.max(2).values
        extra = torch.stack([nearest, exact, weight], dim=2)
        c = self.compare(torch.cat([own[:, :, :width] * found[:, :, :width], extra], dim=2))
        c = functional.relu(c + own[:, :, width : width + SIZES.compare] + found[:, :, width:])
        c = c * there[:, :, None]
        look = self.weigh(c)[:, :, 0].masked_fill(~there, FAR).softmax(1)
        total = weight.sum(1).clamp(min=LEAST)
        shares = torch.stack([(weight * exact).sum(1) / total, (weight * nearest).sum(1) / total], dim=1)
        return torch.cat([(c * look[:, :, None]).sum(1), c.max(1).values, shares], dim=1)


def states_of(
    out: dict[str, torch.Tensor], batch: Batch
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Probabilities of a point being said, its opposite said, absent: (points,); of a cell speaking of it: (cells,)."""
    points, cells = batch.points, len(out["said"])
    logits = torch.cat([out["said"], out["opposite"], out["absent"]])
    group = torch.cat([batch.of_point, batch.of_point, torch.arange(points)])
    top = torch.full((points,), FAR).scatter_reduce(0, group, logits.detach(), "amax")
    raised = (logits - top[group]).exp()
    odds = raised / torch.zeros(points).index_add(0, group, raised)[group]
    said = torch.zeros(points).index_add(0, batch.of_point, odds[:cells])
    opposite = torch.zeros(points).index_add(0, batch.of_point, odds[cells : 2 * cells])
    return said, opposite, odds[2 * cells :], odds[:cells] + odds[cells : 2 * cells]


def verdict_logits(
    scale: torch.Tensor, said: torch.Tensor, of_call: torch.Tensor, calls: int
) -> torch.Tensor:
    """(calls, 3): none, partial, full, from no point, some, all points being said; ``scale``: (3, 2)."""
    odds = said.clamp(UNSURE, 1 - UNSURE)
    full = torch.zeros(calls).index_add(0, of_call, odds.log())
    none = torch.zeros(calls).index_add(0, of_call, (1 - odds).log())
    partial = (1 - full.exp() - none.exp()).clamp(min=LEAST_PARTIAL).log()
    return torch.stack([none, partial, full], dim=1) * scale[:, 0] + scale[:, 1]


def _shared(point: torch.Tensor, unit: torch.Tensor) -> torch.Tensor:
    """(cells, 3): share of the point's meanings that the unit holds, how many they are, whether it has any."""
    asked, held = point[:, MEANINGS_FROM:], unit[:, MEANINGS_FROM:]
    both, all_asked = (asked * held).sum(1), asked.sum(1)
    return torch.stack([both / all_asked.clamp(min=1.0), both / 4, (all_asked > 0).float()], dim=1)


def _pooled(values: torch.Tensor, looks: torch.Tensor, group: torch.Tensor, groups: int) -> torch.Tensor:
    """Mean of ``values`` a group, weighted by the softmax of ``looks`` within it."""
    raised = (looks - looks.detach().max()).clamp(min=-30.0).exp()
    total = torch.zeros(groups).index_add(0, group, raised)
    return torch.zeros(groups, values.shape[1]).index_add(0, group, values * raised[:, None]) / total[:, None]


def batch_of(items: Sequence[Example]) -> Batch:
    """Examples side by side."""
    texts = [p for item in items for p in item.points]
    points = len(texts)
    starts = []
    for item in items:
        starts.append(len(texts))
        texts += item.units
    parts, of_point, done = [], [], 0
    for item, start in zip(items, starts, strict=True):
        parts.append(cells_of(item.inputs, done, start, len(texts)))
        parts_points = np.arange(len(item.points)) + done
        of_point.append(np.repeat(parts_points, len(item.inputs.own)))
        done += len(item.points)
    distinct, which = np.unique(np.array(texts), return_inverse=True)
    lengths = torch.tensor([len(i.points) for i in items])
    unit_lengths = torch.tensor([len(i.units) for i in items])
    return Batch(
        distinct=distinct.tolist(),
        text=torch.from_numpy(which),
        cells=Cells(
            np.concatenate([c.point for c in parts]),
            np.concatenate([c.unit for c in parts]),
            np.concatenate([c.beside for c in parts]),
        ),
        of_point=torch.from_numpy(np.concatenate(of_point)),
        of_call=torch.repeat_interleave(torch.arange(len(items)), lengths),
        unit_call=torch.repeat_interleave(torch.arange(len(items)), unit_lengths),
        points=points,
        place=torch.from_numpy(np.concatenate([np.tile(i.inputs.place, (len(i.points), 1)) for i in items])),
        whole=torch.from_numpy(np.stack([i.inputs.whole for i in items])),
    )


def export(model: Matcher) -> dict[str, Any]:
    """Weights by name as half precision, for ``network.Network``."""
    return {name: value.detach().numpy().astype(np.float16) for name, value in model.state_dict().items()}
