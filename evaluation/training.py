"""What training the reader and the matcher have in common: the command line, several seeds, folds of companies."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
import torch


class Labelled(Protocol):
    """An example to learn from, by the company that it came from."""

    @property
    def company(self) -> str: ...


E = TypeVar("E", bound=Labelled)


def options(about: str | None, *, epochs: int, several: str, few: str) -> argparse.Namespace:
    """The command line. ``several``: what is averaged over seeds; ``few``: what ``--small`` takes a few of."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int)
    parser.add_argument("--fold", type=int, help="only this one")
    parser.add_argument("out", nargs="?", type=Path)
    parser.add_argument("--epochs", type=int, default=epochs)
    parser.add_argument("--seeds", type=int, default=2, help=f"{several} whose judgements are averaged")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--small", action="store_true", help=f"a few {few} only; nothing is written")
    return parser.parse_args()


def settle(asked: argparse.Namespace) -> None:
    """The same weights from the same material, for one thread count."""
    torch.set_num_threads(asked.threads)
    torch.use_deterministic_algorithms(True)


def folds_of(companies: Sequence[str], count: int) -> list[list[str]]:
    """Companies dealt out in their order; each is judged by networks that never saw it."""
    return [list(companies[k::count]) for k in range(count)]


def write_folds(
    asked: argparse.Namespace,
    items: Sequence[E],
    companies: Sequence[str],
    fit: Callable[[Sequence[E], str], dict[str, Any]],
) -> None:
    """To ``asked.out``: ``folds.json`` with the companies each fold leaves out, and what was learned without them."""
    asked.out.mkdir(parents=True, exist_ok=True)
    split = folds_of(companies, asked.folds)
    (asked.out / "folds.json").write_text(json.dumps(split))
    for number, left in enumerate(split):
        if asked.fold is None or asked.fold == number:
            own = [item for item in items if item.company not in left]
            np.savez_compressed(asked.out / f"{number}.npz", **fit(own, f"fold {number}"))


def mean_of(outs: Sequence[dict[str, torch.Tensor]], heads: Sequence[str]) -> dict[str, torch.Tensor]:
    """Each head's answer averaged over networks, to four places."""
    return {head: torch.stack([out[head] for out in outs]).mean(0).round(decimals=4) for head in heads}
