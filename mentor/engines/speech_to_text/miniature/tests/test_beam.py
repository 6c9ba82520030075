from typing import Any

import numpy as np
import pytest

from mentor.engines.speech_to_text.miniature.beam import BeamReader
from mentor.engines.speech_to_text.miniature.likelihood import WordLikelihood, counted, read, write

pytestmark = pytest.mark.unit

ALPHABET = " абвгдежзийклмнопрстуфхцчшщъыьэюя"
TEXTS = [["добрый", "день"], ["добрый", "день"], ["добрый", "вечер"], ["какая", "цена"], ["да", "да"]]


def heard(text: str, sure: float = 0.95, doubts: dict[int, str] | None = None) -> Any:
    """Answers of a network: each letter once, a blank after it; ``doubts`` name a letter as likely as the right one."""
    rows = np.full((len(text) * 2, len(ALPHABET) + 1), (1 - sure) / len(ALPHABET))
    for at, letter in enumerate(text):
        other = (doubts or {}).get(at)
        rows[at * 2, ALPHABET.index(letter)] = sure / 2 if other else sure
        if other:
            rows[at * 2, ALPHABET.index(other)] = sure / 2 + 0.01
        rows[at * 2 + 1, -1] = sure
    return np.log(rows).astype(np.float32)


def text_of(reader: BeamReader, answers: np.ndarray) -> str:
    return "".join(ALPHABET[token] for token in reader.read(answers).tokens)


def likelihood() -> WordLikelihood:
    return WordLikelihood(counted(TEXTS))


def test_without_words_the_letters_themselves_are_read():
    assert text_of(BeamReader(ALPHABET, None), heard("дабрый день", doubts={1: "о"})) == "добрый день"
    assert text_of(BeamReader(ALPHABET, None), heard("сс да")) == "сс да"


def test_a_known_word_wins_where_the_sound_leaves_a_doubt():
    answers = heard("добрый день", doubts={1: "а"})

    assert text_of(BeamReader(ALPHABET, None), answers) == "дабрый день"
    assert text_of(BeamReader(ALPHABET, likelihood()), answers) == "добрый день"


def test_an_unknown_word_that_is_heard_clearly_stays():
    assert text_of(BeamReader(ALPHABET, likelihood()), heard("добрый ктулху", sure=0.999)) == "добрый ктулху"


def test_every_letter_has_its_time_in_order_and_its_probability():
    found = BeamReader(ALPHABET, likelihood()).read(heard("да да"))

    assert found.times == [0, 2, 4, 6, 8]
    assert found.logprobs == pytest.approx([np.log(0.95)] * 5, abs=1e-5)


def test_silence_is_no_word():
    silent = np.full((20, len(ALPHABET) + 1), -20.0, dtype=np.float32)
    silent[:, -1] = 0.0

    assert BeamReader(ALPHABET, likelihood()).read(silent).tokens == []
    assert BeamReader(ALPHABET, likelihood()).read(silent[:0]).tokens == []


def test_words_are_likelier_in_their_company_and_kept_counts_say_the_same(tmp_path):
    known = likelihood()
    write(counted(TEXTS), tmp_path / "words.npz")
    again = read(tmp_path / "words.npz")

    assert known.score("день", ("", "добрый")) > known.score("день", ("", "какая"))
    assert known.score("день", ("", "добрый")) > known.score("вечер", ("", "добрый"))
    assert known.score("ктулху", ("", "")) < known.score("цена", ("", ""))
    assert (
        again.score("день", ("", "добрый"))
        > again.score("вечер", ("", "добрый"))
        > again.score("да", ("", "добрый"))
    )
    assert again.begins_a_word("вече") and not again.begins_a_word("вечю")
