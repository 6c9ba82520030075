import shutil

import numpy as np
import pytest

from mentor.engines.errors import EngineError, ModelMissingError
from mentor.engines.speech_to_text.miniature.engine import FOLDER, MiniatureSpeechToText

pytestmark = pytest.mark.unit


def test_a_folder_without_the_model_says_so(tmp_path):
    recogniser = MiniatureSpeechToText(tmp_path)

    assert not recogniser.ready()
    with pytest.raises(ModelMissingError):
        recogniser.transcribe(np.zeros(16_000, dtype=np.float32), 16_000)


def test_damaged_counts_of_words_are_an_error_and_no_traceback(tmp_path):
    shutil.copytree(FOLDER, tmp_path / "model")
    (tmp_path / "model" / "words.npz").write_bytes(b"no archive")

    with pytest.raises(EngineError, match="повреждён"):
        MiniatureSpeechToText(tmp_path / "model").transcribe(np.full(16_000, 0.1, dtype=np.float32), 16_000)
