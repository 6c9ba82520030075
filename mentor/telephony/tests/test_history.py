"""The history is caught up with after any outage; the cursor moves over nothing that was not read."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from mentor.calls.models import Call
from mentor.telephony.models import Connection, Trouble
from mentor.telephony.providers.mango.tests.exchange import Mango
from mentor.telephony.tests.exchange import Said, talks


def test_days_of_outage_are_caught_up_with(connect):
    exchange = Mango()
    line = connect(exchange)
    now = timezone.now()
    exchange.talks = [
        replace(each, began=each.began - timedelta(days=number)) for number, each in enumerate(talks(4, now))
    ]
    with line.scope:
        Connection.objects.update(history_until=now - timedelta(days=4))
    line.poll()
    line.work()  # each look asks for the next one until today is reached
    with line.scope:
        assert Call.objects.count() == 4
        assert line.connection().history_until >= now


def test_a_failure_moves_no_cursor_and_is_told_until_it_is_mended(connect):
    exchange = Mango()
    line = connect(exchange)
    with line.scope:
        before = line.connection().history_until
    for said, words in (
        (Said(200, json.dumps({"result": 3103, "message": "wrong sign"}).encode()), "код 3103"),
        (Said(401), "не принимает ключ"),
        (Said(502), "ответ 502"),
        (Said(200, b"<html>"), "вместо JSON"),
    ):
        exchange.script["/stats/request"] = [said]
        line.poll()
        with line.scope:
            assert words in Trouble.objects.get().text
            assert line.connection().history_until == before
    del exchange.script["/stats/request"]
    line.poll()
    with line.scope:
        assert not Trouble.objects.exists()
        assert line.connection().history_until > before


def test_a_busy_provider_is_asked_when_it_said(connect):
    exchange = Mango()
    line = connect(exchange)
    exchange.script["/stats/request"] = [Said(429, b"", {"Retry-After": "600"})]
    line.poll()
    with line.scope:
        wait = line.connection().next_poll_at - timezone.now()
        assert timedelta(minutes=9) < wait <= timedelta(minutes=10)
        assert not Trouble.objects.exists()
