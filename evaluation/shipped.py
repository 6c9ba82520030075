"""Checksums of the weights in the repository: ``python -m evaluation.shipped`` writes them after a training.

A test compares them, so that weights never change without the figures of the model card being taken anew.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

CHECKSUMS = Path(__file__).with_name("shipped.json")
_ENGINES = Path(__file__).parents[1] / "mentor" / "engines"


def files() -> dict[str, Path]:
    """Every file of weights by its path within the engines."""
    found = [*_ENGINES.rglob("weights*.npz"), *_ENGINES.rglob("weights*.json")]
    return {str(path.relative_to(_ENGINES)): path for path in sorted(found)}


def checksum_of(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    sums = {name: checksum_of(path) for name, path in files().items()}
    CHECKSUMS.write_text(json.dumps(sums, indent=1) + "\n", encoding="utf-8")
    print(f"{CHECKSUMS}: {len(sums)}")


if __name__ == "__main__":
    main()
