"""Cue lists of the judge: wordings of deeds that a recommendation asks for, kept as data."""

from __future__ import annotations

from pathlib import Path

from ...text.cues import load_cues

CUES = load_cues(Path(__file__).with_name("cues.txt"))
