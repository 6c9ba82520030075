"""The reader's network in PyTorch; ``assessor/local/reader/network.py`` is the same arithmetic in numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from mentor.engines.assessor.local.reader.inputs import BUCKETS, EXTRA, FLAGS, WHOLE, token
from mentor.engines.assessor.local.reader.network import (
    COUNT_LIMIT,
    FLOOR,
    HEADS,
    LAST,
    QUERIES,
    RULE_FEATURES,
    SIZES,
    rule_acts,
)
from mentor.engines.assessor.local.reader.tags import ACTS, ANSWERS, CLIENT_ACTS, MANAGER_ACTS, RULES

NOWHERE = -30.0


class Words:
    """Vectors and pieces of all distinct words of the training set, as tensors."""

    def __init__(self, words: list[str]) -> None:
        self.ids = {word: i for i, word in enumerate(words)}
        known = [token(word) for word in words]
        self.vectors = torch.from_numpy(np.stack([t.vector for t in known]))
        self.flags = torch.tensor([t.flags for t in known], dtype=torch.float32)
        self.grams = [torch.from_numpy(t.grams.astype(np.int64)) for t in known]


@dataclass(slots=True)
class Batch:
    """Several calls side by side; utterances of all calls one after another."""

    words: list[np.ndarray]  # ids of each utterance
    extra: torch.Tensor  # (utterances, EXTRA)
    manager: torch.Tensor  # (utterances,)
    lengths: list[int]  # utterances a call
    whole: torch.Tensor  # (calls, WHOLE)


class Reader(nn.Module):
    """Words → utterances → the dialogue → acts, answers, the call."""

    def __init__(self, dropout: float = 0.35) -> None:
        super().__init__()
        s = SIZES
        self.word = nn.Linear(300, s.word)
        self.bag = nn.EmbeddingBag(BUCKETS, s.bag, mode="mean")
        nn.init.normal_(self.bag.weight, std=0.05)
        inside = s.word + s.bag + FLAGS
        self.conv1 = nn.Conv1d(inside, s.conv, 3, padding=1)
        self.conv2 = nn.Conv1d(s.conv, s.conv, 3, padding=1)
        self.look = nn.Linear(s.conv, 1)
        self.extra = nn.Linear(EXTRA, s.extra)
        self.join = nn.Linear(2 * s.conv + s.extra, s.utterance)
        self.forth = nn.GRU(s.utterance, s.dialogue, batch_first=True)
        self.back = nn.GRU(s.utterance, s.dialogue, batch_first=True)
        context = s.utterance + 2 * s.dialogue
        self.acts = nn.Linear(context, len(ACTS))
        self.answers = nn.Linear(context, len(ANSWERS))
        self.lost_at = nn.Linear(context, 1)
        self.query = nn.Linear(context, len(QUERIES))
        pooled = context + 2 * len(ACTS) + WHOLE
        self.heads = nn.ModuleDict({name: nn.Linear(pooled, size) for name, size in HEADS.items()})
        self.rule_weights = nn.Parameter(torch.zeros(len(RULES), RULE_FEATURES))
        self.dropout = nn.Dropout(dropout)
        allowed = torch.zeros(2, len(ACTS))
        for i, act in enumerate(ACTS):
            allowed[0, i] = float(act in MANAGER_ACTS)
            allowed[1, i] = float(act in CLIENT_ACTS)
        self.register_buffer("own", allowed, persistent=False)

    def utterances(self, batch: Batch, words: Words) -> torch.Tensor:
        """(utterances, SIZES.utterance)."""
        distinct, inverse = np.unique(np.concatenate(batch.words), return_inverse=True)
        grams = [words.grams[i] for i in distinct]
        offsets = torch.tensor([0, *np.cumsum([len(g) for g in grams])[:-1]])
        ids = torch.from_numpy(distinct)
        table = torch.cat(
            [self.word(words.vectors[ids]), self.bag(torch.cat(grams), offsets), words.flags[ids]], dim=1
        )
        table = self.dropout(table)
        table = torch.cat([table, torch.zeros(1, table.shape[1])])
        sizes = np.array([len(w) for w in batch.words])
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        out = torch.zeros(len(sizes), 2 * SIZES.conv)
        order = np.argsort(sizes, kind="stable")
        for chunk in np.array_split(order, 6):
            if not len(chunk):
                continue
            longest = int(sizes[chunk].max())
            grid = np.full((len(chunk), longest), len(distinct), dtype=np.int64)
            for row, u in enumerate(chunk):
                grid[row, : sizes[u]] = inverse[starts[u] : starts[u] + sizes[u]]
            mask = torch.from_numpy(grid != len(distinct))
            x = table[torch.from_numpy(grid)].transpose(1, 2)
            one = functional.relu(self.conv1(x)) * mask[:, None]
            two = functional.relu(self.conv2(one) + one) * mask[:, None]
            y = two.transpose(1, 2)
            look = self.look(y).squeeze(2).masked_fill(~mask, -1e9).softmax(1)
            pooled = torch.cat([(y * look[:, :, None]).sum(1), y.max(1).values], dim=1)
            out = out.index_copy(0, torch.from_numpy(chunk), pooled)
        extra = functional.relu(self.extra(batch.extra))
        return self.dropout(functional.relu(self.join(torch.cat([out, extra], dim=1))))

    def forward(self, batch: Batch, words: Words) -> dict[str, torch.Tensor]:
        u = self.utterances(batch, words)
        parts = torch.split(u, batch.lengths)
        padded = nn.utils.rnn.pad_sequence(list(parts), batch_first=True)
        packed = nn.utils.rnn.pack_padded_sequence(
            padded, torch.tensor(batch.lengths), batch_first=True, enforce_sorted=False
        )
        forth, _ = nn.utils.rnn.pad_packed_sequence(self.forth(packed)[0], batch_first=True)
        turned = nn.utils.rnn.pad_sequence([p.flip(0) for p in parts], batch_first=True)
        packed = nn.utils.rnn.pack_padded_sequence(
            turned, torch.tensor(batch.lengths), batch_first=True, enforce_sorted=False
        )
        back, _ = nn.utils.rnn.pad_packed_sequence(self.back(packed)[0], batch_first=True)
        h = torch.cat(
            [torch.cat([forth[i, :n], back[i, :n].flip(0)], dim=1) for i, n in enumerate(batch.lengths)]
        )
        z = torch.cat([u, self.dropout(h)], dim=1)
        allowed = torch.where(batch.manager[:, None], 1.0 - self.own[1], 1.0 - self.own[0])
        acts = self.acts(z)
        acts = torch.where(allowed > 0, acts, torch.full_like(acts, FLOOR))
        call = self.calls(z, acts, batch)
        return {"acts": acts, "answers": self.answers(z), "lost_at": self.lost_at(z).squeeze(1), **call}

    def calls(self, z: torch.Tensor, acts: torch.Tensor, batch: Batch) -> dict[str, torch.Tensor]:
        """Judgements of whole calls: (calls, …)."""
        lengths = torch.tensor(batch.lengths)
        own = nn.utils.rnn.pad_sequence(list(torch.split(z, batch.lengths)), batch_first=True)
        tags = nn.utils.rnn.pad_sequence(
            list(torch.split(acts, batch.lengths)), batch_first=True, padding_value=NOWHERE
        )
        place = torch.arange(own.shape[1])[None]
        there = place < lengths[:, None]
        weights = self.query(own).masked_fill(~there[:, :, None], -1e9).softmax(1)
        odds = tags.sigmoid()
        last = odds * (place >= (lengths - LAST)[:, None])[:, :, None]
        counts = torch.cat([odds.max(1).values, last.max(1).values, batch.whole], dim=1)
        found = {}
        for k, name in enumerate(QUERIES):
            pooled = torch.cat([self.dropout((own * weights[:, :, k : k + 1]).sum(1)), counts], dim=1)
            found[name] = self.heads[name](pooled)
        found["rules"] = found["rules"] + (self.rule_weights[None] * rule_features(tags)).sum(2)
        return found


_MASK = torch.tensor([[k in ids for k in range(len(ACTS))] for ids in rule_acts()])


def rule_features(tags: torch.Tensor) -> torch.Tensor:
    """(calls, RULES, RULE_FEATURES): the surest and second surest place of a rule's acts, and how many there are."""
    spread = tags[:, :, None, :].masked_fill(~_MASK, NOWHERE)
    best = spread.max(3).values.clamp(-8, 8)
    if best.shape[1] < 2:
        best = torch.cat([best, torch.full_like(best, -8.0)], dim=1)
    top = torch.topk(best, 2, dim=1).values
    places = torch.where(best > -8, best.sigmoid(), torch.zeros_like(best)).sum(1).clamp(max=COUNT_LIMIT)
    deeds = spread.sigmoid().sum((1, 3)).clamp(max=COUNT_LIMIT)
    made = torch.stack([top[:, 0] / 4, top[:, 1] / 4, torch.log1p(places), torch.log1p(deeds)], dim=2)
    return made * _MASK.any(1)[None, :, None]


def export(model: Reader) -> dict[str, Any]:
    """Weights by name as half precision, for ``network.Network``."""
    return {name: value.detach().numpy().astype(np.float16) for name, value in model.state_dict().items()}
