"""Trains the judge's matcher from the labelled follow-ups of ``evaluation/corpus``.

    python -m evaluation.matcher.train                      # writes …/judge/local/matcher/weights.npz
    python -m evaluation.matcher.train --folds 5 OUT        # one matcher a fold of companies, to OUT/<fold>.npz
    python -m evaluation.matcher.train --epochs 1 --small   # the smallest run, for a check

(with ``.venv-train/bin/python``, made by ``make train-setup``). The encoder of words is the assessor's reader's as it
stands when the training begins; a copy of it is kept with the weights. Deterministic for one thread.
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

from mentor.engines.assessor.local.reader.network import WEIGHTS as READER
from mentor.engines.judge.local.matcher.encoder import ENCODER, Encoder
from mentor.engines.judge.local.matcher.network import WEIGHTS

from ..material import training_followups
from ..training import mean_of, options, settle, write_folds
from .data import NOISE, Example, Numbers, examples
from .model import Batch, Matcher, Texts, batch_of, export, states_of, verdict_logits

REFERENCE = Path(__file__).with_name("reference.json")
REFERENCE_FOLLOWUPS = ("stroy-01", "fu-a4-f01", "fu-b5-f04-t3")
EPOCHS = 10
BATCH = 16
RATE = 3e-3
DECAY = 0.05
CLIP = 2.0
NOISY_SHARE = 0.35
PLACE_WEIGHT, VERDICT_WEIGHT, AGREED_WEIGHT = 0.5, 0.5, 0.5
SMALLEST = 1e-6


def encoder_arrays() -> dict[str, np.ndarray]:
    """The first network of the shipped reader: the layers that turn words into words in context."""
    with np.load(READER) as arrays:
        return {name: arrays[f"0/{name}"].astype(np.float32) for name in ENCODER}


def texts_of(numbers: Numbers, encoder: dict[str, np.ndarray]) -> Texts:
    """All distinct texts, read once."""
    texts = list(numbers.ids)
    return Texts(sorted({word for text in texts for word in text}), texts, Encoder(encoder))


def loss_of(
    model: Matcher, out: dict[str, torch.Tensor], batch: Batch, items: Sequence[Example]
) -> torch.Tensor:
    """States of points, where they are said, the verdict, the client's assent; unknown labels cost nothing."""
    said, opposite, absent, cells = states_of(out, batch)
    weight = torch.tensor([item.weight for item in items])
    each = weight[batch.of_call]
    states = torch.tensor([state for item in items for state in item.states])
    known = states >= 0
    odds = torch.stack([said, opposite, absent], dim=1).clamp(min=SMALLEST)
    total = -(odds[known, states[known]].log() * each[known]).sum()
    total = total - PLACE_WEIGHT * _placed(cells, said + opposite, each, batch, items)
    verdicts = torch.tensor([-1 if item.verdict is None else item.verdict for item in items])
    judged = verdicts >= 0
    logits = verdict_logits(model.verdict, said, batch.of_call, len(items))[judged]
    raw = functional.cross_entropy(logits, verdicts[judged], reduction="none")
    total = total + VERDICT_WEIGHT * (raw * weight[judged]).sum()
    agreed = torch.tensor([item.agreed for item in items])
    raw = functional.binary_cross_entropy_with_logits(out["agreed"], agreed, reduction="none")
    return (total + AGREED_WEIGHT * (raw * weight).sum()) / len(items)


def _placed(
    cells: torch.Tensor, spoken: torch.Tensor, each: torch.Tensor, batch: Batch, items: Sequence[Example]
) -> torch.Tensor:
    """Log-likelihood of the labelled utterances among all units, given that the point is spoken of."""
    at = np.concatenate([np.repeat(np.array(item.at), len(item.inputs.own)) for item in items])
    heard = [np.array([item.inputs.units[i].utterance for i in item.inputs.own]) for item in items]
    where = np.concatenate([np.tile(own, len(item.at)) for own, item in zip(heard, items, strict=True)])
    hit = torch.from_numpy(((at == where) & (at >= 0)).astype(np.float32))
    zeros = torch.zeros(batch.points)
    known = zeros.index_add(0, batch.of_point, hit) > 0
    right = zeros.index_add(0, batch.of_point, cells * hit)
    share = right[known].clamp(min=SMALLEST) / spoken[known].clamp(min=SMALLEST)
    return (share.clamp(max=1.0).log() * each[known]).sum()


def train(items: Sequence[Example], texts: Texts, *, seed: int, epochs: int, say: str = "") -> Matcher:
    """One matcher. Twins go with their base into one batch: the pair differs in few words, and those must tell.

    Of a follow-up's readings (as given, damaged) one is taken an epoch.
    """
    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    model = Matcher()
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY)
    families: dict[tuple[str, bool], dict[str, list[Example]]] = {}
    for item in items:
        family = families.setdefault((item.pair, item.verdict is None), {})
        family.setdefault(item.id, []).append(item)
    names = sorted(families)
    steps = epochs * (sum(map(len, families.values())) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps + 1, pct_start=0.15)
    for epoch in range(epochs):
        began, total = time.perf_counter(), 0.0
        order: list[Example] = []
        for k in generator.permutation(len(names)):
            damaged = int(generator.random() < NOISY_SHARE)
            order += [copies[min(damaged, len(copies) - 1)] for copies in families[names[int(k)]].values()]
        model.train()
        for start in range(0, len(order), BATCH):
            chunk = order[start : start + BATCH]
            batch = batch_of(chunk)
            optimiser.zero_grad()
            loss = loss_of(model, model(batch, texts), batch, chunk)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
            optimiser.step()
            schedule.step()
            total += float(loss.detach()) * len(chunk)
        spent = time.perf_counter() - began
        print(f"{say} epoch {epoch + 1}/{epochs}: loss {total / len(order):.3f}, {spent:.0f} s", flush=True)
    model.eval()
    return model


def write_reference(models: Sequence[Matcher], items: Sequence[Example], texts: Texts) -> None:
    """What PyTorch answers for a few follow-ups, so that a test can hold the numpy arithmetic against it."""
    found = {}
    for name in REFERENCE_FOLLOWUPS:
        item = next(item for item in items if item.id == name)
        with torch.no_grad():
            outs = [model(batch_of([item]), texts) for model in models]
        found[name] = {head: mean.tolist() for head, mean in mean_of(outs, list(outs[0])).items()}
    REFERENCE.write_text(json.dumps(found, indent=0) + "\n", encoding="utf-8")


def main() -> None:
    asked = options(__doc__, epochs=EPOCHS, several="matchers", few="follow-ups")
    settle(asked)
    followups = training_followups()[:12] if asked.small else training_followups()
    numbers = Numbers()
    items = examples(followups, numbers, noise=NOISE)
    encoder = encoder_arrays()
    texts = texts_of(numbers, encoder)
    print(f"{len(items)} examples of {len(followups)} follow-ups, {len(numbers.ids)} texts", flush=True)

    def fit(own: Sequence[Example], say: str) -> list[Matcher]:
        seeds = range(1, asked.seeds + 1)
        return [train(own, texts, seed=seed, epochs=asked.epochs, say=f"{say} seed {seed}") for seed in seeds]

    if asked.folds:
        companies = sorted({item.company for item in items})
        write_folds(asked, items, companies, lambda own, say: arrays_of(fit(own, say), encoder))
        return
    models = fit(items, "all")
    if not asked.small:
        np.savez_compressed(asked.out or WEIGHTS, **arrays_of(models, encoder))
        if asked.out is None:
            write_reference(models, items, texts)


def arrays_of(models: Sequence[Matcher], encoder: dict[str, np.ndarray]) -> dict[str, Any]:
    """What is kept of matchers and the encoder that they learned over."""
    arrays: dict[str, Any] = {f"encoder/{name}": v.astype(np.float16) for name, v in encoder.items()}
    for number, model in enumerate(models):
        arrays |= {f"{number}/{name}": value for name, value in export(model).items()}
    return arrays


if __name__ == "__main__":
    main()
