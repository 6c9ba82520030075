"""Cloud recognisers against scripts of their documentation."""

from __future__ import annotations

import base64
import io
import json

import httpx
import numpy as np
import pytest

from mentor.engines.audio import probe
from mentor.engines.cloud_speech.line import ApiKey, CloudLine
from mentor.engines.cloud_speech.tests.scripted import Cloud
from mentor.engines.errors import EngineError
from mentor.engines.speech_to_text.cloud import CloudSpeechToText
from mentor.engines.speech_to_text.port import Segment
from mentor.engines.speech_to_text.salute import SaluteService
from mentor.engines.speech_to_text.yandex import YandexService

pytestmark = pytest.mark.unit

RATE = 16_000
HOST = "https://cloud.example"
Y_SEND, Y_LOOK, Y_GET = "POST /stt/recognizeFileAsync", "GET /operations/op1", "GET /stt/getRecognition"
S_UP, S_SEND = "POST /api/data:upload", "POST /api/speech:async_recognize"
S_LOOK, S_GET = "GET /api/task:get", "GET /api/data:download"


def lane(seconds=4.0, start=1.0):
    time = np.arange(int(seconds * RATE)) / RATE
    tone = 0.2 * np.sin(2 * np.pi * 200 * time) * (time >= start) * (time < seconds - 0.5)
    return (tone + np.random.default_rng(2).normal(0, 1e-3, len(time))).astype(np.float32)


@pytest.fixture
def cloud():
    return Cloud()


def spoken_line(cloud):
    return CloudLine("Облако", "MENTOR_KEY", ApiKey("k"), cloud.client, cloud.pauses.append)


def yandex(cloud, **limits):
    return YandexService(spoken_line(cloud), f"{HOST}/stt", f"{HOST}/operations", **limits)


def salute(cloud):
    return SaluteService(spoken_line(cloud), f"{HOST}/api")


def final(index, text, start, end, words=()):
    rows = [{"text": t, "startTimeMs": str(a), "endTimeMs": str(b)} for t, a, b in words]
    best = {
        "text": text,
        "startTimeMs": str(start),
        "endTimeMs": str(end),
        "confidence": "0.9",
        "words": rows,
    }
    return {"result": {"audioCursors": {"finalIndex": str(index)}, "final": {"alternatives": [best]}}}


def refinement(index, text):
    normal = {"alternatives": [{"text": text}]}
    return {"result": {"finalRefinement": {"finalIndex": str(index), "normalizedText": normal}}}


def good_yandex(cloud):
    cloud.on(Y_SEND, {"id": "op1", "done": False})
    cloud.on(Y_LOOK, {"id": "op1", "done": False}, {"id": "op1", "done": True})
    rows = [
        final(0, "добрый день", 100, 900, [("добрый", 100, 500), ("день", 520, 900)]),
        refinement(0, "Добрый день."),
        final(1, "сколько стоит", 1200, 2000),
    ]
    cloud.on(Y_GET, "\n".join(json.dumps(row) for row in rows))


def good_salute(cloud):
    cloud.on(S_UP, {"status": 200, "result": {"request_file_id": "f1"}})
    cloud.on(S_SEND, {"status": 200, "result": {"id": "t1", "status": "NEW"}})
    done = {"status": "DONE", "response_file_id": "r1"}
    cloud.on(S_LOOK, {"result": {"status": "RUNNING"}}, {"result": done})
    alignment = [{"word": "да", "start": "0.480s", "end": "0.700s"}]
    best = {
        "text": "да",
        "normalized_text": "Да.",
        "start": "0.480s",
        "end": "0.700s",
        "word_alignments": alignment,
    }
    cloud.on(S_GET, [{"results": [best], "eou": True}, {"results": [{"text": "", "normalized_text": ""}]}])


def test_speechkit_is_sent_opus_waited_for_and_read(cloud):
    good_yandex(cloud)
    found = CloudSpeechToText(yandex(cloud)).transcribe(lane(), RATE)
    assert [one.text for one in found] == ["Добрый день.", "сколько стоит"]
    begins = found[0].start - 0.1
    assert 0.8 < begins < 1.1  # silence before the first word is not sent
    assert found[0].words[1].start == pytest.approx(begins + 0.52)
    assert found[0].confidence == 0.9
    body = cloud.bodies(Y_SEND)[0]
    sent = probe(io.BytesIO(base64.b64decode(body["content"])))
    assert (sent.codec, sent.channels) == ("opus", 1)
    assert sent.duration_s == pytest.approx(2.6, abs=0.4)
    assert cloud.pauses == [1.0]


def test_salutespeech_is_uploaded_recognised_and_downloaded(cloud):
    good_salute(cloud)
    found = CloudSpeechToText(salute(cloud)).transcribe(lane(), RATE)
    assert [one.text for one in found] == ["Да."]
    assert found[0].words[0].text == "да"
    assert found[0].words[0].end - found[0].words[0].start == pytest.approx(0.22)
    body = cloud.bodies(S_SEND)[0]
    assert body["request_file_id"] == "f1"
    assert body["options"]["audio_encoding"] == "OPUS"
    assert cloud.asked[0].content[:4] == b"OggS"


def test_silence_is_not_sent_to_anybody(cloud):
    samples = np.random.default_rng(1).normal(0, 1e-4, RATE * 3).astype(np.float32)
    assert CloudSpeechToText(yandex(cloud)).transcribe(samples, RATE) == ()
    assert cloud.asked == []


def test_a_long_lane_goes_in_pieces_with_the_lanes_own_times(cloud):
    good_yandex(cloud)
    cloud.on(Y_LOOK, {"id": "op1", "done": True})
    found = CloudSpeechToText(yandex(cloud, longest=10.0)).transcribe(lane(25.0), RATE)
    assert cloud.count(Y_SEND) == 3
    starts = [one.start for one in found]
    assert starts == sorted(starts)
    assert starts[-1] > 15.0


def test_a_file_over_the_services_limit_is_refused_before_it_is_sent(cloud):
    with pytest.raises(EngineError) as refused:
        CloudSpeechToText(yandex(cloud, most_bytes=100)).transcribe(lane(), RATE)
    assert refused.value.permanent
    assert cloud.asked == []


def test_a_service_that_never_finishes_is_left_and_may_be_asked_again(cloud):
    good_yandex(cloud)
    cloud.on(Y_LOOK, {"id": "op1", "done": False})
    ticks = iter(range(0, 100_000, 100))
    with pytest.raises(EngineError, match="вовремя") as late:
        CloudSpeechToText(yandex(cloud), clock=lambda: next(ticks)).transcribe(lane(), RATE)
    assert not late.value.permanent


@pytest.mark.parametrize(
    ("make", "route", "reply"),
    [
        (yandex, Y_LOOK, {"done": True, "error": {"code": 3, "message": "bad audio"}}),
        (salute, S_LOOK, {"result": {"status": "ERROR", "error": "bad audio"}}),
    ],
    ids=["yandex", "salute"],
)
def test_what_the_service_could_not_recognise_is_final_and_quoted(cloud, make, route, reply):
    good_yandex(cloud)
    good_salute(cloud)
    cloud.on(route, reply)
    with pytest.raises(EngineError, match="bad audio") as failed:
        CloudSpeechToText(make(cloud)).transcribe(lane(), RATE)
    assert failed.value.permanent


@pytest.mark.parametrize(
    ("make", "route", "reply"),
    [
        (yandex, Y_SEND, {}),
        (yandex, Y_GET, "not json"),
        (yandex, Y_GET, json.dumps({"result": {"final": {"alternatives": [{"text": "а", "words": [{}]}]}}})),
        (salute, S_UP, {"result": None}),
        (salute, S_SEND, {"result": {}}),
        (salute, S_LOOK, {"result": {"status": "DONE"}}),
        (salute, S_GET, b"{}["),
        (salute, S_GET, [{"results": [{"text": "а", "start": "soon"}]}]),
    ],
)
def test_an_answer_that_is_not_as_documented_is_an_error_not_silence(cloud, make, route, reply):
    good_yandex(cloud)
    good_salute(cloud)
    cloud.on(route, reply)
    with pytest.raises(EngineError, match="разобрать"):
        CloudSpeechToText(make(cloud)).transcribe(lane(), RATE)


def test_an_empty_answer_is_no_words(cloud):
    good_yandex(cloud)
    cloud.on(Y_GET, "")
    found: tuple[Segment, ...] = CloudSpeechToText(yandex(cloud)).transcribe(lane(), RATE)
    assert found == ()


def test_a_busy_service_in_the_middle_is_waited_for(cloud):
    good_yandex(cloud)
    busy = httpx.Response(429, headers={"Retry-After": "3"})
    cloud.on(Y_LOOK, busy, {"id": "op1", "done": True})
    assert len(CloudSpeechToText(yandex(cloud)).transcribe(lane(), RATE)) == 2
    assert cloud.pauses == [3.0]
    assert cloud.count(Y_SEND) == 1


def test_a_rate_that_opus_does_not_take_is_refused(cloud):
    with pytest.raises(EngineError, match="22050"):
        CloudSpeechToText(yandex(cloud)).transcribe(lane(), 22_050)
