"""Networks that lie inside Pipecat's wheel. The package itself is never imported: its framework would come along."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .errors import EngineError, ModelMissingError

SILERO = "audio/vad/data/silero_vad.onnx"
SMART_TURN = "audio/turn/smart_turn/data/smart-turn-v3.2-cpu.onnx"


def network(place: str, *, threads: int = 1) -> Any:
    """An onnxruntime session of a file of the wheel. Raises ``ModelMissingError``, ``EngineError``."""
    path = _path(place)
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as problem:  # the library's own types
        raise EngineError(f"Сеть {path.name} не загрузилась.", permanent=False) from problem


def _path(place: str) -> Path:
    found = find_spec("pipecat")
    folders = list(found.submodule_search_locations or ()) if found else []
    path = next((Path(folder) / place for folder in folders if (Path(folder) / place).is_file()), None)
    if path is None:
        raise ModelMissingError(
            f"Сети {Path(place).name} нет: она приходит с пакетом pipecat-ai (make setup)."
        )
    return path
