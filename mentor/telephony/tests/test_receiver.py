"""Events before Django: many at once are one transaction, each is answered by itself, none before it is kept."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from mentor.telephony import receiver
from mentor.telephony.door import LATER, MOST_BYTES, Answer, Incoming, answer_all
from mentor.telephony.models import Event
from mentor.telephony.provider import Hook
from mentor.telephony.providers.mango.tests.exchange import Mango, delivery
from mentor.telephony.queue import HANDLE_TASK


class Sender:
    """Sends to an ASGI application and keeps what it answered."""

    def __init__(self) -> None:
        self.app = receiver.Receiver(self.django)
        self.handed_on: list[str] = []

    async def django(self, scope: Any, _receive: Any, send: Any) -> None:
        self.handed_on.append(scope["path"])
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def send(self, path: str, *pieces: bytes) -> tuple[int, bytes]:
        said: list[Any] = []
        waiting = [
            {"type": "http.request", "body": piece, "more_body": at + 1 < len(pieces)}
            for at, piece in enumerate(pieces)
        ]

        async def receive() -> Any:
            return waiting.pop(0)

        async def answer(message: Any) -> None:
            said.append(message)

        scope = {"type": "http", "path": path, "method": "POST", "headers": [], "client": ("10.0.0.9", 5)}
        await self.app(scope, receive, answer)
        return said[0]["status"], said[1]["body"]


@pytest.mark.unit
def test_while_a_batch_is_written_the_next_one_gathers(monkeypatch):
    batches: list[list[str]] = []

    def note(asked: list[Incoming]) -> list[Answer]:
        batches.append([each.hook.path for each in asked if each.hook])
        return [Answer(200, each.hook.path if each.hook else "") for each in asked]

    monkeypatch.setattr(receiver, "answer_all", note)
    sender = Sender()

    async def flood() -> list[tuple[int, bytes]]:
        return await asyncio.gather(*(sender.send(f"/hooks/telephony/t/{n}", b"x") for n in range(250)))

    answers = asyncio.run(flood())
    assert answers == [(200, str(number).encode()) for number in range(250)]
    assert sum(map(len, batches)) == 250
    assert len(batches) <= 4


@pytest.mark.unit
def test_what_fails_is_answered_as_not_taken(monkeypatch):
    monkeypatch.setattr(receiver, "answer_all", lambda _asked: 1 / 0)
    assert asyncio.run(Sender().send("/hooks/telephony/t/", b"x"))[0] == LATER.status


@pytest.mark.unit
def test_everything_else_goes_to_django():
    sender = Sender()
    assert asyncio.run(sender.send("/calls/", b""))[0] == 204
    assert sender.handed_on == ["/calls/"]


@pytest.mark.unit
def test_a_body_that_grows_too_large_is_not_gathered(monkeypatch):
    seen: list[Hook | None] = []

    def note(asked: list[Incoming]) -> list[Answer]:
        seen.extend(each.hook for each in asked)
        return [Answer(413)] * len(asked)

    monkeypatch.setattr(receiver, "answer_all", note)
    half = b"x" * (MOST_BYTES // 2 + 1)
    assert asyncio.run(Sender().send("/hooks/telephony/t/", half, half, half))[0] == 413
    assert seen == [None]


def test_many_events_are_one_job_and_each_has_its_own_answer(connect):
    from procrastinate.contrib.django.models import ProcrastinateJob

    line = connect(Mango())
    good = [delivery("events/call", {"entry_id": str(number)}) for number in range(5)]
    bad = delivery("events/call", {"entry_id": "x"}, signed="0" * 64)
    asked = [
        Incoming(
            line.token, "POST", Hook("POST", each.rest, "", each.content_type, each.body.encode()), "10.0.0.9"
        )
        for each in (*good, bad, good[0])
    ]
    answers = answer_all([*asked, Incoming("nobody", "POST", asked[0].hook, "10.0.0.9")])
    assert [answer.status for answer in answers] == [200] * 5 + [403, 200, 404]
    with line.scope:
        assert Event.objects.count() == 5
    assert ProcrastinateJob.objects.filter(task_name=HANDLE_TASK).count() == 1
