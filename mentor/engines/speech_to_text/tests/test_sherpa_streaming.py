from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mentor.engines.errors import EngineError, ModelMissingError
from mentor.engines.speech_to_text.port import Heard
from mentor.engines.speech_to_text.sherpa_streaming import SherpaStreamingSpeechToText

pytestmark = pytest.mark.unit

RATE = 8_000
SOUND = np.ones(RATE // 10, dtype=np.float32)


class Stream:
    def __init__(self):
        self.waiting = 0
        self.at = 0

    def accept_waveform(self, sample_rate, waveform):
        assert waveform.dtype == np.float32
        self.waiting += 1


class Scripted:
    """Hears one step of the script with each piece of sound: (text so far, whether the phrase is over)."""

    def __init__(self, steps):
        self.steps = steps
        self.resets = 0

    def create_stream(self):
        return Stream()

    def is_ready(self, s):
        return s.waiting > 0

    def decode_stream(self, s):
        s.waiting -= 1
        s.at += 1

    def get_result(self, s):
        return self.steps[min(s.at, len(self.steps)) - 1][0]

    def is_endpoint(self, s):
        return self.steps[min(s.at, len(self.steps)) - 1][1]

    def reset(self, s):
        self.resets += 1


def engine(steps, loads=None):
    def load(folder):
        if loads is not None:
            loads.append(folder)
        return Scripted(steps)

    return SherpaStreamingSpeechToText(Path("models"), load=load)


def test_words_come_while_they_are_said_and_a_pause_ends_the_phrase():
    lane = engine(
        [("доб", False), ("добрый", False), ("добрый", False), ("добрый день", True), ("у", False)]
    ).open()
    heard = [lane.push(SOUND, RATE) for _ in range(5)]
    assert heard == [
        (Heard("доб", False),),
        (Heard("добрый", False),),
        (),
        (Heard("добрый день", True),),
        (Heard("у", False),),
    ]


def test_the_end_of_the_lane_ends_the_last_phrase_once():
    lane = engine([("до сви", False), ("до свидания", False)]).open()
    lane.push(SOUND, RATE)
    assert lane.finish() == (Heard("до свидания", True),)
    assert lane.finish() == ()
    with pytest.raises(EngineError):
        lane.push(SOUND, RATE)


def test_silence_says_nothing():
    lane = engine([("", False), ("", True)]).open()
    assert lane.push(SOUND, RATE) == ()
    assert lane.push(SOUND, RATE) == ()
    assert lane.push(np.zeros(0, dtype=np.float32), RATE) == ()
    assert lane.finish() == ()


def test_lanes_share_one_model_and_keep_their_own_words():
    loads: list[object] = []
    shared = engine([("раз", False), ("раз два", False)], loads)
    first, second = shared.open(), shared.open()
    first.push(SOUND, RATE)
    assert first.push(SOUND, RATE) == (Heard("раз два", False),)
    assert second.push(SOUND, RATE) == (Heard("раз", False),)
    assert len(loads) == 1


def test_a_failing_model_is_an_engine_error_not_silence():
    class Failing(Scripted):
        def decode_stream(self, s):
            raise RuntimeError("bad tensor")

    lane = SherpaStreamingSpeechToText(Path("x"), load=lambda _folder: Failing([("", False)])).open()
    with pytest.raises(EngineError) as failed:
        lane.push(SOUND, RATE)
    assert not failed.value.permanent


def test_a_folder_without_the_model_is_a_missing_model_and_is_asked_again_later(tmp_path):
    missing = SherpaStreamingSpeechToText(tmp_path)
    assert not missing.ready()
    for _ in range(2):
        with pytest.raises(ModelMissingError, match="models pull t-one-streaming"):
            missing.open()


def test_a_broken_model_is_an_engine_error_of_the_real_library(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"no network")
    (tmp_path / "tokens.txt").write_text("а 0\n")
    broken = SherpaStreamingSpeechToText(tmp_path)
    assert broken.ready()
    with pytest.raises(EngineError, match="не загрузилась"):
        broken.open()
