"""Two phones talk through an exchange that tells of it: the call is here with its recording, assessed."""

from __future__ import annotations

import asyncio
import wave
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.utils import timezone

from mentor.analysis.models import CallResult
from mentor.calls.models import Call
from mentor.engines.voice_activity.tests.sounds import RATE
from mentor.pipeline import runner
from mentor.pipeline.tests.test_hearing import Scripted, bursts
from mentor.telephony import connections, listening
from mentor.telephony.errors import TelephonyError
from mentor.telephony.models import Event, Trouble
from mentor.telephony.providers.asterisk import PROVIDER, live, story
from mentor.telephony.providers.asterisk.rows import report_of
from mentor.telephony.tests.exchange import talks
from tests.fixtures import LOST_TALK

from .manager import SECRET, USER, Manager, session
from .test_asterisk import Asterisk, write

ZONE = ZoneInfo("Europe/Moscow")
DESK: SimpleQueue[tuple[Callable[[], Any], Future[Any]]] = SimpleQueue()
"""Work of the listener with the database, done by the test."""


def told(messages: list[str]) -> list[story.Message]:
    """What the switchboard made of the messages, one a second."""
    board = story.Switchboard()
    for at, message in enumerate(messages):
        board.hear(1_795_456_953.0 + at, story.fields_of(message.split("\n")))
    [ended] = board.ended(1_795_456_953.0 + len(messages) + story.GRACE_S)
    return story.messages_of(story.text_of(ended))


@pytest.mark.unit
@pytest.mark.parametrize("with_cdr", [True, False])
def test_a_call_is_read_from_its_events_with_or_without_the_cdr_among_them(with_cdr):
    began = timezone.now().astimezone(ZONE).replace(microsecond=0)
    said = [each for each in session(began) if with_cdr or not each.startswith("Event: Cdr")]
    messages = told(said)
    files = story.files_of(messages)
    report = report_of(story.key_of(messages), story.rows_of(messages), zone=ZONE, digits=4, files=files)
    facts = report.facts
    assert report.key == f"{int(began.timestamp())}.0"
    assert (facts.direction, facts.manager, facts.client_phone) == ("in", "101", "79000000201")
    assert (facts.missed, facts.ended) == (False, True)
    assert (facts.duration_s or 0) > 0
    assert (
        facts.recording == f"in-84950000000-79000000201-{began:%Y%m%d-%H%M%S}-{int(began.timestamp())}.0.wav"
    )


@pytest.mark.unit
def test_a_call_whose_beginning_was_not_heard_is_left_to_the_cdr():
    said = [
        each for each in session(timezone.now()) if not each.startswith(("Event: Newchannel", "Event: Cdr"))
    ]
    assert story.rows_of(told(said)) == []


@pytest.mark.unit
def test_a_call_goes_on_until_its_last_channel_hangs_up():
    board = story.Switchboard()
    for message in session(timezone.now())[:-1]:  # the other phone has not hung up yet
        board.hear(0.0, story.fields_of(message.split("\n")))
    assert board.ended(3600.0) == []


@pytest.fixture
def line(connect, monkeypatch):
    """A connection whose listener hands its work with the database to the test's own thread, and waits for nothing."""

    async def ask(work):
        done: Future[Any] = Future()
        DESK.put((work, done))
        return await asyncio.wrap_future(done)

    monkeypatch.setattr(listening, "_apart", ask)
    monkeypatch.setattr(listening, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(story, "GRACE_S", 0.0)
    monkeypatch.setattr(live, "LOOK_S", 0.01)
    return connect(Asterisk())


def listen(line, manager: Manager, *, logins: int = 1, kept: int = 0) -> None:
    """Listens until so many log-ins were let in and so many calls were kept."""
    loop, stop = asyncio.new_event_loop(), asyncio.Event()

    def configure() -> None:
        with line.scope:
            connection = line.connection()
            plain = connection.settings | {"ami": manager.address, "ami_user": USER}
            given = {"ami_secret": SECRET}
            connections.change(
                connection=connection, title="АТС", plain=plain, given=given, allowed=[], by=None
            )

    async def run() -> None:
        async with manager:
            await listening._apart(configure)
            wanted = listening.Wanted(line.company_id, line.connection_id, "")
            task = asyncio.create_task(listening.follow(wanted))
            await stop.wait()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    thread = Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    try:
        while len(manager.logins) < logins or _events(line) < kept:
            do_next()
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


def do_next() -> None:
    """The next work for the database; whoever asked for it hears how it ended, unless they have gone."""
    work, done = DESK.get(timeout=60)
    if not done.set_running_or_notify_cancel():
        return
    try:
        done.set_result(work())
    except Exception as error:  # it belongs to whoever asked
        done.set_exception(error)


def _events(line) -> int:
    with line.scope:
        return Event.objects.count()


def test_two_phones_talk_and_the_recording_is_here_assessed(line, settings, monkeypatch):
    began = (timezone.now() - timedelta(minutes=1)).astimezone(ZONE).replace(microsecond=0)
    listen(line, Manager(session(began)), kept=1)
    folder = Path(settings.TELEPHONY_DIR) / str(line.company_id) / "monitor"
    folder.mkdir(parents=True)
    name = f"in-84950000000-79000000201-{began:%Y%m%d-%H%M%S}-{int(began.timestamp())}.0.wav"
    write_wav(folder / name)
    line.work()
    scripted = Scripted([words for _, words in LOST_TALK])
    monkeypatch.setattr("config.engines.speech_to_text", lambda: scripted)
    with line.scope:
        call = Call.objects.get()
        assert (call.started_at, call.direction, call.client_phone) == (began, "in", "79000000201")
        assert call.manager is not None and call.manager.extensions.get().value == "101"
        assert call.recording is not None and call.recording.original_name == name
        for hearing in (False, True, False):
            runner.work(line.company_id, call.pk, hearing=hearing)
        assert CallResult.objects.get(call=call).outcome


def write_wav(path: Path) -> None:
    ours, theirs = bursts(6, gap=2.5), bursts(6, gap=2.5, offset=2.0)
    longest = max(len(ours), len(theirs))
    lanes = np.stack([np.pad(each, (0, longest - len(each))) for each in (ours, theirs)], axis=1)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((lanes * 32_000).astype("<i2").tobytes())


def test_a_line_that_breaks_is_begun_anew_and_the_cdr_tells_what_was_missed(line, settings):
    talk = talks(1, timezone.now(), seed=3)[0]
    write(Path(settings.TELEPHONY_DIR) / str(line.company_id), [talk])
    listen(line, Manager(None, []), logins=2)
    line.work()
    with line.scope:
        assert Call.objects.get().source_call_id == talk.key
        assert not Trouble.objects.filter(where="live").exists(), "the line works again"


def test_the_same_call_told_by_events_and_by_the_cdr_is_one_call(line, settings):
    began = (timezone.now() - timedelta(minutes=1)).astimezone(ZONE).replace(microsecond=0)
    talk = talks(1, began, seed=3)[0]
    key = f"{int(began.timestamp())}.0"
    same = replace(
        talk, key=key, began=began, client="79000000201", manager="101", direction="in", missed=False
    )
    write(Path(settings.TELEPHONY_DIR) / str(line.company_id), [same])
    listen(line, Manager(session(began)), kept=1)
    line.work()
    line.poll()
    line.work()
    with line.scope:
        assert Call.objects.count() == 1


def test_a_wrong_password_of_the_exchange_is_told_in_words(line, settings):
    (Path(settings.TELEPHONY_DIR) / str(line.company_id) / "monitor").mkdir(parents=True)

    with line.scope:
        account = connections.account_of(line.connection())
    plain = {**account.settings, "ami_user": USER, "cdr": ""}

    async def asked(secret: str) -> str:
        async with Manager() as manager:
            told = replace(account, settings=plain | {"ami": manager.address}, secrets={"ami_secret": secret})
            return await asyncio.to_thread(PROVIDER.check, told)

    assert "Asterisk 16.28.0" in asyncio.run(asked(SECRET))
    nobody = replace(account, settings=plain | {"ami": "127.0.0.1:1"}, secrets={"ami_secret": SECRET})
    with pytest.raises(TelephonyError, match="соединение не принимается"):
        PROVIDER.check(nobody)
    with pytest.raises(TelephonyError, match="не принимает ключ"):
        asyncio.run(asked("wrong"))
