"""What measuring an encoder has shown: for which uses it helps, and how its cosine is told on the product's scale."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, get_args

Use = Literal["rules", "phrases"]
USES: tuple[Use, ...] = get_args(Use)


@dataclass(frozen=True, slots=True)
class Mapping:
    """From a cosine to 0–1: ``far`` and less is 0, ``near`` and more is 1; ``weight`` 0–1 of it beside the built-in."""

    weight: float
    far: float
    near: float

    def __post_init__(self) -> None:
        if not (0.0 <= self.weight <= 1.0 and -1.0 <= self.far < self.near <= 1.0):
            raise ValueError(f"no mapping: {self.weight}, {self.far}, {self.near}")

    def told(self, cosine: float) -> float:
        """The cosine as 0–1."""
        return min(1.0, max(0.0, (cosine - self.far) / (self.near - self.far)))

    def blended(self, own: float, cosine: float) -> float:
        """The built-in score and the encoder's, 0–1."""
        return (1.0 - self.weight) * own + self.weight * self.told(cosine)


@dataclass(frozen=True, slots=True)
class Calibration:
    """For one version of one encoder: the uses where it was shown to help."""

    encoder: str
    fingerprint: str
    uses: dict[Use, Mapping]


def path_in(data_dir: Path) -> Path:
    """Where the data folder keeps it."""
    return data_dir / "text-encoder.json"


def write(path: Path, found: Calibration) -> None:
    """In one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(asdict(found), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part.replace(path)


def read(path: Path) -> Calibration | None:
    """None where there is no file. Raises ``ValueError`` where it is no calibration."""
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        uses = {use: Mapping(**row["uses"][use]) for use in USES if use in row["uses"]}
        return Calibration(str(row["encoder"]), str(row["fingerprint"]), uses)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise ValueError(f"{path}: {problem!r}") from problem
