"""One network out of several that were trained on from the same state: the mean of their weights.

    .venv-train/bin/python -m evaluation.hearing.average FOLDER OUT.onnx STATE.pt STATE.pt ...

States are those of ``train --keep``. Running means of the norms are learned anew on the taught readings of FOLDER:
those of the parts do not fit their mean.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import nn

from .kept import BINS, kept
from .model import Hearing, export
from .train import measure, tensors

_EVERY, _BATCHES = 4, 6  # of the files every fourth, of each so many batches


def averaged(states: list[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """Entry by entry; counters are the first one's."""
    return {
        name: sum((state[name] for state in states), torch.zeros_like(first)) / len(states)
        if first.is_floating_point()
        else first
        for name, first in states[0].items()
    }


def learn_norms(model: Hearing, folder: Path) -> None:
    for norm in (module for module in model.modules() if isinstance(module, nn.BatchNorm1d)):
        norm.reset_running_stats()
        norm.momentum = None  # the plain mean of all batches
    model.train()
    names = sorted(path.with_suffix("") for path in folder.glob("pass-*.json"))
    with torch.no_grad():
        for at, name in enumerate(names[::_EVERY]):
            own, draw = kept(name), np.random.default_rng(at)
            for chosen in own.batches(draw)[:_BATCHES]:
                model(tensors(own.batch(chosen, draw))[0])
    model.eval()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("states", type=Path, nargs="+")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    model = Hearing(BINS)
    model.load_state_dict(averaged([torch.load(path)["model"] for path in asked.states]))
    learn_norms(model, asked.folder)
    print(measure(model, asked.folder, "tune-seen", 240))
    model.eval()
    export(model, asked.out)


if __name__ == "__main__":
    main()
