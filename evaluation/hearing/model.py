"""The miniature recogniser's network: convolutions at 60 ms a step, two answers a step, one letter an answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import nn

from .alphabet import ALPHABET

STEP = 6  # frames of 10 ms that the network works in: half the arithmetic of 30 ms
ANSWERS = 2  # a step: 30 ms an answer, quick speech needs that
BLANK = len(ALPHABET)
TOKENS = BLANK + 1


class Block(nn.Module):
    """A convolution over five steps beside a way around it."""

    def __init__(self, width: int, reach: int, dropout: float) -> None:
        super().__init__()
        self.sum = nn.Conv1d(width, width, reach, padding=reach // 2, bias=False)
        self.norm = nn.BatchNorm1d(width)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.drop(torch.relu(self.norm(self.sum(x))))


class Hearing(nn.Module):
    """Features (batch, bins, frames) into log-probabilities (batch, answers, tokens)."""

    def __init__(self, bins: int, width: int = 256, blocks: int = 8, dropout: float = 0.0) -> None:
        super().__init__()
        self.bins = bins
        self.first = nn.Conv1d(bins, width, STEP * 2, stride=STEP, padding=STEP // 2, bias=False)
        self.norm = nn.BatchNorm1d(width)
        self.blocks = nn.Sequential(*(Block(width, 5, dropout) for _ in range(blocks)))
        self.last = nn.Conv1d(width, TOKENS * ANSWERS, 1)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        x = nn.functional.pad(features[:, : self.bins], (0, STEP))
        x = self.last(self.blocks(torch.relu(self.norm(self.first(x)))))
        batch, _, steps = x.shape
        x = (
            x.reshape(batch, ANSWERS, TOKENS, steps)
            .permute(0, 3, 1, 2)
            .reshape(batch, steps * ANSWERS, TOKENS)
        )
        return x.log_softmax(-1)


class Exported(nn.Module):
    """The network under the names that onnx-asr asks for; lengths are not needed, it hears silence as silence."""

    def __init__(self, hearing: Hearing) -> None:
        super().__init__()
        self.hearing = hearing

    def forward(self, audio_signal: torch.Tensor, length: torch.Tensor) -> torch.Tensor:
        frames = torch.arange(audio_signal.shape[2])[None, None]
        return self.hearing(audio_signal * (frames < length[:, None, None]))


def export(hearing: Hearing, path: Path) -> None:
    """Write ONNX: ``audio_signal`` (batch, 80, frames), ``length`` (batch) → ``logprobs`` (batch, answers, tokens)."""
    example: Any = (torch.zeros(1, 80, 300), torch.tensor([300]))
    torch.onnx.export(
        Exported(hearing).eval(),
        example,
        str(path),
        input_names=["audio_signal", "length"],
        output_names=["logprobs"],
        dynamic_axes={
            "audio_signal": {0: "batch", 2: "frames"},
            "length": {0: "batch"},
            "logprobs": {0: "batch", 1: "answers"},
        },
        opset_version=17,
        dynamo=False,
    )
