"""Trains the miniature recogniser from what ``say`` kept.

    .venv-train/bin/python -m evaluation.hearing.train FOLDER --steps 9000 --decay 8000

Deterministic for one thread and the same FOLDER. The rate of learning is held and falls over the last ``--decay``
steps. ``--keep FILE`` keeps the state every 250 steps, ``--resume FILE`` goes on from it.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from .alphabet import ALPHABET
from .errors import letter_errors, word_errors
from .kept import BINS, Kept, kept
from .model import ANSWERS, BLANK, STEP, Hearing, export

RATE = 3e-3
WARM = 300
CODES = {letter: at for at, letter in enumerate(ALPHABET)}


def tensors(batch: tuple[NDArray[np.float32], NDArray[np.int64]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Features (batch, BINS, frames) and lengths in frames."""
    features, lengths = batch
    return torch.from_numpy(features).transpose(1, 2).contiguous(), torch.from_numpy(lengths)


def loss_of(model: Hearing, batch: tuple[torch.Tensor, torch.Tensor], written: list[str]) -> torch.Tensor:
    """CTC, a letter's mean."""
    features, lengths = batch
    codes = [[CODES[letter] for letter in text] for text in written]
    targets = torch.tensor([code for row in codes for code in row])
    target_lengths = torch.tensor([len(row) for row in codes])
    answers = torch.div(lengths + STEP - 1, STEP, rounding_mode="floor") * ANSWERS
    out = model(features).transpose(0, 1)
    losses = functional.ctc_loss(
        out, targets, answers, target_lengths, blank=BLANK, reduction="none", zero_infinity=True
    )
    return losses.sum() / target_lengths.sum()


def greedy(model: Hearing, kept: Kept) -> list[str]:
    """What the network alone hears of every reading."""
    found = []
    with torch.no_grad():
        for at in range(len(kept.written)):
            best = model(tensors(kept.batch([at], None))[0])[0].argmax(-1).numpy()
            best = best[np.diff(best, prepend=BLANK) != 0]
            found.append("".join(ALPHABET[code] for code in best if code != BLANK))
    return found


def measure(model: Hearing, folder: Path, name: str, few: int) -> str:
    held = kept(folder / name)
    held.written, held.ends = held.written[:few], held.ends[: few + 1]
    model.eval()
    heard = greedy(model, held)
    model.train()
    return f"{name}: letters {letter_errors(held.written, heard):.3f}, words {word_errors(held.written, heard):.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--steps", type=int, default=9000)
    parser.add_argument("--decay", type=int, default=8000)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--resume", type=Path)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    torch.manual_seed(1)
    model = Hearing(BINS, dropout=asked.dropout)
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.01, betas=(0.9, 0.98))
    done, round_, at = 0, 0, 0
    if asked.resume:
        state = torch.load(asked.resume)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        done, round_, at = state["done"], state["round"], state["at"]
        torch.manual_seed(done)
    began, total, since = time.perf_counter(), 0.0, 0
    model.train()
    while done < asked.steps:
        names = sorted(path.with_suffix("") for path in asked.folder.glob("pass-*.json"))
        cycle, place = divmod(round_, len(names))  # mixed: what was heard last is heard best
        own = kept(names[int(np.random.default_rng(cycle).permutation(len(names))[place])])
        batches = own.batches(np.random.default_rng(1000 + round_))
        while at < len(batches) and done < asked.steps:
            left = (asked.steps - done) / asked.decay
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(1.0, (done + 1) / WARM, left)
            chosen = batches[at]
            optimiser.zero_grad()
            draw = np.random.default_rng([round_, at])
            loss = loss_of(model, tensors(own.batch(chosen, draw)), [own.written[k] for k in chosen])
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 3.0)
            optimiser.step()
            done, at, total, since = done + 1, at + 1, total + float(loss.detach()), since + 1
            if done % 50 == 0:
                print(f"{done}: loss {total / since:.4f}, {time.perf_counter() - began:.0f} s", flush=True)
                total, since = 0.0, 0
            if asked.keep and done % 250 == 0:
                state = {"model": model.state_dict(), "optimiser": optimiser.state_dict()}
                torch.save(state | {"done": done, "round": round_, "at": at}, asked.keep)
            if done % 500 == 0:
                print(measure(model, asked.folder, "tune-seen", 120), flush=True)
        if at >= len(batches):
            round_, at = round_ + 1, 0
            print(f"round {round_} of {names}" if round_ < 2 else f"round {round_}", flush=True)
    for name in ("held-seen", "held-klatt4", "held-f4"):
        print(measure(model, asked.folder, name, 400), flush=True)
    if asked.out:
        export(model, asked.out)


if __name__ == "__main__":
    main()
