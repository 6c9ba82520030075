"""Whether a sentence encoder improves what the product hears, on the labelled rules; writes its calibration if so.

    python -m evaluation.measure_encoder [--model NAME] [--dry-run]

Rules are halved. The way from the encoder's cosine to the product's scale is fitted on one half and checked on the
other, then the other way round. It must beat, on both, the built-in score and the built-in score with its line fitted
on the same half: what another line brings is no merit of an encoder. Without calibration the product uses no encoder.
Exit status: 0 it improves, 1 it does not, 2 the model cannot be used.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import yaml
from django.core.exceptions import ImproperlyConfigured
from numpy.typing import NDArray

from config import env, text_encoder
from mentor.engines.assessor.local.phrases import LIKE, coverage
from mentor.engines.errors import EngineError
from mentor.engines.text.encoder import calibration
from mentor.engines.text.encoder.calibration import Calibration, Mapping, Use
from mentor.engines.text.encoder.nearness import Nearness
from mentor.engines.text.encoder.port import SentenceEncoder
from mentor.engines.text.meaning import carried
from mentor.engines.text.phrases import MEANS

from .measure_rules import RULES

LEAST_GAIN = 0.05
"""Of F1 on either half: less is a few passages of sixty, and chance brings that."""
USUAL = "rubert-tiny2"
Scores = NDArray[np.float64]
OWN: dict[Use, tuple[Callable[[str, str], float], float]] = {
    "rules": (coverage, LIKE),
    "phrases": (carried, MEANS),
}
"""The built-in score of (passage, example), and the line from which the product takes it for said."""
_WEIGHTS = np.linspace(0.1, 1.0, 10)
_FAR = np.linspace(0.0, 0.9, 19)
_WIDTHS = (0.05, 0.1, 0.2, 0.3, 0.5)


@dataclass(frozen=True, slots=True)
class Labelled:
    """One passage against the examples of one rule: built-in scores and cosines, one an example."""

    own: Scores
    cosines: Scores
    said: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """F1 on each half: built-in, built-in with a fitted line, with the encoder; the mapping of the first half."""

    mapping: Mapping
    own: tuple[float, float]
    lined: tuple[float, float]
    with_it: tuple[float, float]

    @property
    def improves(self) -> bool:
        """On both halves, by more than chance brings."""
        return all(
            it >= max(own, lined) + LEAST_GAIN
            for own, lined, it in zip(self.own, self.lined, self.with_it, strict=True)
        )


def halves(encoder: SentenceEncoder, use: Use, rules: Path = RULES) -> tuple[list[Labelled], list[Labelled]]:
    """Every second rule is in the other half. Raises ``EngineError``."""
    nearness, score = Nearness(encoder), OWN[use][0]
    found: tuple[list[Labelled], list[Labelled]] = ([], [])
    for number, rule in enumerate(yaml.safe_load(rules.read_text(encoding="utf-8"))):
        for kind in ("said", "unsaid"):
            for text in rule[kind]:
                own = np.array([score(text, each) for each in rule["examples"]])
                cosines = np.array([nearness.cosine(text, each) for each in rule["examples"]])
                found[number % 2].append(Labelled(own, cosines, kind == "said"))
    return found


def f1(rows: Sequence[Labelled], line: float, mapping: Mapping | None = None) -> float:
    """0–1, of «said» by the best example of each passage."""
    real = np.array([row.said for row in rows])
    scores = [
        max(
            own if mapping is None else mapping.blended(own, cosine)
            for own, cosine in zip(row.own, row.cosines, strict=True)
        )
        for row in rows
    ]
    heard = np.array(scores) >= line
    right, told = int((heard & real).sum()), int(heard.sum() + real.sum())
    return 2 * right / told if told else 0.0


def _mappings() -> Iterator[Mapping]:
    for weight, far, width in product(_WEIGHTS, _FAR, _WIDTHS):
        if far + width <= 1.0:
            yield Mapping(round(float(weight), 2), round(float(far), 2), round(float(far) + width, 2))


def fitted(rows: Sequence[Labelled], line: float) -> Mapping:
    """The mapping with the best F1; of equals that with the least weight, and the middle of those."""
    scored = [(f1(rows, line, mapping), mapping) for mapping in _mappings()]
    best = max(score for score, _ in scored)
    equal = [mapping for score, mapping in scored if score == best]
    least = [mapping for mapping in equal if mapping.weight == equal[0].weight]
    return least[len(least) // 2]


def fitted_line(rows: Sequence[Labelled]) -> float:
    """The line with which the built-in score does best on these rows."""
    lines = sorted({float(row.own.max()) for row in rows} - {0.0}) or [1.0]
    return max(lines, key=lambda line: f1(rows, line))


def measure(encoder: SentenceEncoder, use: Use, rules: Path = RULES) -> Finding:
    """Fitted on each half, checked on the other. Raises ``EngineError``."""
    first, second = halves(encoder, use, rules)
    line = OWN[use][1]
    mapping = fitted(first, line)
    return Finding(
        mapping,
        own=(f1(second, line), f1(first, line)),
        lined=(f1(second, fitted_line(first)), f1(first, fitted_line(second))),
        with_it=(f1(second, line, mapping), f1(first, line, fitted(second, line))),
    )


def calibrate(encoder: SentenceEncoder, path: Path, *, write: bool = True) -> dict[Use, Finding]:
    """Findings by use; what improves is written to ``path``, and a former file that no longer holds goes.

    Raises ``EngineError``.
    """
    findings = {use: measure(encoder, use) for use in calibration.USES}
    good = {use: found.mapping for use, found in findings.items() if found.improves}
    if write and good:
        calibration.write(path, Calibration(encoder.name, encoder.fingerprint(), good))
    elif write:
        path.unlink(missing_ok=True)
    return findings


def main() -> int:
    """Command line; the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default=env.text("MENTOR_TEXT_ENCODER") or USUAL)
    parser.add_argument("--dry-run", action="store_true", help="write nothing")
    options = parser.parse_args()
    models = Path(env.text("MENTOR_MODELS_DIR") or env.data_dir() / "models")
    path = calibration.path_in(env.data_dir())
    try:
        encoder = text_encoder.encoder(options.model, models)
        findings = calibrate(encoder, path, write=not options.dry_run)
    except (EngineError, ImproperlyConfigured) as problem:
        print(problem, file=sys.stderr)
        return 2
    print(f"{'use':<10}{'half':<7}{'built-in':>9}{'its line':>9}{'encoder':>9}")
    for use, found in findings.items():
        for half, *row in zip(("second", "first"), found.own, found.lined, found.with_it, strict=True):
            print(f"{use:<10}{half:<7}" + "".join(f"{value:>9.3f}" for value in row))
        print(f"{use}: {'improves' if found.improves else 'does not improve'}, {found.mapping}")
    improves = any(found.improves for found in findings.values())
    print(f"calibration {'not ' if options.dry_run or not improves else ''}written: {path}")
    return 0 if improves else 1


if __name__ == "__main__":
    sys.exit(main())
