from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from mentor.engines.errors import EngineError, ModelMissingError
from mentor.engines.model_store.catalogue import catalogue
from mentor.engines.speech_to_text.onnx_asr_engine import LONGEST_PIECE, OnnxAsrSpeechToText, segments_of
from mentor.engines.speech_to_text.pieces import pieces
from mentor.engines.voice_activity.port import Span

from .scripted import Answer, ScriptedRecogniser

pytestmark = pytest.mark.unit

RATE = 8_000


def lane(turns, seconds) -> NDArray[np.float32]:
    time = np.arange(int(seconds * RATE)) / RATE
    samples = np.random.default_rng(2).normal(0, 1e-3, len(time))
    for start, end in turns:
        here = (time >= start) & (time < end)
        samples[here] += 0.2 * np.sin(2 * np.pi * 200 * time[here])
    return samples.astype(np.float32)


def engine_with(recogniser) -> OnnxAsrSpeechToText:
    return OnnxAsrSpeechToText("t-tech/t-one", load=lambda *_: recogniser)


def test_the_name_tells_the_model():
    assert (
        OnnxAsrSpeechToText("gigaam-v3-e2e-ctc", quantization="int8").name
        == "onnx-asr:gigaam-v3-e2e-ctc:int8"
    )


def test_turns_become_segments_with_the_lanes_own_times():
    recogniser = ScriptedRecogniser([Answer("добрый день"), Answer("сколько стоит")])
    found = engine_with(recogniser).transcribe(lane([(1, 3), (6, 8)], 10), RATE)
    assert [segment.text for segment in found] == ["добрый день", "сколько стоит"]
    assert [segment.start for segment in found] == pytest.approx([1, 6], abs=0.15)
    assert [segment.end for segment in found] == pytest.approx([3, 8], abs=0.2)
    assert recogniser.heard == pytest.approx([2, 2], abs=0.3)


def test_no_piece_is_longer_than_the_model_takes():
    recogniser = ScriptedRecogniser([Answer("много слов")])
    engine_with(recogniser).transcribe(lane([(1, 64)], 66), RATE)
    assert max(recogniser.heard) <= LONGEST_PIECE
    assert sum(recogniser.heard) == pytest.approx(63, abs=0.3)


@pytest.mark.parametrize(("device", "together"), [("cpu", [1] * 10), ("cuda", [8, 2])])
def test_a_graphics_card_gets_several_pieces_at_once_and_the_answers_keep_their_places(device, together):
    recogniser = ScriptedRecogniser([Answer(f"реплика {number}") for number in range(10)])
    engine = OnnxAsrSpeechToText("t-tech/t-one", device=device, load=lambda *_: recogniser)
    turns = [(2 * number + 0.5, 2 * number + 1.5) for number in range(10)]
    found = engine.transcribe(lane(turns, 21), RATE)
    assert recogniser.together == together
    assert [segment.text for segment in found] == [f"реплика {number}" for number in range(10)]
    assert [segment.start for segment in found] == pytest.approx([start for start, _ in turns], abs=0.15)


def test_silence_is_not_sent_to_the_model():
    recogniser = ScriptedRecogniser([Answer("выдумка")])
    assert engine_with(recogniser).transcribe(lane([], 5), RATE) == ()
    assert recogniser.heard == []


def test_an_empty_answer_is_no_segment():
    assert engine_with(ScriptedRecogniser([Answer("  ")])).transcribe(lane([(1, 3)], 5), RATE) == ()


def test_token_times_cut_a_piece_into_sentences_with_their_confidence():
    tokens = [" Доб", "рый", " день", ".", " Удоб", "но", "?"]
    answer = Answer(
        "Добрый день. Удобно?", [0.1, 0.3, 0.6, 0.9, 1.5, 1.8, 2.0], tokens, [-0.1] * 4 + [-0.7] * 3
    )
    first, second = segments_of(answer, Span(10.0, 13.0))
    assert (first.text, second.text) == ("Добрый день.", "Удобно?")
    assert (first.start, first.end) == (10.1, 11.5)
    assert (second.start, second.end) == (11.5, 13.0)
    assert first.confidence == pytest.approx(np.exp(-0.1))
    assert second.confidence == pytest.approx(np.exp(-0.7))


def test_every_word_has_its_own_time_confidence_and_punctuation():
    tokens = [" Доб", "рый", " день", ".", " Удоб", "но", "?"]
    answer = Answer("…", [0.1, 0.3, 0.6, 0.9, 1.5, 1.8, 2.0], tokens, [-0.1] * 4 + [-0.7] * 3)
    first, second = segments_of(answer, Span(10.0, 13.0))
    assert [(word.text, word.start, word.end) for word in first.words] == [
        ("Добрый", 10.1, pytest.approx(10.6)),
        ("день.", pytest.approx(10.6), 11.5),
    ]
    assert [(word.text, word.start, word.end) for word in second.words] == [("Удобно?", 11.5, 13.0)]
    assert second.words[0].confidence == pytest.approx(np.exp(-0.7))


def test_words_of_single_characters_are_put_together():
    answer = Answer("да нет", [0.0, 0.1, 0.2, 0.5, 0.6, 0.7], ["д", "а", " ", "н", "е", "т"], None)
    (segment,) = segments_of(answer, Span(1.0, 2.0))
    assert [(word.text, word.start, word.end) for word in segment.words] == [
        ("да", 1.0, pytest.approx(1.2)),
        ("нет", pytest.approx(1.5), 2.0),
    ]


def test_whisper_is_told_that_it_hears_russian():
    recogniser = ScriptedRecogniser([Answer("да")])
    engine = OnnxAsrSpeechToText("whisper", load=lambda *_: recogniser)
    engine.transcribe(lane([(1, 2)], 3), RATE)
    assert recogniser.options == {"language": "ru"}


def test_a_model_without_its_configuration_is_not_here(tmp_path):
    required = ("config.json", "v3_e2e_ctc.onnx")
    engine = OnnxAsrSpeechToText("gigaam-v3-e2e-ctc", tmp_path, required=required)
    (tmp_path / "v3_e2e_ctc_vocab.txt").write_text("<unk> 0\n<blk> 1\n", encoding="utf-8")
    (tmp_path / "v3_e2e_ctc.onnx").write_bytes(b"net")
    assert not engine.ready()
    with pytest.raises(ModelMissingError, match="models pull"):
        engine.transcribe(lane([(1, 3)], 5), RATE)
    (tmp_path / "config.json").write_text("{}")
    assert engine.ready()


def test_a_graphics_card_that_onnxruntime_cannot_use_is_named(tmp_path):
    (tmp_path / "v3_e2e_ctc_vocab.txt").write_text("<unk> 0\n<blk> 1\n", encoding="utf-8")
    (tmp_path / "v3_e2e_ctc.onnx").write_bytes(b"net")
    engine = OnnxAsrSpeechToText("gigaam-v3-e2e-ctc", tmp_path, device="cuda")
    with pytest.raises(EngineError, match="onnxruntime-gpu"):
        engine.transcribe(lane([(1, 3)], 5), RATE)


@pytest.mark.parametrize(
    "model", [one for one in catalogue() if one.purpose == "recognition"], ids=lambda one: one.name
)
def test_every_recogniser_of_the_catalogue_brings_the_files_that_its_library_wants(tmp_path, model):
    for path in model.required:
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text('{"model_type": "whisper"}' if path == "config.json" else "")
    engine = OnnxAsrSpeechToText(
        model.loads_as, tmp_path, quantization=model.quantization, required=model.required
    )
    assert engine.ready()
    (tmp_path / model.required[-1]).unlink()
    assert not engine.ready()


def test_token_times_that_do_not_fit_leave_one_segment():
    answer = Answer("Добрый день. Удобно?", [0.1], [" Доб", "рый"], None)
    assert [s.text for s in segments_of(answer, Span(0.0, 2.0))] == ["Добрый день. Удобно?"]


def test_times_beyond_the_piece_are_kept_inside():
    answer = Answer("а. б.", [-1.0, 0.5, 99.0, 99.5], ["а", ".", " б", "."], None)
    for segment in segments_of(answer, Span(1.0, 2.0)):
        assert 1.0 <= segment.start <= segment.end <= 2.0


def test_an_unknown_sample_rate_is_refused():
    with pytest.raises(EngineError) as refused:
        engine_with(ScriptedRecogniser([Answer("а")])).transcribe(lane([], 1), 12_000)
    assert refused.value.permanent


def test_a_failing_model_is_an_engine_error_not_silence():
    class Failing:
        def recognize(self, waveform, *, sample_rate):
            raise RuntimeError("bad tensor")

    with pytest.raises(EngineError) as failed:
        engine_with(Failing()).transcribe(lane([(1, 3)], 5), RATE)
    assert not failed.value.permanent


def test_a_folder_without_the_model_is_a_missing_model_and_is_asked_again_later(tmp_path):
    for folder in (tmp_path, tmp_path / "nowhere"):
        engine = OnnxAsrSpeechToText("gigaam-v3-e2e-ctc", folder)
        assert not engine.ready()
        for _ in range(2):
            with pytest.raises(ModelMissingError):
                engine.transcribe(lane([(1, 3)], 5), RATE)


def test_without_a_folder_nothing_is_downloaded_unless_allowed():
    engine = OnnxAsrSpeechToText("gigaam-v3-e2e-ctc")
    assert not engine.ready()
    with pytest.raises(ModelMissingError):
        engine.transcribe(lane([(1, 3)], 5), RATE)


def test_files_that_arrive_make_the_engine_ready_and_broken_ones_are_an_error(tmp_path):
    engine = OnnxAsrSpeechToText("gigaam-v3-e2e-ctc", tmp_path)
    assert not engine.ready()
    (tmp_path / "v3_e2e_ctc_vocab.txt").write_text("<unk> 0\n<blk> 1\n", encoding="utf-8")
    (tmp_path / "v3_e2e_ctc.onnx").write_bytes(b"not a model")
    assert engine.ready()
    with pytest.raises(EngineError) as broken:
        engine.transcribe(lane([(1, 3)], 5), RATE)
    assert not isinstance(broken.value, ModelMissingError)


def test_a_name_that_nobody_knows_is_a_mistake_not_a_wait():
    engine = OnnxAsrSpeechToText("gigaam-v9")
    with pytest.raises(EngineError) as refused:
        engine.transcribe(lane([(1, 3)], 5), RATE)
    assert refused.value.permanent


def test_threads_share_one_copy_of_the_model():
    loads = []
    recogniser = ScriptedRecogniser([Answer("да")])

    def load(*given):
        loads.append(given)
        return recogniser

    engine = OnnxAsrSpeechToText("t-tech/t-one", load=load)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: engine.transcribe(lane([(1, 2)], 3), RATE), range(8)))
    assert len(loads) == 1


@settings(max_examples=30, deadline=None)
@given(
    edges=st.lists(st.floats(0, 60), min_size=2, max_size=16, unique=True),
    longest=st.floats(1.0, 20.0),
)
def test_pieces_cover_all_speech_in_order_and_within_the_limit(edges, longest):
    edges = sorted(edges)
    spans = [Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    samples = np.random.default_rng(4).normal(0, 0.1, 60 * 1_000).astype(np.float32)
    cut = pieces(samples, 1_000, spans, longest)
    assert all(0 < piece.end - piece.start <= longest + 1e-6 for piece in cut)
    assert all(one.end <= other.start + 1e-9 for one, other in pairwise(cut))
    for span in spans:
        covered = sum(max(0.0, min(p.end, span.end) - max(p.start, span.start)) for p in cut)
        assert covered == pytest.approx(span.end - span.start, abs=1e-6)
