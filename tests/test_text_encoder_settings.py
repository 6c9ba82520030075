"""The setting of the sentence encoder gives the model it names, or says what is wrong with it."""

from __future__ import annotations

import logging

import pytest

from config.text_encoder import encoder, supply
from mentor.engines.text.encoder import calibration, nearness
from mentor.engines.text.encoder.calibration import Calibration, Mapping
from mentor.engines.text.encoder.tests.network import NETWORK, write_model

pytestmark = pytest.mark.unit

OFFER, OTHER_WORDS = "Сделаю вам скидку.", "Алло. Уступим немного."


def test_settings_name_the_encoder_of_the_catalogue(tmp_path, caplog):
    folder = tmp_path / "models" / "rubert-tiny2"
    write_model(folder, do_lower_case=False)
    (folder / NETWORK).rename(folder / "model_optimized.onnx")
    try:
        supply("rubert-tiny2", tmp_path / "models", tmp_path)
        assert nearness.blended("rules", 0.5, OTHER_WORDS, OFFER) == 0.5
        assert "nothing shows that it improves" in caplog.text
        found = encoder("rubert-tiny2", tmp_path / "models")
        mapping = Mapping(weight=1.0, far=0.2, near=0.8)
        measured = Calibration(found.name, found.fingerprint(), {"rules": mapping})
        calibration.write(calibration.path_in(tmp_path), measured)
        supply("rubert-tiny2", tmp_path / "models", tmp_path)
        with caplog.at_level(logging.INFO):
            assert nearness.blended("rules", 0.5, OFFER, OFFER) == 1.0
        assert "is used for rules" in caplog.text
        supply("rubert-huge", tmp_path / "models", tmp_path)
        assert nearness.blended("rules", 0.5, OFFER, OFFER) == 0.5
        assert "known text encoders are rubert-tiny2" in caplog.text
    finally:
        nearness.supply(None)
