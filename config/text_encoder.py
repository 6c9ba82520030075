"""The sentence encoder that the settings name: from the catalogue, and in force only with its calibration."""

from __future__ import annotations

import logging
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from mentor.engines.model_store.catalogue import catalogue
from mentor.engines.text.encoder import nearness
from mentor.engines.text.encoder.bert_onnx import BertOnnxEncoder
from mentor.engines.text.encoder.calibration import path_in

log = logging.getLogger(__name__)


def encoder(name: str, models_dir: Path) -> BertOnnxEncoder:
    """A text encoder of the catalogue; it need not be on the machine. Raises ``ImproperlyConfigured``."""
    known = {one.name: one for one in catalogue() if one.purpose == "encoder"}
    model = known.get(name)
    if model is None or model.pooling is None:
        raise ImproperlyConfigured(
            f"MENTOR_TEXT_ENCODER={name!r}: known text encoders are {', '.join(known)}"
        )
    return BertOnnxEncoder(model.name, models_dir / model.name, model.loads_as, model.pooling)


def supply(name: str, models_dir: Path, data_dir: Path) -> None:
    """Offer the encoder to the engines; loaded when first needed. A wrong name is told in the log and stops nobody."""
    nearness.supply(None)
    if not name:
        return
    try:
        chosen = encoder(name, models_dir)
    except ImproperlyConfigured as problem:
        log.warning("%s; meanings are told without one", problem)
        return
    nearness.supply(lambda: nearness.measured(chosen, path_in(data_dir)))
