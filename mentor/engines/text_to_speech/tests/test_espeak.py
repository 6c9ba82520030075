from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from mentor.engines.errors import EngineError
from mentor.engines.text_to_speech.espeak import MAX_CHARS, EspeakTextToSpeech
from mentor.engines.text_to_speech.port import Speech

pytestmark = pytest.mark.unit

TEXT = "Добрый день, это компания «Ромашка», меня зовут Анна."


@pytest.fixture(scope="module")
def engine():
    return EspeakTextToSpeech()


def seconds(speech: Speech) -> float:
    return len(speech.samples) / speech.sample_rate


def pitch_hz(speech: Speech) -> float:
    """The strongest period of the voiced part, by autocorrelation of its loudest 60 ms frames."""
    frame = int(0.06 * speech.sample_rate)
    frames = speech.samples[: len(speech.samples) // frame * frame].reshape(-1, frame)
    loud = frames[np.argsort((frames**2).sum(axis=1))[-15:]]
    periods = []
    for one in loud:
        correlation = np.correlate(one, one, "full")[frame - 1 :]
        low, high = speech.sample_rate // 400, speech.sample_rate // 50
        periods.append(low + int(np.argmax(correlation[low:high])))
    return speech.sample_rate / float(np.median(periods))


def test_russian_text_becomes_audible_speech(engine):
    speech = engine.speak(TEXT)
    assert speech.samples.dtype == np.float32
    assert speech.samples.ndim == 1
    assert np.abs(speech.samples).max() <= 1.0
    assert np.sqrt((speech.samples**2).mean()) > 0.02
    assert 2.0 < seconds(speech) < 10.0


def test_cyrillic_is_read_as_words_not_spelled(engine):
    assert seconds(engine.speak("здравствуйте")) < 2.0


def test_a_longer_text_takes_longer(engine):
    assert seconds(engine.speak(TEXT + " " + TEXT)) > 1.7 * seconds(engine.speak(TEXT))


def test_rate_is_relative_to_the_voice(engine):
    assert seconds(engine.speak(TEXT, rate=1.6)) < 0.8 * seconds(engine.speak(TEXT))
    assert seconds(engine.speak(TEXT, rate=0.7)) > 1.2 * seconds(engine.speak(TEXT))


def test_pitch_is_relative_to_the_voice(engine):
    normal = pitch_hz(engine.speak(TEXT, voice="ru+f2"))
    assert pitch_hz(engine.speak(TEXT, voice="ru+f2", pitch=1.5)) > 1.2 * normal
    assert pitch_hz(engine.speak(TEXT, voice="ru+f2", pitch=0.7)) < 0.85 * normal


@pytest.mark.parametrize(
    "voice", ["ru", *(f"ru+m{i}" for i in range(1, 9)), *(f"ru+f{i}" for i in range(1, 6)), "ru+klatt"]
)
def test_each_offered_voice_speaks_in_its_own_way(engine, voice):
    assert voice in engine.voices()
    speech = engine.speak("Добрый день", voice=voice)
    assert np.abs(speech.samples).max() > 0.05
    other = engine.speak("Добрый день", voice="ru" if voice != "ru" else "ru+f2")
    assert not np.array_equal(speech.samples, other.samples)


@pytest.mark.parametrize("voice", ["en", "ru+nobody", "ru+../../lang/zle/ru", "ru+", "+m1", "RU"])
def test_an_unknown_voice_is_refused_not_replaced(engine, voice):
    with pytest.raises(EngineError) as refusal:
        engine.speak("Добрый день", voice=voice)
    assert refusal.value.permanent


@pytest.mark.parametrize("text", ["", "   ", "…—!", "\0", "а" * (MAX_CHARS + 1)])
def test_a_text_that_cannot_be_spoken_is_an_engine_error(engine, text):
    with pytest.raises(EngineError):
        engine.speak(text)


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan"), float("inf")])
def test_rate_and_pitch_must_be_positive_numbers(engine, value):
    with pytest.raises(EngineError):
        engine.speak("Добрый день", rate=value)
    with pytest.raises(EngineError):
        engine.speak("Добрый день", pitch=value)


def test_markup_and_control_characters_are_spoken_text_not_commands(engine):
    plain = seconds(engine.speak("Добрый день"))
    marked = seconds(engine.speak('Добрый <break time="60s"/> день [[p@]] \0 до свидания'))
    assert plain < marked < 30.0


def test_threads_do_not_mix_their_voices(engine):
    requests = [("Один, два, три", "ru+m3", 1.0), ("Четыре", "ru+f2", 1.4), ("Пять и шесть", "ru", 0.8)] * 4
    alone = {text: len(engine.speak(text, voice=voice, rate=rate).samples) for text, voice, rate in requests}
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda r: (r[0], engine.speak(r[0], voice=r[1], rate=r[2])), requests))
    for text, speech in together:
        assert abs(len(speech.samples) - alone[text]) <= 0.02 * alone[text]


def test_a_request_leaves_no_trace_in_the_next(engine):
    before = engine.speak(TEXT)
    engine.speak("Быстро и высоко", voice="ru+f4", rate=2.0, pitch=1.8)
    after = engine.speak(TEXT)
    assert abs(len(after.samples) - len(before.samples)) <= 0.02 * len(before.samples)
    assert abs(pitch_hz(after) - pitch_hz(before)) < 0.1 * pitch_hz(before)


def test_the_same_requests_in_fresh_processes_give_the_same_samples():
    program = (
        "import hashlib; from mentor.engines.text_to_speech.espeak import EspeakTextToSpeech;"
        "speak = EspeakTextToSpeech().speak;"
        "said = [speak('Добрый день', voice=voice).samples for voice in ('ru', 'ru+f3')];"
        "print([hashlib.sha256(samples).hexdigest() for samples in said])"
    )
    answers = {
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    }
    assert len(answers) == 1
