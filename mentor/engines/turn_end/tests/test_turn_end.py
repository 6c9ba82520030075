from __future__ import annotations

from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest

from mentor.engines.turn_end.smart_turn import SmartTurn, picture
from mentor.engines.turn_end.words import goes_on

pytestmark = pytest.mark.unit


def sound(seconds: float) -> np.ndarray:
    return np.random.default_rng(1).normal(0, 0.1, round(seconds * 16_000)).astype(np.float32)


@pytest.mark.parametrize("seconds", [0.5, 8.0, 11.0])
def test_the_picture_is_the_one_that_the_network_learned_on(seconds):
    wheel = find_spec("pipecat")
    assert wheel is not None
    folder = Path((wheel.submodule_search_locations or [""])[0])
    spec = spec_from_file_location("features", folder / "audio/turn/smart_turn/_whisper_features.py")
    assert spec is not None
    assert spec.loader is not None
    theirs = module_from_spec(spec)
    spec.loader.exec_module(theirs)
    heard = sound(seconds)
    last = np.pad(heard[-128_000:], (max(0, 128_000 - len(heard)), 0))
    assert np.abs(picture(heard) - theirs.compute_whisper_log_mel_features(last)).max() < 1e-3


def test_the_network_answers_with_how_sure_it_is():
    sure = SmartTurn().finished(sound(2.0))
    assert sure is not None
    assert 0.0 <= sure <= 1.0


@pytest.mark.parametrize("text", ["Стоимость зависит от", "Мы предлагаем и", "потому что", "Ну, значит"])
def test_words_that_ask_for_more(text):
    assert goes_on(text)


@pytest.mark.parametrize("text", ["Вам удобно говорить?", "Спасибо", "", "Записываю на вторник."])
def test_words_that_can_end_a_turn(text):
    assert not goes_on(text)
