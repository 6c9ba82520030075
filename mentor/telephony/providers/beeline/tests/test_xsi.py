"""Beeline's events: the subscription is kept alive, legs of a call are one call, bombs are refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mentor.calls.models import Call
from mentor.telephony import connections, looking_after
from mentor.telephony.models import Event, Trace, Trouble
from mentor.telephony.providers.beeline.tests.exchange import Beeline, subscribed
from mentor.telephony.tests.exchange import Delivery, Said, talks

BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "xxxxxxxxxx"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


def released(talk, *, desk: str, answered: bool) -> Delivery:
    """The end of one desk's leg, as the exchange writes it."""
    began = int(talk.began.timestamp() * 1000)
    times = f"<xsi:answerTime>{began}</xsi:answerTime>" if answered else ""
    return Delivery(
        body=f"""<?xml version="1.0" encoding="UTF-8"?>
<xsi:Event xmlns:xsi="http://schema.broadsoft.com/xsi" xmlns:xsi1="http://www.w3.org/2001/XMLSchema-instance"
 xsi1:type="xsi:SubscriptionEvent"><xsi:eventID>{desk}-{talk.key}</xsi:eventID>
<xsi:targetId>{desk}@ip.beeline.ru</xsi:targetId><xsi:eventData xsi1:type="xsi:CallReleasedEvent"><xsi:call>
<xsi:callId>callhalf-{desk}:0</xsi:callId><xsi:extTrackingId>{talk.key}</xsi:extTrackingId>
<xsi:personality>{"Originator" if talk.direction == "out" else "Terminator"}</xsi:personality>
<xsi:state>Released</xsi:state><xsi:remoteParty><xsi:address countryCode="7">tel:{talk.client}</xsi:address>
<xsi:callType>Network</xsi:callType></xsi:remoteParty><xsi:startTime>{began}</xsi:startTime>{times}
<xsi:releaseTime>{began + talk.talk_s * 1000}</xsi:releaseTime></xsi:call></xsi:eventData></xsi:Event>""",
        content_type="application/xml",
    )


@pytest.fixture
def line(connect):
    return connect(Beeline())


def test_a_call_that_rang_at_two_desks_is_one_call_of_who_took_it(line):
    talk = talks(1, timezone.now(), seed=3)[0]
    talk = talk.__class__(talk.key, talk.began, "in", "101", talk.client, 40, missed=False)
    for sent in (released(talk, desk="102", answered=False), released(talk, desk="101", answered=True)):
        assert line.send(sent).status_code == 200
        line.work()
    line.exchange.talks = [talk]
    line.poll()  # the record comes by the list, under the same id
    line.work()
    with line.scope:
        call = Call.objects.get()
        assert (call.source_call_id, call.duration_s, call.kept_reason) == (talk.key, 40, "")
        assert call.manager is not None and call.manager.extensions.get().value == "101"
        assert call.recording_id is not None


def test_a_call_that_nobody_took_is_missed_once_no_desk_can_tell_more(line, monkeypatch):
    talk = talks(1, timezone.now(), seed=3)[0]
    talk = talk.__class__(talk.key, talk.began, "in", "101", talk.client, 0, missed=True)
    line.send(released(talk, desk="101", answered=False))
    line.work()
    with line.scope:
        assert not Call.objects.exists()
        Trace.objects.update(created_at=timezone.now() - timedelta(minutes=3))
    looking_after.look_after(line.company_id)
    with line.scope:
        assert Call.objects.get().kept_reason == "missed"


@pytest.mark.parametrize(("body", "words"), [(BOMB, "сущности"), (OUTSIDE, "сущности"), ("<a", "не XML")])
def test_an_xml_bomb_stands_aside_unread(line, body, words):
    assert line.send(Delivery(body=body, content_type="application/xml")).status_code == 200
    line.work()
    with line.scope:
        event = Event.objects.get()
        assert event.state == "parked"
        assert words in event.reason


def test_a_subscription_is_renewed_before_it_ends_and_the_one_before_is_ended(line):
    looking_after.look_after(line.company_id)
    line.work()
    [first] = subscribed(line.exchange)
    assert first["url"].endswith(f"/hooks/telephony/{line.token}/")
    with line.scope:
        connection = line.connection()
        left = connection.subscribed_until - connection.renew_at
        assert left > timedelta(minutes=20)
        connection.renew_at = timezone.now()
        connection.save()
    looking_after.look_after(line.company_id)
    line.work()
    assert len(subscribed(line.exchange)) == 2
    ended = [each for each in line.exchange.asked if each.method == "DELETE"]
    assert [each.query["subscriptionId"] for each in ended] == ["sub-1"]


def test_a_new_address_is_subscribed_and_a_refusal_is_told(line):
    with line.scope:
        fresh = connections.rotate(connection=line.connection(), by=None)
    line.exchange.script["/apis/portal/subscription"] = [
        Said(400, b'{"errorCode":"BadUrl","description":"\\u043d\\u0435\\u0442"}')
    ]
    looking_after.look_after(line.company_id)
    line.work()
    with line.scope:
        assert "подписка не оформлена" in Trouble.objects.get(where="live").text
        line.connection().__class__.objects.update(renew_at=timezone.now())
    del line.exchange.script["/apis/portal/subscription"]
    looking_after.look_after(line.company_id)
    line.work()
    assert subscribed(line.exchange)[-1]["url"].endswith(f"/{fresh}/")
    with line.scope:
        assert not Trouble.objects.filter(where="live").exists()
