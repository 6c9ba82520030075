"""Sends the demonstration's calls through the public API, the way a customer's telephony does.

Sending twice is safe: the API knows a call by its source and the source's call id.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

import httpx

from mentor.engines.text_to_speech.port import TextToSpeech

from .content import Demo
from .schedule import ScheduledCall
from .voice import TwoLanes, record, timbre, wav_bytes

SOURCE = "demo"
AT_ONCE = 2
ATTEMPTS = 4
PAUSES = (0.5, 2.0, 6.0)  # seconds before the second, third and fourth attempt
TIMEOUT = httpx.Timeout(60.0, connect=10.0)
BUSY = frozenset({429, 500, 502, 503, 504})


class FeedError(Exception):
    """Nothing more can be sent; the message says in Russian what happened and what to do."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One request: the metadata of a call and its recording (WAV), None where there is none."""

    call: dict[str, Any]
    recording: bytes | None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A call to be sent. ``build`` speaks it, so it is called only when its turn comes."""

    source_call_id: str
    build: Callable[[], Letter]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call that the API did not take, and its words about it."""

    source_call_id: str
    status: int
    message: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the sending is; ``refusal`` tells of the call just tried."""

    done: int
    total: int
    source_call_id: str
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What became of all calls: newly taken, known before, refused."""

    created: int
    known: int
    refused: tuple[Refusal, ...]


def outgoing(
    demo: Demo, calls: Sequence[ScheduledCall], engine: TextToSpeech, *, transcripts: bool = True
) -> tuple[Outgoing, ...]:
    """Make scheduled calls ready to be sent, in their order; ``transcripts`` as in ``letter``."""
    return tuple(
        Outgoing(row.call.id, lambda row=row: letter(demo, row, engine, transcripts=transcripts))  # type: ignore[misc] # bound per row
        for row in calls
    )


def letter(demo: Demo, scheduled: ScheduledCall, engine: TextToSpeech, *, transcripts: bool = True) -> Letter:
    """Speak one call and describe it in the API's words; without ``transcripts`` the recording alone tells."""
    call = scheduled.call
    client = demo.clients[call.client]
    manager = demo.manager(call.manager)
    body: dict[str, Any] = {
        "source": SOURCE,
        "source_call_id": call.id,
        "direction": call.direction,
        "started_at": scheduled.started_at.isoformat(),
        "duration_s": 0,
        "manager": {"extension": manager.extension},
        "client": {"phone": client.phone} | ({"name": client.name} if client.name else {}),
        "purpose": call.purpose,
    }
    if not call.utterances:
        return Letter(body | {"missed": True}, None)
    own = timbre(manager.name, manager.voice)
    other = timbre(client.key, client.voice, unlike=own)
    recording = record(call.utterances, call_id=call.id, manager=own, client=other, engine=engine)
    body["duration_s"] = round(recording.duration)
    if transcripts:
        body["transcript"] = {"utterances": _utterances(scheduled, recording)}
    return Letter(body, wav_bytes(recording))


def _utterances(scheduled: ScheduledCall, recording: TwoLanes) -> list[dict[str, Any]]:
    timed = scheduled.call.transcript == "timed"
    return [
        {"speaker": line.speaker, "text": line.text}
        | ({"start": span.start, "end": span.end} if timed else {})
        for line, span in zip(scheduled.call.utterances, recording.spans, strict=True)
    ]


def feed(
    base_url: str,
    api_key: str,
    calls: Sequence[Outgoing],
    on_progress: Callable[[Progress], None] | None = None,
    *,
    transport: httpx.BaseTransport | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> Report:
    """Send every call, two at once, oldest first; a busy server is asked again with growing pauses.

    Calls are spoken one after another, so that a fresh run makes the very same recordings, and no more than
    three wait in memory. A call that the API refuses is reported and the rest go on. Raises ``FeedError``
    where nothing can go on: the server does not answer or the key is not accepted. ``on_progress`` is called
    in the caller's thread. ``transport`` and ``pause`` are for tests.
    """
    answers: list[Refusal | bool] = []
    flying: dict[Future[Refusal | bool], str] = {}

    def land(patience: int) -> None:
        while len(flying) > patience:
            for job in wait(flying, return_when=FIRST_COMPLETED).done:
                call_id, answer = flying.pop(job), job.result()
                answers.append(answer)
                if on_progress is not None:
                    refusal = answer if isinstance(answer, Refusal) else None
                    on_progress(Progress(len(answers), len(calls), call_id, refusal))

    with _client(base_url, api_key, transport) as client, ThreadPoolExecutor(AT_ONCE) as pool:
        for call in calls:
            built = call.build()
            land(AT_ONCE - 1)
            flying[pool.submit(_send, client, call.source_call_id, built, pause)] = call.source_call_id
        land(0)
    refused = tuple(answer for answer in answers if isinstance(answer, Refusal))
    return Report(created=answers.count(True), known=answers.count(False), refused=refused)


def _client(base_url: str, api_key: str, transport: httpx.BaseTransport | None) -> httpx.Client:
    # trust_env: a proxy of the environment must not get between two parts of one installation.
    return httpx.Client(
        base_url=base_url,
        headers={"Authorization": f"Bearer {api_key}"},
        timeout=TIMEOUT,
        transport=transport,
        trust_env=False,
    )


def _send(client: httpx.Client, call_id: str, sent: Letter, pause: Callable[[float], None]) -> Refusal | bool:
    """True: newly taken; False: known before."""
    # A part without a file name is an ordinary form field for the server.
    parts: dict[str, Any] = {"call": (None, json.dumps(sent.call, ensure_ascii=False), "application/json")}
    if sent.recording is not None:
        parts["recording"] = (f"{call_id}.wav", sent.recording, "audio/wav")
    for attempt in range(ATTEMPTS):
        last = attempt == ATTEMPTS - 1
        try:
            response = client.post("/api/v1/calls", files=parts)
        except httpx.TransportError as problem:
            if last:
                raise FeedError(_unreachable(client, problem)) from problem
        else:
            if response.status_code not in BUSY or last:
                return _answer(call_id, response)
        pause(PAUSES[attempt])
    raise AssertionError("the last attempt always answers")


def _answer(call_id: str, response: httpx.Response) -> Refusal | bool:
    if response.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise FeedError(
            f"Ключ API не принят ({response.status_code}). Уже принятые звонки в безопасности. "
            "Выпустите новый ключ компании и повторите: принятые звонки не удвоятся."
        )
    if response.is_success:
        return response.status_code != httpx.codes.OK
    return Refusal(call_id, response.status_code, _words(response))


def _words(response: httpx.Response) -> str:
    """What the problem JSON (RFC 9457) says, with the fields it names."""
    try:
        problem = response.json()
    except ValueError:
        return f"Сервер ответил {response.status_code} без пояснения."
    if not isinstance(problem, dict):
        return f"Сервер ответил {response.status_code} без пояснения."
    words = str(problem.get("detail") or problem.get("title") or f"Сервер ответил {response.status_code}.")
    fields = problem.get("errors")
    return f"{words} {json.dumps(fields, ensure_ascii=False)}" if fields else words


def _unreachable(client: httpx.Client, problem: httpx.TransportError) -> str:
    return (
        f"Сервер {client.base_url} не отвечает ({type(problem).__name__}). "
        "Уже принятые звонки в безопасности. Запустите сервер и повторите: принятые звонки не удвоятся."
    )
