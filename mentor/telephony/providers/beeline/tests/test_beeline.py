"""Recorded calls of Beeline are found page by page, each once; the key leaves for no other host."""

from __future__ import annotations

from django.utils import timezone

from mentor.calls.models import Call
from mentor.telephony.providers.beeline.tests.exchange import TOKEN, Beeline
from mentor.telephony.tests.exchange import Said, talks


def test_every_recorded_call_is_there_once_with_its_recording(connect):
    exchange = Beeline()
    line = connect(exchange)
    exchange.talks = talks(10, timezone.now())
    answered = [talk for talk in exchange.talks if not talk.missed]
    for _ in range(2):
        line.poll()
        line.work()
    with line.scope:
        calls = list(Call.objects.select_related("manager"))
        assert sorted(call.client_phone for call in calls) == sorted(talk.client for talk in answered)
        assert all(call.recording_id and call.manager for call in calls)
        assert sorted(call.duration_s for call in calls) == sorted(talk.talk_s for talk in answered)


def test_the_key_is_not_carried_to_another_host(connect, settings):
    settings.FETCH_ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    exchange = Beeline()
    line = connect(exchange)
    settings.FETCH_ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    exchange.talks = [talk for talk in talks(4, timezone.now()) if not talk.missed][:1]
    away = exchange.base.replace("127.0.0.1", "localhost")
    exchange.script["/apis/portal/v2/records/1000/download"] = [
        Said(302, b"", {"Location": f"{away}/sound/elsewhere"})
    ]
    line.poll()
    line.work()
    asked = {each.path: each.headers.get("x-mpbx-api-auth-token") for each in exchange.asked}
    assert asked["/apis/portal/v2/records/1000/download"] == TOKEN
    assert asked["/sound/elsewhere"] is None
