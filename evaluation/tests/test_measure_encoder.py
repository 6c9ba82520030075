"""An encoder that hears more gets its calibration, one that guesses does not."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
import yaml

from evaluation.measure_encoder import calibrate, main
from evaluation.measure_rules import RULES, measure
from mentor.engines.text.encoder import calibration, nearness

pytestmark = [pytest.mark.unit, pytest.mark.slow]


class Encoder:
    """Vectors by the hash of a text, ``told`` of them leaning towards what the labels say it means."""

    name = "scripted"

    def __init__(self, knows: float, seed: str = "") -> None:
        self.knows, self.seed = knows, seed
        rules = yaml.safe_load(RULES.read_text(encoding="utf-8"))
        self.meant = {t: n for n, rule in enumerate(rules) for t in (*rule["examples"], *rule["said"])}

    def ready(self):
        return True

    def fingerprint(self):
        return "1"

    def encode(self, texts):
        return np.stack([self._row(text) for text in texts])

    def _row(self, text):
        row = self._random(text)
        if text in self.meant:
            row = row * (1 - self.knows) + self.knows * self._random(f"meaning {self.meant[text]}")
        return (row / np.linalg.norm(row)).astype(np.float32)

    def _random(self, of):
        digest = hashlib.sha256((self.seed + of).encode()).digest()
        row = np.random.default_rng(int.from_bytes(digest[:8], "big")).normal(size=32)
        return row / np.linalg.norm(row)


def test_an_encoder_that_hears_more_is_calibrated_and_then_used(tmp_path):
    path, encoder = calibration.path_in(tmp_path), Encoder(0.6)
    findings = calibrate(encoder, path)
    assert findings["rules"].improves
    before = measure()[0]["F1"]
    nearness.supply(lambda: nearness.measured(encoder, path))
    try:
        assert measure()[0]["F1"] > before + 0.2
    finally:
        nearness.supply(None)
    assert measure()[0]["F1"] == before


def test_an_encoder_that_guesses_is_not_and_its_former_calibration_goes(tmp_path):
    path = calibration.path_in(tmp_path)
    path.write_text("{}", encoding="utf-8")
    findings = calibrate(Encoder(0.0), path)
    assert not any(found.improves for found in findings.values())
    assert not path.exists()


def test_without_the_model_the_command_says_what_to_fetch(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("MENTOR_MODELS_DIR", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["measure_encoder", "--model", "rubert-tiny2"])
    assert main() == 2
    assert "models pull rubert-tiny2" in capsys.readouterr().err
    monkeypatch.setattr("sys.argv", ["measure_encoder", "--model", "rubert-huge"])
    assert main() == 2
    assert "known text encoders are rubert-tiny2" in capsys.readouterr().err
