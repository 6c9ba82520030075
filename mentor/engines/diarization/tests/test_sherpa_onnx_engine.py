from __future__ import annotations

import sys
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from mentor.engines.diarization.port import VoiceTurn, voice_at
from mentor.engines.diarization.sherpa_onnx_engine import EMBEDDING, SEGMENTATION, SherpaOnnxDiarizer
from mentor.engines.errors import EngineError, ModelMissingError

pytestmark = pytest.mark.unit

RATE = 16_000


@dataclass
class Scripted:
    """The contract of ``sherpa_onnx.OfflineSpeakerDiarization``: answers in no order, sorts when asked."""

    segments: list[Any]
    sample_rate: int = RATE
    heard: list[int] = field(default_factory=list)

    def process(self, samples):
        assert samples.dtype == np.float32
        assert samples.flags.c_contiguous
        self.heard.append(len(samples))
        ordered = sorted(self.segments, key=lambda each: each.start)
        return SimpleNamespace(sort_by_start_time=lambda: ordered)


def segment(speaker, start, end):
    return SimpleNamespace(speaker=speaker, start=start, end=end)


def diarizer(tmp_path, engine):
    return SherpaOnnxDiarizer(tmp_path, load=lambda folder, voices: engine)


def test_turns_come_by_start_with_their_voices(tmp_path):
    engine = Scripted([segment(1, 3.0, 4.5), segment(0, 0.5, 2.0)])
    turns = diarizer(tmp_path, engine).diarize(np.zeros(5 * RATE, dtype=np.float64), RATE)
    assert turns == (VoiceTurn(0, 0.5, 2.0), VoiceTurn(1, 3.0, 4.5))
    assert engine.heard == [5 * RATE]


def test_each_number_of_people_has_one_engine(tmp_path):
    loaded = []

    def load(folder, voices):
        loaded.append(voices)
        return Scripted([])

    engine = SherpaOnnxDiarizer(tmp_path, load=load)
    for voices in (2, 2, 3):
        engine.diarize(np.ones(RATE, dtype=np.float32), RATE, voices)
    assert loaded == [2, 3]


def test_another_rate_too_long_a_call_and_a_broken_engine_are_told_apart(tmp_path):
    class Broken(Scripted):
        def process(self, samples):
            raise RuntimeError("onnxruntime")

    short = np.ones(RATE, dtype=np.float32)
    with pytest.raises(EngineError) as wrong_rate:
        diarizer(tmp_path, Scripted([])).diarize(short, 8_000)
    assert wrong_rate.value.permanent
    with pytest.raises(EngineError) as broken:
        diarizer(tmp_path, Broken([])).diarize(short, RATE)
    assert not broken.value.permanent
    patient = diarizer(tmp_path, Scripted([]))
    patient.longest = 0.5
    with pytest.raises(EngineError) as too_long:
        patient.diarize(short, RATE)
    assert too_long.value.permanent


def test_silence_is_not_processed(tmp_path):
    engine = Scripted([segment(0, 0, 1)])
    assert diarizer(tmp_path, engine).diarize(np.zeros(0, dtype=np.float32), RATE) == ()
    assert engine.heard == []


def test_without_the_package_or_its_models_it_says_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "sherpa_onnx", None)
    engine = SherpaOnnxDiarizer(tmp_path)
    with pytest.raises(ModelMissingError, match="sherpa-onnx"):
        engine.diarize(np.ones(RATE, dtype=np.float32), RATE)
    monkeypatch.setitem(sys.modules, "sherpa_onnx", SimpleNamespace())
    with pytest.raises(ModelMissingError, match=EMBEDDING):
        engine.diarize(np.ones(RATE, dtype=np.float32), RATE)


def test_the_package_is_given_its_documented_arguments(tmp_path, monkeypatch):
    given = {}

    def config(name):
        def build(**arguments):
            given[name] = arguments
            return SimpleNamespace(validate=lambda: True)

        return build

    names = (
        "OfflineSpeakerSegmentationPyannoteModelConfig",
        "OfflineSpeakerSegmentationModelConfig",
        "SpeakerEmbeddingExtractorConfig",
        "FastClusteringConfig",
        "OfflineSpeakerDiarizationConfig",
    )
    package = SimpleNamespace(
        **{name: config(name) for name in names},
        OfflineSpeakerDiarization=lambda config: Scripted([segment(0, 0.0, 1.0)]),
    )
    monkeypatch.setitem(sys.modules, "sherpa_onnx", package)
    for name in (SEGMENTATION, EMBEDDING):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(b"model")
    turns = SherpaOnnxDiarizer(tmp_path).diarize(np.ones(RATE, dtype=np.float32), RATE)
    assert turns == (VoiceTurn(0, 0.0, 1.0),)
    assert given["FastClusteringConfig"] == {"num_clusters": 2}
    assert given["OfflineSpeakerSegmentationPyannoteModelConfig"]["model"].endswith(SEGMENTATION)
    assert given["SpeakerEmbeddingExtractorConfig"]["model"].endswith(EMBEDDING)


@pytest.mark.parametrize(
    ("start", "end", "voice"), [(0, 2, 0), (1.5, 5, 1), (2.2, 2.4, None), (0, 9, 1), (20, 30, None)]
)
def test_an_utterance_belongs_to_the_voice_that_fills_most_of_it(start, end, voice):
    turns = (VoiceTurn(0, 0, 2), VoiceTurn(1, 2.5, 6))
    assert voice_at(turns, start, end) == voice
