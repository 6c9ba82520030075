"""The recognisers of this machine: the miniature one, and every real model that lies here.

    python -m evaluation.hearing.ears    # which there are

Looked for in ``MENTOR_MODELS_DIR``, in the data folder's ``models/`` and in ``../shared/models``.
"""

from __future__ import annotations

import os
from pathlib import Path

from mentor.engines.model_store.catalogue import catalogue
from mentor.engines.speech_to_text.miniature.engine import MiniatureSpeechToText
from mentor.engines.speech_to_text.onnx_asr_engine import OnnxAsrSpeechToText

ROOT = Path(__file__).resolve().parents[2]


def places() -> tuple[Path, ...]:
    """Folders of models, first the one that the environment names."""
    data = Path(os.environ.get("MENTOR_DATA_DIR") or ROOT / "data")
    named = os.environ.get("MENTOR_MODELS_DIR")
    return (*((Path(named),) if named else ()), data / "models", ROOT.parent / "shared" / "models")


def real_models(folders: tuple[Path, ...]) -> dict[str, OnnxAsrSpeechToText]:
    """Recognisers of the catalogue whose files are all in one of the folders; nothing is loaded."""
    found: dict[str, OnnxAsrSpeechToText] = {}
    for model in catalogue():
        for folder in folders if model.purpose == "recognition" else ():
            engine = OnnxAsrSpeechToText(
                model.loads_as,
                folder / model.name,
                quantization=model.quantization,
                required=model.required,
            )
            if (folder / model.name).is_dir() and engine.ready():
                found.setdefault(model.name, engine)
    return found


def recognisers() -> dict[str, OnnxAsrSpeechToText]:
    """By name, the miniature one first."""
    return {"miniature": MiniatureSpeechToText(), **real_models(places())}


if __name__ == "__main__":
    print("\n".join(recognisers()))
