"""Trains the reader from ``evaluation/corpus``.

    python -m evaluation.reader.train                     # writes …/assessor/local/reader/weights.npz
    python -m evaluation.reader.train --folds 6 OUT       # one network a fold of companies, to OUT/<fold>.npz
    python -m evaluation.reader.train --epochs 1 --small  # the smallest run, for a check

(with ``.venv-train/bin/python``, made by ``make train-setup``)

Deterministic for one thread count (``--threads``). See ``evaluation/README.md`` for what each step costs.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from mentor.engines.assessor.local.reader.network import WEIGHTS

from ..material import training_material
from ..training import mean_of, options, settle, write_folds
from .data import NOTHING, Example, batch_of, examples, words_of
from .model import Reader, Words, export

REFERENCE = Path(__file__).with_name("reference.json")
HEADS = ("outcome", "reason", "lost_stage", "rules", "course", "answers")
REFERENCE_CALLS = ("auto-02", "kosmo-05", "stom-01")
EPOCHS = 10
BATCH = 16
RATE = 2.5e-3
DECAY = 0.02
ACTS_WEIGHT = 0.25


def loss_of(out: dict[str, torch.Tensor], items: list[Example]) -> torch.Tensor:
    """The sum of what each judgement costs; unknown labels cost nothing."""
    lengths = [len(item.words) for item in items]
    weight = torch.tensor([item.weight for item in items])
    each = torch.repeat_interleave(weight, torch.tensor(lengths))[:, None]

    def binary(name: str, value: str, known: str, weights: torch.Tensor) -> torch.Tensor:
        join = np.concatenate if name in ("acts", "answers") else np.stack
        y = torch.from_numpy(join([getattr(item, value) for item in items]))
        k = torch.from_numpy(join([getattr(item, known) for item in items])) * weights
        raw = functional.binary_cross_entropy_with_logits(out[name], y, reduction="none")
        return (raw * k).sum() / len(items)

    def choice(name: str, labels: list[int]) -> torch.Tensor:
        chosen = torch.tensor(labels)
        kept = chosen != NOTHING
        if not kept.any():
            return out[name].sum() * 0.0
        raw = functional.cross_entropy(out[name][kept], chosen[kept], reduction="none", label_smoothing=0.03)
        return (raw * weight[kept]).sum() / len(items)

    total = ACTS_WEIGHT * binary("acts", "acts", "acts_known", each)
    total = total + 0.35 * binary("answers", "answers", "answers_known", each)
    total = total + 0.35 * binary("rules", "rules", "rules_known", weight[:, None])
    total = total + 0.4 * binary("course", "course", "course_known", weight[:, None])
    total = total + 2.0 * choice("outcome", [item.outcome for item in items])
    total = total + 0.7 * choice("reason", [item.reason for item in items])
    total = total + 0.7 * choice("lost_stage", [item.stage for item in items])
    at = 0
    for number, item in enumerate(items):
        own = out["lost_at"][at : at + lengths[number]]
        at += lengths[number]
        if item.lost_at != NOTHING:
            total = total + 0.4 * item.weight * functional.cross_entropy(
                own[None], torch.tensor([item.lost_at])
            ) / len(items)
    return total


def train(items: Sequence[Example], words: Words, *, seed: int, epochs: int, say: str = "") -> Reader:
    """One network. Twins go with their base into one batch: the pair differs in few words, and those must tell."""
    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    model = Reader()
    no_decay = [p for n, p in model.named_parameters() if p.ndim < 2]
    decay = [p for n, p in model.named_parameters() if p.ndim >= 2]
    optimiser = torch.optim.AdamW(
        [{"params": decay, "weight_decay": DECAY}, {"params": no_decay, "weight_decay": 0.0}], lr=RATE
    )
    pairs: dict[str, list[Example]] = {}
    for item in items:
        pairs.setdefault(item.pair, []).append(item)
    names = sorted(pairs)
    steps = max(1, epochs * (len(items) // BATCH + 1))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps + 1, pct_start=0.15)
    done = 0
    for epoch in range(epochs):
        began, total = time.perf_counter(), 0.0
        order = [item for name in generator.permutation(names) for item in pairs[str(name)]]
        model.train()
        for start in range(0, len(order), BATCH):
            chunk = order[start : start + BATCH]
            optimiser.zero_grad()
            loss = loss_of(model(batch_of(chunk, generator), words), chunk)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            optimiser.step()
            done += 1
            if done < steps:
                schedule.step()
            total += float(loss.detach())
        print(
            f"{say} epoch {epoch + 1}/{epochs}: loss {total / max(1, len(order) // BATCH):.3f}, "
            f"{time.perf_counter() - began:.0f} s",
            flush=True,
        )
    model.eval()
    return model


def write_reference(models: Sequence[Reader], items: Sequence[Example], words: Words) -> None:
    """What PyTorch answers for a few calls, so that a test can hold the numpy arithmetic against it."""
    found = {}
    for name in REFERENCE_CALLS:
        item = next(item for item in items if item.id == name)
        with torch.no_grad():
            outs = [model(batch_of([item]), words) for model in models]
        found[name] = {head: mean.reshape(-1).tolist() for head, mean in mean_of(outs, HEADS).items()}
    REFERENCE.write_text(json.dumps(found, indent=0) + "\n", encoding="utf-8")


def main() -> None:
    asked = options(__doc__, epochs=EPOCHS, several="networks", few="calls")
    settle(asked)
    ids: dict[str, int] = {}
    material = training_material()
    items = examples(material, ids, noise=(7,))
    if asked.small:
        items = items[:60]
    words = words_of(ids)
    print(f"{len(items)} examples of {len(material.calls)} calls, {len(ids)} words", flush=True)

    def fit(own: Sequence[Example], say: str) -> list[Reader]:
        seeds = range(1, asked.seeds + 1)
        return [train(own, words, seed=seed, epochs=asked.epochs, say=f"{say} seed {seed}") for seed in seeds]

    if asked.folds:
        write_folds(asked, items, material.companies, lambda own, say: arrays_of(fit(own, say)))
        return
    models = fit(items, "all")
    if not asked.small:
        np.savez_compressed(asked.out or WEIGHTS, **arrays_of(models))
        if asked.out is None:
            write_reference(models, items, words)


def arrays_of(models: Sequence[Reader]) -> dict[str, Any]:
    """What is kept of networks."""
    return {
        f"{number}/{name}": value
        for number, model in enumerate(models)
        for name, value in export(model).items()
    }


if __name__ == "__main__":
    main()
