"""Each value of the speech settings gives the engine it names, or says what is wrong with it."""

from __future__ import annotations

import numpy as np
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from config import engines, speech
from mentor.engines.errors import EngineError, ModelMissingError
from mentor.engines.model_store.catalogue import catalogue

pytestmark = pytest.mark.unit

RECOGNISERS = [model.name for model in catalogue() if model.purpose == "recognition"]
VOICES = [model.name for model in catalogue() if model.purpose == "voice"]


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.MODELS_DIR, settings.DATA_DIR = tmp_path / "models", tmp_path
    engines.speech_to_text.cache_clear()
    yield
    engines.speech_to_text.cache_clear()


@pytest.mark.parametrize("name", RECOGNISERS)
def test_a_recogniser_of_the_catalogue_waits_for_its_files(settings, name):
    settings.SPEECH_MODEL = name
    recogniser = speech.recogniser()
    assert not recogniser.ready()
    with pytest.raises(ModelMissingError, match="models pull"):
        recogniser.transcribe(np.zeros(16_000, dtype=np.float32), 16_000)


def test_a_recogniser_that_nobody_knows_lists_the_known_ones(settings):
    settings.SPEECH_MODEL = "gigaam-v9"
    with pytest.raises(EngineError, match="gigaam-v3-e2e-rnnt"):
        speech.recogniser().transcribe(np.zeros(16_000, dtype=np.float32), 16_000)


@pytest.mark.parametrize(("name", "key"), [("yandex", "YANDEX_KEY"), ("salute", "SALUTE_KEY")])
def test_a_cloud_without_its_key_waits_and_with_it_is_ready(settings, name, key):
    settings.SPEECH_MODEL = settings.VOICE = name
    assert not engines.speech_is_ready()
    with pytest.raises(ModelMissingError, match=f"MENTOR_{key}"):
        speech.voice()
    setattr(settings, key, "key")
    assert engines.speech_is_ready()
    assert speech.voice().name


def test_an_unknown_device_or_voice_is_named(settings):
    settings.SPEECH_DEVICE = "tpu"
    with pytest.raises(ImproperlyConfigured, match="cuda"):
        speech.recogniser()
    settings.VOICE = "nobody"
    with pytest.raises(ImproperlyConfigured, match="piper-irina"):
        speech.voice()


@pytest.mark.parametrize("name", VOICES)
def test_a_voice_of_the_catalogue_waits_for_its_files(settings, name):
    settings.VOICE = name
    with pytest.raises(ModelMissingError, match=f"models pull {name}"):
        speech.voice().speak("Добрый день")


def test_the_voice_that_is_always_there_speaks_and_is_kept(settings, tmp_path):
    settings.VOICE = "espeak"
    assert len(speech.voice().speak("Добрый день").samples) > 0
    assert len(list((tmp_path / "speech-cache").rglob("*.speech"))) == 1


def test_nothing_is_kept_where_no_room_is_given(settings, tmp_path):
    settings.VOICE_CACHE_BYTES = 0
    speech.voice().speak("Добрый день")
    assert not (tmp_path / "speech-cache").exists()


def test_live_words_wait_for_their_model():
    with pytest.raises(ModelMissingError, match="models pull t-one-streaming"):
        speech.live_recogniser().open()


def test_the_command_lists_models_and_marks_those_in_use(capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("models", "list")
    assert ended.value.code == 0
    assert "* gigaam-v3-e2e-rnnt —" in capsys.readouterr().out
