"""What of Exolve's rows cannot be read stands aside, and keeps no other call back."""

from __future__ import annotations

import json
from dataclasses import replace

from django.utils import timezone

from mentor.calls.models import Call
from mentor.telephony.models import Trace
from mentor.telephony.providers.exolve.tests.exchange import Exolve, row_of
from mentor.telephony.tests.exchange import Delivery, Said, talks


def test_a_call_among_strangers_numbers_stands_aside_with_the_reason(connect):
    exchange = Exolve()
    line = connect(exchange)
    good, strange = talks(2, timezone.now())
    rows = [row_of(strange) | {"number_a": "1", "number_b": "2"}, row_of(good), {"odd": True}]
    exchange.script["/statistics/call-history/v1/GetList"] = [
        Said(200, json.dumps({"call_history": rows}).encode())
    ]
    line.poll()
    line.work()
    with line.scope:
        assert Call.objects.get().source_call_id == good.key
        aside = Trace.objects.filter(state="parked")
        assert "впишите их в настройках" in aside.get(call_key=strange.key).reason
        assert aside.count() == 2, "a row without an id stands aside too"


def test_a_recording_that_no_event_named_is_asked_for_by_the_calls_id(connect):
    exchange = Exolve()
    line = connect(exchange)
    talk = replace(talks(1, timezone.now(), seed=3)[0], missed=False, talk_s=30)
    body = json.dumps({"event_type": "call.completed", "payload": row_of(talk)})
    assert line.send(Delivery(body=body, content_type="application/json")).status_code == 200
    line.work()
    line.later()
    line.work()
    with line.scope:
        assert Trace.objects.get().sound == "here"
    assert [each.path for each in exchange.asked][-2:] == [
        "/statistics/call-record/v1/GetInfo",
        "/sound/call-0",
    ]
