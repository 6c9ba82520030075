"""Counts the words of the taught texts for the miniature recogniser.

python -m evaluation.hearing.words [FOLDER]    # the folder of ``say``, where texts are kept
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from mentor.engines.speech_to_text.miniature.engine import FOLDER, WORDS
from mentor.engines.speech_to_text.miniature.likelihood import counted, write

from .alphabet import ALPHABET
from .texts import readings, words


def write_beside(folder: Path) -> None:
    """Everything of the model but its network: what was held out is not counted."""
    kept = folder / "readings.json" if folder.is_dir() else None
    write(counted(words(one.written) for one in readings(kept) if not one.held_out), FOLDER / WORDS)
    letters = [*ALPHABET.replace(" ", "\u2581"), "<blk>"]
    vocabulary = "".join(f"{letter} {number}\n" for number, letter in enumerate(letters))
    (FOLDER / "vocab.txt").write_text(vocabulary, encoding="utf-8")
    config = {"model_type": "nemo-conformer-ctc", "features_size": 80, "subsampling_factor": 3}
    (FOLDER / "config.json").write_text(json.dumps(config) + "\n")


if __name__ == "__main__":
    write_beside(Path(sys.argv[1] if len(sys.argv) > 1 else ""))
