"""Sentence encoders in ONNX: pieces, pooling, batches, cutting off, and what is wrong with a folder."""

from __future__ import annotations

import numpy as np
import pytest

from mentor.engines.errors import EngineError, ModelMissingError
from mentor.engines.text.encoder import bert_onnx
from mentor.engines.text.encoder.bert_onnx import BertOnnxEncoder
from mentor.engines.text.encoder.wordpiece import WordPiece, words

from .network import NETWORK, PIECES, table, write_model

pytestmark = pytest.mark.unit

SAID = "сделаю вам скидку"
NUMBERS = [2, 4, 9, 5, 6, 3]


def encoder(folder, pooling="mean", **options):
    return BertOnnxEncoder("double", folder, NETWORK, pooling, **options)


def unit(row):
    return row / np.linalg.norm(row)


@pytest.fixture
def folder(tmp_path):
    write_model(tmp_path / "double", do_lower_case=False)
    return tmp_path / "double"


def test_words_are_cut_into_the_longest_known_pieces():
    vocabulary = WordPiece(PIECES)
    assert vocabulary.numbers(SAID, 20) == NUMBERS
    assert vocabulary.numbers("скидки,Вам", 20) == [2, 5, 7, 8, 10, 3], (
        "signs stand alone, letter case counts"
    )
    assert vocabulary.numbers("скидкам " + "у" * 101, 20) == [2, 1, 1, 3], "what does not come out is unknown"
    assert vocabulary.numbers("", 20) == [2, 3]
    assert WordPiece(PIECES, lower=True).numbers("ВАМ", 20) == [2, 9, 3]
    assert list(words("ещё\u200b\tда… 好", bare=True)) == ["еще", "да", "…", "好"]


def test_a_long_text_is_cut_off_and_still_closed(folder):
    assert WordPiece(PIECES).numbers(SAID, 4) == [2, 4, 9, 3]
    short, whole = encoder(folder, longest=4), encoder(folder)
    np.testing.assert_allclose(short.encode([SAID]), whole.encode(["сделаю вам"]), atol=1e-6)


def test_a_sentence_is_the_mean_of_its_pieces_or_its_first_one(folder):
    rows = table()[NUMBERS]
    np.testing.assert_allclose(encoder(folder).encode([SAID])[0], unit(rows.mean(axis=0)), atol=1e-6)
    np.testing.assert_allclose(encoder(folder, "cls").encode([SAID])[0], unit(rows[0]), atol=1e-6)


def test_a_batch_gives_each_text_what_it_gets_alone(folder, monkeypatch):
    monkeypatch.setattr(bert_onnx, "BATCH", 3)
    texts = [SAID, "вам", "", "скидки, вам, вам", "вам скидку", "Вам", "сделаю"]
    own = encoder(folder)
    together = own.encode(texts)
    assert together.dtype == np.float32
    np.testing.assert_allclose(together, np.concatenate([own.encode([text]) for text in texts]), atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-6)
    assert own.encode([]).shape[0] == 0


@pytest.mark.parametrize("lost", [NETWORK, "vocab.txt"])
def test_a_missing_file_is_named_with_the_command_that_brings_it(folder, lost):
    (folder / lost).unlink()
    own = encoder(folder)
    assert not own.ready()
    with pytest.raises(ModelMissingError, match=f"{lost}.*models pull double"):
        own.encode([SAID])


@pytest.mark.parametrize(
    ("file", "content", "says"),
    [
        (NETWORK, b"no network", "не читается"),
        ("vocab.txt", b"one\ntwo\n", r"no \[CLS\]"),
        ("vocab.txt", b"\xff\xfe", "не читается"),
        ("tokenizer_config.json", b"{", "не читается"),
    ],
)
def test_a_broken_file_is_named(folder, file, content, says):
    (folder / file).write_bytes(content)
    own = encoder(folder)
    assert own.ready()
    with pytest.raises(EngineError, match=says):
        own.encode([SAID])


def test_a_network_of_another_kind_is_refused(tmp_path, monkeypatch):
    write_model(tmp_path / "asks", extra_input="pixels")
    with pytest.raises(EngineError, match="ждёт неизвестного: pixels"):
        encoder(tmp_path / "asks").encode([SAID])
    write_model(tmp_path / "guesses", output="logits")
    monkeypatch.setattr(bert_onnx, "WIDEST", 3)
    with pytest.raises(EngineError, match="не векторами слов"):
        encoder(tmp_path / "guesses").encode([SAID])


def test_the_fingerprint_follows_the_files_and_the_pooling(folder):
    before = encoder(folder).fingerprint()
    assert before == encoder(folder).fingerprint() != encoder(folder, "cls").fingerprint()
    (folder / "vocab.txt").write_text("\n".join(PIECES[::-1]), encoding="utf-8")
    assert encoder(folder).fingerprint() != before
