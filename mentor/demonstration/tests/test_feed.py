from __future__ import annotations

import io
import json
import threading
import wave
from collections.abc import Callable, Sequence
from datetime import datetime
from email import message_from_bytes
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from mentor.calls.payload import parse_call
from mentor.demonstration.content import load
from mentor.demonstration.feed import AT_ONCE, FeedError, Letter, Outgoing, Progress, Report, feed, outgoing
from mentor.demonstration.schedule import schedule

from .test_voice import Tone

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 19, 15, 0, tzinfo=ZoneInfo("Europe/Moscow"))


def parts_of(request: httpx.Request) -> dict[str, bytes]:
    head = b"Content-Type: " + request.headers["content-type"].encode() + b"\r\n\r\n"
    parts: dict[str, bytes] = {}
    for part in message_from_bytes(head + request.content).walk():
        name = part.get_param("name", header="content-disposition")
        if isinstance(name, str):
            body = part.get_payload(decode=True)
            assert isinstance(body, bytes)
            parts[name] = body
    return parts


def chosen(*ids: str) -> tuple[Outgoing, ...]:
    demo = load()
    rows = [row for row in schedule(demo, NOW, ZoneInfo("Europe/Moscow")).calls if row.call.id in ids]
    return outgoing(demo, rows, Tone())


def plain(count: int) -> list[Outgoing]:
    return [Outgoing(str(number), lambda: Letter({"source": "demo"}, None)) for number in range(count)]


class Server:
    """Answers like the public API: 202 for a new call, 200 for a known one."""

    def __init__(self, *troubles: int) -> None:
        self.troubles = list(troubles)
        self.calls: dict[str, dict[str, Any]] = {}
        self.recordings: dict[str, bytes] = {}
        self.keys: set[str] = set()
        self.lock = threading.Lock()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        with self.lock:
            if self.troubles:
                return httpx.Response(self.troubles.pop(0))
            assert request.url.path == "/api/v1/calls"
            self.keys.add(request.headers["authorization"])
            parts = parts_of(request)
            call = json.loads(parts["call"])
            known = call["source_call_id"] in self.calls
            self.calls[call["source_call_id"]] = call
            if "recording" in parts:
                self.recordings[call["source_call_id"]] = parts["recording"]
            return httpx.Response(200 if known else 202, json={})


def send(
    server: Callable[[httpx.Request], httpx.Response],
    calls: Sequence[Outgoing],
    on_progress: Callable[[Progress], None] | None = None,
    pause: Callable[[float], None] = lambda seconds: None,
) -> Report:
    return feed(
        "http://localhost:1", "key-1", calls, on_progress, transport=httpx.MockTransport(server), pause=pause
    )


def test_a_call_arrives_with_its_people_its_times_and_its_recording():
    server = Server()
    report = send(server, chosen("h-01"))
    assert (report.created, report.known, report.refused) == (1, 0, ())
    call = server.calls["h-01"]
    assert server.keys == {"Bearer key-1"}
    assert call["source"] == "demo"
    assert call["direction"] == "out"
    assert call["purpose"] == "history"
    assert call["manager"] == {"extension": "101"}
    assert call["client"] == {"phone": load().clients["lazarev"].phone, "name": "Лазарев Андрей Викторович"}
    assert datetime.fromisoformat(call["started_at"]).utcoffset() is not None
    last = call["transcript"]["utterances"][-1]
    assert last["speaker"] == "client"
    assert 0 < last["start"] < last["end"] <= call["duration_s"]
    with wave.open(io.BytesIO(server.recordings["h-01"])) as file:
        assert round(file.getnframes() / file.getframerate()) == call["duration_s"]


def test_a_transcript_without_times_a_hidden_number_and_a_missed_call_are_sent_as_such():
    server = Server()
    send(server, chosen("h-03", "p-42", "p-45"))
    assert all(set(line) == {"speaker", "text"} for line in server.calls["h-03"]["transcript"]["utterances"])
    assert server.calls["p-42"]["client"] == {"phone": None}
    assert "transcript" not in server.calls["p-45"]
    assert server.calls["p-45"]["duration_s"] == 0
    assert server.calls["p-45"]["missed"] is True
    assert "p-45" not in server.recordings


def test_every_call_is_what_the_public_api_takes():
    demo = load()
    rows = schedule(demo, NOW, ZoneInfo("Europe/Moscow")).calls
    for call in outgoing(demo, rows, Tone(word=0.01)):
        taken = parse_call(json.dumps(call.build().call).encode())
        assert taken.source_call_id == call.source_call_id


def test_sending_twice_makes_no_second_call():
    server = Server()
    calls = chosen("p-25", "p-46")
    send(server, calls)
    report = send(server, calls)
    assert (report.created, report.known) == (0, 2)


def test_progress_is_told_for_each_call_and_at_most_two_fly_at_once():
    flying, most = [0], [0]
    lock = threading.Lock()
    both = threading.Barrier(AT_ONCE)

    def server(request: httpx.Request) -> httpx.Response:
        with lock:
            flying[0] += 1
            most[0] = max(most[0], flying[0])
        both.wait(10)
        with lock:
            flying[0] -= 1
        both.wait(10)
        return httpx.Response(202)

    seen: list[Progress] = []
    send(server, plain(6), seen.append)
    assert [step.done for step in seen] == [1, 2, 3, 4, 5, 6]
    assert {step.total for step in seen} == {6}
    assert {step.source_call_id for step in seen} == {"0", "1", "2", "3", "4", "5"}
    assert most[0] == AT_ONCE


def test_a_busy_server_is_asked_again_with_growing_pauses():
    pauses: list[float] = []
    report = send(Server(503, 429), chosen("p-46"), pause=pauses.append)
    assert report.created == 1
    assert len(pauses) == 2
    assert pauses == sorted(pauses)


def test_a_refused_call_is_named_and_the_rest_go_on():
    problem = {"title": "Запрос не принят", "detail": "Менеджер не найден.", "errors": [{"field": "manager"}]}

    def server(request: httpx.Request) -> httpx.Response:
        known = json.loads(parts_of(request)["call"])["source_call_id"] == "p-46"
        return httpx.Response(202) if known else httpx.Response(422, json=problem)

    seen: list[Progress] = []
    report = send(server, chosen("p-25", "p-46"), seen.append)
    assert report.created == 1
    (refusal,) = report.refused
    assert (refusal.source_call_id, refusal.status) == ("p-25", 422)
    assert "Менеджер не найден" in refusal.message
    assert "manager" in refusal.message
    assert [step.refusal for step in seen if step.refusal] == [refusal]


@pytest.mark.parametrize("body", [{"text": "<html>"}, {"json": ["x"]}, {"json": {}}])
def test_a_refusal_without_explanation_still_names_the_status(body):
    report = send(lambda request: httpx.Response(400, **body), plain(1))
    assert "400" in report.refused[0].message


def test_a_wrong_key_stops_everything_with_advice():
    with pytest.raises(FeedError, match=r"Ключ API не принят \(401\)"):
        send(lambda request: httpx.Response(401), plain(3))


def test_a_server_that_does_not_answer_is_named_after_the_last_attempt():
    pauses: list[float] = []

    def server(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(FeedError, match="localhost:1 не отвечает"):
        send(server, plain(1), pause=pauses.append)
    assert len(pauses) == 3
