"""Piper, cloud voices, reading in sentences and the cache, each against a scripted voice."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import numpy as np
import pytest

from mentor.engines.cloud_speech.line import ApiKey, CloudLine
from mentor.engines.cloud_speech.tests.scripted import Cloud
from mentor.engines.errors import EngineError, ModelMissingError
from mentor.engines.text_to_speech.cache import CachedTextToSpeech
from mentor.engines.text_to_speech.cloud import CloudTextToSpeech, SaluteVoice, YandexVoice
from mentor.engines.text_to_speech.piper import PiperTextToSpeech
from mentor.engines.text_to_speech.port import Speech, TextToSpeech
from mentor.engines.text_to_speech.reading import ReadingTextToSpeech
from mentor.engines.text_to_speech.sentences import parts, sentences

pytestmark = pytest.mark.unit

RATE = 22_050


class Said:
    def __init__(self, samples):
        self.samples, self.sample_rate = samples, RATE


class Synthesizer:
    """A tenth of a second a letter at its own speed, a tone of 200 Hz."""

    def __init__(self):
        self.texts = []

    def generate(self, text, sid=0, speed=1.0):
        self.texts.append(text)
        time = np.arange(int(len(text) * 0.1 * RATE / speed)) / RATE
        return Said(list(0.5 * np.sin(2 * np.pi * 200 * time)))


def piper(synthesizer):
    return PiperTextToSpeech("piper-irina", Path("models/piper-irina"), "a.onnx", load=lambda *_: synthesizer)


def pitch(speech):
    spectrum = np.abs(np.fft.rfft(speech.samples))
    return float(np.argmax(spectrum)) * speech.sample_rate / len(speech.samples)


def test_piper_speaks_by_the_voices_port():
    voice: TextToSpeech = piper(Synthesizer())
    speech = voice.speak("Добрый день")
    assert speech.samples.dtype == np.float32
    assert speech.sample_rate == RATE
    assert np.abs(speech.samples).max() <= 1.0


def test_pipers_rate_and_pitch_are_independent():
    voice = piper(Synthesizer())
    plain, high, fast = (
        voice.speak("слова слова"),
        voice.speak("слова слова", pitch=1.5),
        voice.speak("слова слова", rate=2.0),
    )
    assert len(high.samples) == pytest.approx(len(plain.samples), rel=0.02)
    assert pitch(high) == pytest.approx(1.5 * pitch(plain), rel=0.05)
    assert len(fast.samples) == pytest.approx(len(plain.samples) / 2, rel=0.02)
    assert pitch(fast) == pytest.approx(pitch(plain), rel=0.05)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("", {}),
        ("…", {}),
        ("а" * 6_000, {}),
        ("да", {"voice": "ru"}),
        ("да", {"rate": 0.0}),
        ("да", {"pitch": float("nan")}),
    ],
)
def test_what_piper_cannot_say_is_an_engine_error(text, options):
    with pytest.raises(EngineError) as refused:
        piper(Synthesizer()).speak(text, **options)
    assert refused.value.permanent


def test_a_failing_or_silent_synthesizer_is_an_engine_error():
    class Failing(Synthesizer):
        def generate(self, text, sid=0, speed=1.0):
            raise RuntimeError("bad tensor")

    class Silent(Synthesizer):
        def generate(self, text, sid=0, speed=1.0):
            return Said([])

    for synthesizer in (Failing(), Silent()):
        with pytest.raises(EngineError):
            piper(synthesizer).speak("да")


def test_a_voice_that_is_not_here_names_the_command_and_a_broken_one_its_check(tmp_path):
    folder = tmp_path / "piper-irina"
    voice = PiperTextToSpeech("piper-irina", folder, "a.onnx")
    assert not voice.ready()
    with pytest.raises(ModelMissingError, match="models pull piper-irina"):
        voice.speak("да")
    (folder / "espeak-ng-data").mkdir(parents=True)
    for name in ("a.onnx", "tokens.txt", "espeak-ng-data/phontab"):
        (folder / name).write_bytes(b"x")
    assert voice.ready()
    with pytest.raises(EngineError, match="models verify piper-irina"):
        voice.speak("да")


def test_threads_load_one_copy_of_a_voice():
    loads = []

    def load(*_given):
        loads.append(1)
        return Synthesizer()

    voice = PiperTextToSpeech("piper-irina", Path("x"), "a.onnx", load=load)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: voice.speak("да"), range(8)))
    assert loads == [1]


PCM = (np.arange(-100, 100, dtype="<i2") * 300).tobytes()
HOST = "https://cloud.example"


def spoken_line(cloud):
    return CloudLine("Облако", "MENTOR_KEY", ApiKey("k"), cloud.client, cloud.pauses.append)


def test_speechkits_voice_is_asked_with_its_stress_marks_and_speed():
    cloud = Cloud()
    cloud.on("POST /tts", PCM)
    voice = CloudTextToSpeech(YandexVoice(spoken_line(cloud), "b1g", f"{HOST}/tts"))
    speech = voice.speak("Оле́ся", rate=1.2)
    assert len(speech.samples) == 200
    assert speech.sample_rate == 48_000
    form = dict(httpx.QueryParams(cloud.asked[0].content.decode()))
    assert form["text"] == "Ол+еся"
    assert (form["speed"], form["voice"], form["folderId"], form["format"]) == (
        "1.20",
        "alena",
        "b1g",
        "lpcm",
    )


def test_salutespeechs_voice_is_asked_for_pcm_and_painted_where_it_must_differ():
    cloud = Cloud()
    cloud.on("POST /api/text:synthesize", PCM)
    voice = CloudTextToSpeech(SaluteVoice(spoken_line(cloud), f"{HOST}/api"))
    assert voice.speak("Оле́ся").sample_rate == 24_000
    voice.speak("да & нет", voice="Bys_24000", rate=1.5)
    plain, painted = cloud.asked
    assert plain.content.decode() == "Оле'ся"
    assert plain.headers["content-type"] == "application/text"
    assert painted.url.params["voice"] == "Bys_24000"
    assert painted.content.decode() == '<speak><paint speed="5" pitch="3">да &amp; нет</paint></speak>'


def test_a_long_text_goes_to_the_cloud_in_whole_sentences():
    cloud = Cloud()
    cloud.on("POST /tts", PCM)
    voice = CloudTextToSpeech(YandexVoice(spoken_line(cloud), url=f"{HOST}/tts", most_chars=60))
    speech = voice.speak("Первое предложение стоит здесь. Второе предложение стоит там. Третье.")
    texts = [dict(httpx.QueryParams(one.content.decode()))["text"] for one in cloud.asked]
    assert texts == ["Первое предложение стоит здесь.", "Второе предложение стоит там. Третье."]
    assert len(speech.samples) == 400


@pytest.mark.parametrize(("reply", "permanent"), [(b"", False), (400, True), (503, False)])
def test_a_cloud_that_says_nothing_is_an_engine_error(reply, permanent):
    cloud = Cloud()
    cloud.on("POST /tts", reply)
    with pytest.raises(EngineError) as failed:
        CloudTextToSpeech(YandexVoice(spoken_line(cloud), url=f"{HOST}/tts")).speak("да")
    assert failed.value.permanent is permanent


def test_an_unknown_cloud_voice_is_refused_not_replaced():
    with pytest.raises(EngineError, match="alena"):
        CloudTextToSpeech(YandexVoice(spoken_line(Cloud()))).speak("да", voice="nobody")


class Counting:
    name = "counting"

    def __init__(self):
        self.texts = []

    def speak(self, text, *, voice=None, rate=1.0, pitch=1.0):
        self.texts.append(text)
        return Speech(np.full(500, 0.25, dtype=np.float32), RATE)


def test_figures_are_read_as_words_with_the_companys_stress():
    voice = Counting()
    ReadingTextToSpeech(voice, {"Олеся": "Оле́ся"}).speak("Олеся, до 5 часов — 500 ₽.")
    assert voice.texts == ["Оле́ся, до пяти часов — пятьсот рублей."]


def test_speech_streams_by_sentences_and_stops_where_nobody_listens():
    voice = Counting()
    stream = ReadingTextToSpeech(voice).stream("Здравствуйте! Меня зовут Анна. Удобно говорить?")
    next(stream)
    assert voice.texts == ["Здравствуйте!"]
    next(stream)
    stream.close()
    assert voice.texts == ["Здравствуйте!", "Меня зовут Анна."]


def test_a_long_first_sentence_begins_with_its_first_clause():
    text = (
        "Добрый день, меня зовут Анна, я звоню по поводу вашей вчерашней заявки на кухонный гарнитур из дуба."
    )
    first, rest = list(sentences(text))
    assert first == "Добрый день, меня зовут Анна,"
    assert f"{first} {rest}" == text


def test_parts_lose_nothing_and_keep_to_the_limit():
    text = "Слово " * 200 + ". " + "б" * 130
    pieces = list(parts(text, 50))
    assert max(map(len, pieces)) <= 50
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_the_same_words_are_made_once_even_in_another_process(tmp_path):
    voice = Counting()
    first = CachedTextToSpeech(voice, tmp_path, 1_000_000).speak("Добрый день")
    again = CachedTextToSpeech(voice, tmp_path, 1_000_000).speak("Добрый день")
    assert voice.texts == ["Добрый день"]
    assert again.sample_rate == first.sample_rate
    assert np.abs(again.samples - first.samples).max() < 1e-4


@pytest.mark.parametrize("other", [{"voice": "b"}, {"rate": 1.1}, {"pitch": 0.9}])
def test_another_voice_rate_or_pitch_is_another_speech(tmp_path, other):
    voice = Counting()
    cached = CachedTextToSpeech(voice, tmp_path, 1_000_000)
    cached.speak("да")
    cached.speak("да", **other)
    assert len(voice.texts) == 2


def test_the_cache_keeps_to_its_limit_and_forgets_the_least_lately_heard(tmp_path):
    voice = Counting()
    cached = CachedTextToSpeech(voice, tmp_path, 5_200)  # five of about a thousand bytes
    for number in range(4):
        cached.speak(f"слово {number}")
    for age, path in enumerate(sorted(tmp_path.rglob("*.speech"), key=lambda one: one.stat().st_mtime_ns)):
        os.utime(path, (age, age))
    cached.speak("слово 0")  # heard again: now the latest
    for number in range(4, 8):
        cached.speak(f"слово {number}")
        assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) <= 5_200
    made = len(voice.texts)
    cached.speak("слово 1")
    assert len(voice.texts) == made + 1


def test_a_damaged_file_is_made_anew_and_a_failure_is_not_kept(tmp_path):
    voice = Counting()
    cached = CachedTextToSpeech(voice, tmp_path, 1_000_000)
    cached.speak("да")
    for content in (b"", b"abc", b"\0" * 100):
        next(tmp_path.rglob("*.speech")).write_bytes(content)
        assert len(cached.speak("да").samples) == 500

    class Failing(Counting):
        def speak(self, text, **_options):
            raise EngineError("нет", permanent=False)

    with pytest.raises(EngineError):
        CachedTextToSpeech(Failing(), tmp_path / "other", 1_000).speak("да")
    assert not list((tmp_path / "other").rglob("*.speech"))


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path):
    (tmp_path / "file").write_text("")
    cached = CachedTextToSpeech(Counting(), tmp_path / "file", 1_000_000)
    assert len(cached.speak("да").samples) == 500
