from __future__ import annotations

import numpy as np
import pytest

from mentor.engines.text_to_speech.espeak import EspeakTextToSpeech
from mentor.engines.voice_activity.live import RATE, WINDOW_S, EnergyLiveVoice, SileroVoiceActivity

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def spoken() -> np.ndarray:
    """A second of silence, a sentence, a second of silence."""
    speech = EspeakTextToSpeech().speak("Здравствуйте, вам удобно говорить?")
    places = np.arange(0, len(speech.samples), speech.sample_rate / RATE)
    voice = np.interp(places, np.arange(len(speech.samples)), speech.samples)
    return np.concatenate([np.zeros(RATE), voice, np.zeros(RATE)]).astype(np.float32)


@pytest.mark.parametrize("made", [SileroVoiceActivity, EnergyLiveVoice])
def test_a_voice_is_told_from_silence_at_its_own_time(made, spoken):
    sure = np.array(made().open().push(spoken))
    voiced = np.flatnonzero(sure > 0.5) * WINDOW_S
    assert voiced[0] == pytest.approx(1.0, abs=0.25)
    assert voiced[-1] == pytest.approx(len(spoken) / RATE - 1.0, abs=0.25)


@pytest.mark.parametrize("made", [SileroVoiceActivity, EnergyLiveVoice])
def test_how_the_sound_was_cut_changes_nothing(made, spoken):
    whole = made().open().push(spoken)
    lane = made().open()
    pieces = [sure for at in range(0, len(spoken), 333) for sure in lane.push(spoken[at : at + 333])]
    assert pieces == pytest.approx(whole)


def test_silero_hears_no_voice_in_noise():
    noise = np.random.default_rng(1).normal(0, 0.05, RATE * 2).astype(np.float32)
    assert max(SileroVoiceActivity().open().push(noise)) < 0.5
