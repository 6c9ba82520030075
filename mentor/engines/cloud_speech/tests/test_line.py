from __future__ import annotations

import httpx
import pytest

from mentor.engines.cloud_speech.line import LONGEST_PAUSE_S, MOST_BYTES, TRIES, ApiKey, CloudLine
from mentor.engines.cloud_speech.salute import SaluteToken, salute_line
from mentor.engines.cloud_speech.yandex import yandex_line
from mentor.engines.errors import EngineError

from .scripted import Cloud

pytestmark = pytest.mark.unit

ROUTE = "GET /x"
URL = "https://cloud.example/x"
OAUTH = "POST /oauth"


@pytest.fixture
def cloud():
    return Cloud()


def line(cloud, authorisation=None):
    return CloudLine(
        "Облако", "MENTOR_KEY", authorisation or ApiKey("secret", "b1g"), cloud.client, cloud.pauses.append
    )


def token(cloud, clock=lambda: 1_000.0):
    return SaluteToken("a2V5", "SALUTE_SPEECH_CORP", cloud.client, "https://cloud.example/oauth", clock)


def refused(cloud, authorisation=None):
    with pytest.raises(EngineError) as error:
        line(cloud, authorisation).json("GET", URL)
    return error.value


def test_the_key_goes_with_every_request_and_into_no_message(cloud):
    cloud.on(ROUTE, {"ok": 1})
    assert line(cloud).json("GET", URL) == {"ok": 1}
    assert cloud.asked[0].headers["authorization"] == "Api-Key secret"
    assert cloud.asked[0].headers["x-folder-id"] == "b1g"
    cloud.on(ROUTE, 403)
    assert "secret" not in str(refused(cloud))


def test_a_busy_service_is_asked_again_after_the_pause_it_names(cloud):
    slow = httpx.Response(429, headers={"Retry-After": "7"})
    patient = httpx.Response(429, headers={"Retry-After": "9999"})
    cloud.on(ROUTE, slow, patient, 503, {"ok": 1})
    assert line(cloud).json("GET", URL) == {"ok": 1}
    assert cloud.pauses == [7.0, LONGEST_PAUSE_S, 4.0]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_service_that_stays_away_may_be_asked_later(cloud, status):
    cloud.on(ROUTE, status)
    error = refused(cloud)
    assert not error.permanent
    assert str(status) in str(error)
    assert cloud.count(ROUTE) == TRIES


@pytest.mark.parametrize(
    "problem", [httpx.ReadTimeout("slow"), httpx.ConnectError("gone"), httpx.ReadError("cut")]
)
def test_a_line_that_breaks_is_tried_again_and_then_told(cloud, problem):
    cloud.on(ROUTE, problem, {"ok": 1})
    assert line(cloud).json("GET", URL) == {"ok": 1}
    cloud.on(ROUTE, problem)
    error = refused(cloud)
    assert not error.permanent
    assert "нет связи" in str(error)


@pytest.mark.parametrize("status", [400, 404, 413, 415, 422])
def test_a_request_that_the_service_does_not_want_is_not_repeated(cloud, status):
    cloud.on(ROUTE, status)
    assert refused(cloud).permanent
    assert cloud.count(ROUTE) == 1


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_key_names_its_setting_and_does_not_lose_the_recording(cloud, status):
    cloud.on(ROUTE, status)
    error = refused(cloud)
    assert "MENTOR_KEY" in str(error)
    assert not error.permanent
    assert cloud.count(ROUTE) == 1


@pytest.mark.parametrize("content", [b"<html>", b"[1]", b""])
def test_an_answer_of_another_kind_is_an_error_not_a_result(cloud, content):
    cloud.on(ROUTE, content)
    assert "разобрать" in str(refused(cloud))


def test_an_endless_answer_is_not_read(cloud):
    cloud.on(ROUTE, httpx.Response(200, headers={"Content-Length": str(MOST_BYTES + 1)}))
    assert "разобрать" in str(refused(cloud))


def test_one_token_serves_until_its_last_minute(cloud):
    now = [1_000.0]
    cloud.on(
        OAUTH,
        {"access_token": "one", "expires_at": 2_800_000},
        {"access_token": "two", "expires_at": 9_000_000},
    )
    cloud.on(ROUTE, {"ok": 1})
    spoken = line(cloud, token(cloud, lambda: now[0]))
    spoken.json("GET", URL)
    now[0] = 2_700.0
    spoken.json("GET", URL)
    assert cloud.count(OAUTH) == 1
    now[0] = 2_741.0
    spoken.json("GET", URL)
    assert cloud.count(OAUTH) == 2
    assert cloud.asked[-1].headers["authorization"] == "Bearer two"
    exchange = next(one for one in cloud.asked if one.url.path == "/oauth")
    assert exchange.headers["authorization"] == "Basic a2V5"
    assert exchange.headers["rquid"]
    assert exchange.content == b"scope=SALUTE_SPEECH_CORP"


def test_a_refused_token_is_exchanged_once(cloud):
    cloud.on(OAUTH, {"access_token": "one", "expires_at": 9_000_000})
    cloud.on(ROUTE, 401, {"ok": 1})
    assert line(cloud, token(cloud)).json("GET", URL) == {"ok": 1}
    assert cloud.count(OAUTH) == 2
    cloud.on(ROUTE, 401)
    assert "ключ не принят" in str(refused(cloud, token(cloud)))


@pytest.mark.parametrize("reply", [401, {"access_token": "x"}, b"<html>", httpx.ConnectError("certificate")])
def test_no_token_is_told_with_what_to_check(cloud, reply):
    cloud.on(OAUTH, reply)
    error = refused(cloud, token(cloud))
    assert "SaluteSpeech" in str(error)
    assert not error.permanent


def test_a_missing_key_and_a_missing_certificate_are_named(tmp_path):
    with pytest.raises(EngineError, match="MENTOR_YANDEX_KEY"):
        yandex_line("")
    with pytest.raises(EngineError, match="MENTOR_SALUTE_KEY"):
        salute_line("", "SALUTE_SPEECH_PERS")
    with pytest.raises(EngineError, match="MENTOR_SALUTE_CA"):
        salute_line("key", "SALUTE_SPEECH_PERS", tmp_path / "nowhere.pem")
