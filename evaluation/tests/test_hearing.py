"""What the miniature recogniser is taught from: texts, lines, batches, and how its errors are counted."""

from __future__ import annotations

import json

import numpy as np
import pytest

from evaluation.hearing.alphabet import ALPHABET
from evaluation.hearing.errors import distance, letter_errors, word_errors
from evaluation.hearing.kept import BINS, FRAMES, kept, stretched
from evaluation.hearing.sound import CODECS, SAMPLE_RATE, on_the_line, through
from evaluation.hearing.texts import Reading, invented, words, written
from mentor.engines.text_to_speech.port import Speech

pytestmark = pytest.mark.unit


def tone(seconds: float) -> Speech:
    at = np.arange(int(seconds * 22_050)) / 22_050
    return Speech((0.5 * np.sin(2 * np.pi * 440 * at)).astype(np.float32), 22_050)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Ещё раз: сколько это — пять?", "еще раз, сколько это, пять?"),
        ("Ну… да. Какой-то «Вектор»!", "ну. да. какой-то вектор."),
        ("Да!!! Нет?..", "да. нет."),
    ],
)
def test_what_is_written_down_has_only_the_recognisers_letters(said, expected):
    assert written(said) == expected
    assert set(written(said)) <= set(ALPHABET)


def test_errors_are_replaced_lost_and_added_words_over_the_words_said():
    assert word_errors(["Добрый день, Ёлка!", "да"], ["добрый пень елка", "да да"]) == pytest.approx(2 / 4)
    assert letter_errors(["день"], ["пень"]) == pytest.approx(1 / 4)
    assert distance("", "абв") == 3
    assert word_errors([], []) == 0.0


def test_a_line_is_drawn_from_the_generator_alone_and_keeps_the_sentence_whole():
    sounds = [on_the_line(tone(1.0), np.random.default_rng(seed)) for seed in (3, 3, 4)]

    assert np.array_equal(sounds[0], sounds[1])
    assert not np.array_equal(sounds[0][: len(sounds[2])], sounds[2][: len(sounds[0])])
    for seed in range(20):
        seconds = len(on_the_line(tone(1.0), np.random.default_rng(seed))) / 16_000
        assert 0.9 < seconds < 1.9


@pytest.mark.parametrize("codec", CODECS, ids=[codec[2] for codec in CODECS])
def test_every_codec_lets_the_sound_through(codec):
    _, container, name, options = codec
    at = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    sound = (0.5 * np.sin(2 * np.pi * 440 * at)).astype(np.float32)

    heard = through(sound, container, name, options)

    assert len(heard) == pytest.approx(16_000, abs=2_500)
    spectrum = np.abs(np.fft.rfft(heard))
    assert np.argmax(spectrum) * 16_000 / len(heard) == pytest.approx(440, abs=10)


def test_a_round_learns_every_reading_once_and_no_batch_is_too_long(tmp_path):
    draw = np.random.default_rng(1)
    ends = np.concatenate([[0], np.cumsum(draw.integers(50, 900, 60))]).tolist()
    (tmp_path / "part.bin").write_bytes(draw.integers(-90, 90, ends[-1] * BINS, dtype=np.int8).tobytes())
    (tmp_path / "part.json").write_text(json.dumps({"ends": ends, "written": ["да"] * 60}))

    own = kept(tmp_path / "part")
    batches = own.batches(np.random.default_rng(2))

    assert sorted(at for batch in batches for at in batch) == list(range(60))
    for batch in batches:
        features, lengths = own.batch(batch, None)
        assert features.shape == (len(batch), max(lengths), BINS)
        assert max(lengths) * len(batch) <= FRAMES or len(batch) == 1


def test_a_shorter_throat_sounds_higher_and_the_voices_own_stays_as_it_was():
    row = np.zeros(BINS, dtype=np.float32)
    row[30] = 1.0
    assert row @ stretched(1.0) == pytest.approx(row, abs=1e-6)
    assert np.argmax(row @ stretched(1.12)) > 30 > np.argmax(row @ stretched(0.88))


def test_invented_texts_keep_the_shape_of_taught_ones_and_say_something_else():
    taught = [
        Reading(text, written(text), False)
        for text in ("Добрый день, меня зовут Ирина!", "А сколько стоит балкон под ключ, если сделать летом?")
    ]

    texts = invented(taught, 40, np.random.default_rng(3))

    assert texts == invented(taught, 40, np.random.default_rng(3))
    assert len(texts) == 40
    assert len({text.written for text in texts}) > 35
    shapes = {tuple(mark for mark in one.written if mark in ",.?") for one in taught}
    for text in texts:
        assert set(text.written) <= set(ALPHABET)
        assert text.written == written(text.said)
        assert tuple(mark for mark in text.written if mark in ",.?") in shapes
    known = {word for one in taught for word in words(one.written)}
    share = np.mean([word in known for text in texts for word in words(text.written)])
    assert 0.4 < share < 0.95
