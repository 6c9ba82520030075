"""Recordings that are late, refused, cut off, expired, or no recordings at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from mentor.calls.models import Call, Recording
from mentor.calls.tests.samples import wav
from mentor.telephony.models import Trace, Trouble
from mentor.telephony.providers.generic.tests.exchange import Generic
from mentor.telephony.providers.mango.tests.exchange import Mango, delivery
from mentor.telephony.sounds import MOST_REFUSED
from mentor.telephony.tests.exchange import SOUND, Said, talks

POST = "/queries/recording/post/"


def told(line, exchange):
    """One answered call with its recording, told and taken in; the first try is made."""
    talk = replace(talks(1, timezone.now(), seed=3)[0], missed=False, talk_s=30)
    for sent in exchange.events_of(talk):
        assert line.send(sent).status_code == 200
    line.work()
    return talk


def standing(line):
    with line.scope:
        trace, call = Trace.objects.get(), Call.objects.get()
        return trace.sound, trace.sound_error, call.state, call.kept_reason


def test_a_call_is_there_at_once_and_waits_for_a_late_recording(connect):
    exchange = Mango()
    line = connect(exchange)
    exchange.script[POST] = [Said(404), Said(404), Said(200, b'{"result": 3300}')]
    told(line, exchange)
    assert standing(line)[::2] == ("awaited", "fetching")
    line.later()
    line.work()
    del exchange.script[POST]
    line.later()
    line.work()
    assert standing(line)[::2] == ("here", "processing")


def test_a_pause_that_is_asked_for_is_kept_and_costs_no_try(connect):
    exchange = Mango()
    line = connect(exchange)
    exchange.script[POST] = [Said(429, b"", {"Retry-After": "1800"})]
    told(line, exchange)
    with line.scope:
        trace = Trace.objects.get()
        assert trace.sound_at is not None
        assert timedelta(minutes=29) < trace.sound_at - timezone.now() <= timedelta(minutes=30)
        assert (trace.sound, trace.sound_tries) == ("awaited", 0)
        assert not Trouble.objects.exists()


def test_an_expired_link_is_asked_for_anew(connect):
    exchange = Mango()
    line = connect(exchange)
    links = (f"{exchange.base}/gone", f"{exchange.base}/fresh")
    exchange.script[POST] = [Said(302, b"", {"Location": link}) for link in links]
    exchange.script["/gone"] = [Said(410)]
    exchange.script["/fresh"] = [Said(200, SOUND)]
    told(line, exchange)
    assert standing(line)[0] == "awaited"
    line.later()
    line.work()
    assert standing(line)[0] == "here"


def test_a_download_that_is_cut_off_goes_on_where_it_was(connect):
    exchange = Generic()
    line = connect(exchange)
    half = len(SOUND) // 2
    whole = {"ETag": '"a"', "Content-Length": str(len(SOUND))}
    rest = {"ETag": '"a"', "Content-Range": f"bytes {half}-{len(SOUND) - 1}/{len(SOUND)}"}
    exchange.script["/sound/rec-call-0"] = [Said(200, SOUND[:half], whole), Said(206, SOUND[half:], rest)]
    told(line, exchange)
    assert standing(line)[0] == "here"
    asked = [each for each in exchange.asked if each.path.startswith("/sound/")]
    assert [each.headers.get("range") for each in asked] == [None, f"bytes={half}-"]
    with line.scope:
        assert Recording.objects.get().size == len(SOUND)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Said(200, b"<html>sign in</html>" * 99, {"Content-Type": "text/html"}), "не похож на звукозапись"),
        (Said(403), "ответ 403"),
    ],
)
def test_what_is_no_recording_is_given_up_with_the_reason_and_the_call_stays(connect, said, words):
    exchange = Generic()
    line = connect(exchange)
    exchange.script["/sound/rec-call-0"] = [said]
    told(line, exchange)
    for _ in range(MOST_REFUSED):
        line.later()
        line.work()
    sound, error, state, kept = standing(line)
    assert (sound, state, kept) == ("missing", "kept", "no_recording")
    assert words in error


def test_a_link_into_a_private_network_is_never_asked(connect, settings):
    exchange = Generic()
    line = connect(exchange)
    settings.FETCH_ALLOWED_HOSTS = []
    told(line, exchange)
    assert standing(line)[0] == "missing"
    assert "закрытой сети" in standing(line)[1]
    assert not [each for each in exchange.asked if each.path.startswith("/sound/")]


def test_a_recording_that_never_comes_is_given_up_after_a_day(connect):
    exchange = Mango()
    line = connect(exchange)
    exchange.script[POST] = [Said(404)]
    told(line, exchange)
    with line.scope:
        Trace.objects.update(taken_at=timezone.now() - timedelta(hours=25))
    line.later()
    line.work()
    assert standing(line)[0] == "missing"
    assert "24 ч" in standing(line)[1]


def test_a_call_recorded_in_parts_is_one_recording_of_all_of_them_in_order(connect):
    exchange = Mango()
    line = connect(exchange)
    talk = replace(talks(1, timezone.now(), seed=3)[0], missed=False, talk_s=30)
    *way, _ = exchange.events_of(talk)
    told = {"entry_id": talk.key, "recording_state": "Completed", "completion_code": 1000}
    parts = [
        delivery("events/recording", {**told, "recording_id": f"part-{at}", "timestamp": at})
        for at in (20, 10)
    ]
    for number, seconds in (("10", 0.3), ("20", 0.5)):
        exchange.script[f"/sound/part-{number}"] = [Said(200, wav(seconds))]
    for sent in (*parts, *way):  # the later part is told of first
        assert line.send(sent).status_code == 200
    line.work()
    assert standing(line)[::2] == ("here", "processing")
    with line.scope:
        recording = Recording.objects.get()
        assert recording.original_name == "part-10+1.wav"
        assert recording.size == 44 + int(0.8 * 8000) * 2, "all of both, nothing between"
