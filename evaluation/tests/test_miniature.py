"""The whole way from a spoken sentence to its words, with the model of the repository and every real one here."""

import io

import numpy as np
import pytest

from evaluation.heard import recognised
from evaluation.hearing import ears
from evaluation.hearing.errors import letter_errors, word_errors
from mentor.demonstration.content import Line
from mentor.demonstration.voice import record, timbre, wav_bytes
from mentor.engines import audio
from mentor.engines.model_store.catalogue import model as catalogue_model
from mentor.engines.speech_to_text.miniature.engine import FOLDER
from mentor.engines.speech_to_text.onnx_asr_engine import OnnxAsrSpeechToText
from mentor.engines.text_to_speech.espeak import EspeakTextToSpeech

pytestmark = [pytest.mark.unit, pytest.mark.slow]

WORDS_WRONG, LETTERS_WRONG = 0.25, 0.15  # the model card tells what it reaches
LINES = (
    Line("manager", "Добрый день, меня зовут Марина, компания по ремонту квартир. Вам удобно говорить?"),
    Line("client", "Здравствуйте. Да, говорите. Сколько стоит ремонт и какие у вас сроки?"),
    Line("manager", "Давайте я задам пару вопросов и посчитаю. Какая у вас площадь?"),
    Line("client", "Сорок пять метров. Только это дорого, наверное, я подумаю."),
)


HERE = ears.recognisers()


@pytest.fixture(scope="module", params=HERE)
def recogniser(request):
    return HERE[request.param]


@pytest.fixture(scope="module")
def recording():
    people = {"manager": timbre("Марина", "female"), "client": timbre("Андрей", "male")}
    return wav_bytes(record(LINES, call_id="hears", engine=EspeakTextToSpeech(), **people))


def said(side):
    return " ".join(line.text for line in LINES if line.speaker == side)


@pytest.mark.slow
def test_a_recording_of_two_lanes_becomes_the_words_of_two_people(recogniser, recording):
    found = recognised(recording, recogniser)

    wrong = {
        side: word_errors([said(side)], [" ".join(each.text for each in found if each.speaker == side)])
        for side in ("manager", "client")
    }
    print(f"\n{recogniser.name}, words wrong: {wrong}")
    bound = (
        WORDS_WRONG if recogniser.name == "miniature" else 1.0
    )  # no real model was ever taught by espeak-ng
    assert max(wrong.values()) < bound
    starts = [each.start or 0.0 for each in found]
    assert starts == sorted(starts)


def test_words_have_times_inside_their_sentence_and_a_confidence(recogniser, recording):
    lane = np.concatenate([block[0] for block in audio.decode(io.BytesIO(recording), lanes=2)])

    for segment in recogniser.transcribe(lane, 16_000):
        if recogniser.name == "miniature":  # some real ones give neither
            assert segment.words
            assert 0.0 < segment.confidence <= 1.0
        edges = [edge for word in segment.words for edge in (word.start, word.end)]
        assert edges == sorted(edges)
        assert not edges or segment.start <= edges[0] <= edges[-1] <= segment.end


def test_onnx_asr_loads_the_same_folder_like_any_other_model(recording):
    plain = OnnxAsrSpeechToText("nemo-conformer-ctc", FOLDER)

    heard = " ".join(each.text for each in recognised(recording, plain) if each.speaker == "manager")

    assert letter_errors([said("manager")], [heard]) < LETTERS_WRONG


def test_a_real_model_is_found_where_all_its_files_lie(tmp_path):
    folder = tmp_path / "vosk-small-ru"
    folder.mkdir()
    assert ears.real_models((tmp_path,)) == {}
    for path in catalogue_model("vosk-small-ru").required:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(b"net")
    assert list(ears.real_models((tmp_path / "nowhere", tmp_path))) == ["vosk-small-ru"]
