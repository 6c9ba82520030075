"""Prompts as files: the first line names the version that signs every result made with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Prompt:
    """``version`` is «assess-1»: change it with every change of the text."""

    version: str
    text: str


@cache
def load_prompt(name: str) -> Prompt:
    """The prompt of ``prompts/<name>.md``."""
    head, _, text = (Path(__file__).with_name(f"{name}.md")).read_text(encoding="utf-8").partition("\n")
    key, _, version = head.partition(":")
    assert key == "version" and version.strip().startswith(f"{name}-"), f"{name}.md: no version"
    return Prompt(version.strip(), text.strip())
