"""What every provider's secret address promises, whatever it signs: rotation, an end to the old one, named networks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from mentor.telephony import connections
from mentor.telephony.models import Connection, Event, Trouble
from mentor.telephony.providers.beeline.tests.exchange import Beeline
from mentor.telephony.providers.beeline.tests.test_xsi import released
from mentor.telephony.registry import PROVIDERS
from mentor.telephony.tests.exchange import Delivery, Exchange, Talk
from mentor.telephony.tests.test_no_call_lost import EXCHANGES

HOOKED: dict[str, type[Exchange]] = {kind.code: kind for kind in (*EXCHANGES, Beeline)}


def event_of(exchange: Exchange, key: str) -> Delivery:
    """The last that is told of a call; another call is another event."""
    talk = Talk(key, timezone.now().replace(microsecond=0) - timedelta(minutes=2))
    if isinstance(exchange, Beeline):
        return released(talk, desk="101", answered=True)
    return exchange.events_of(talk)[-1]


def test_every_provider_with_an_address_is_walked_here():
    assert {code for code, provider in PROVIDERS.items() if provider.hook} <= HOOKED.keys()


@pytest.mark.parametrize("code", [code for code, provider in PROVIDERS.items() if provider.hook])
def test_a_secret_address_is_rotated_without_losing_a_call_and_the_old_one_ends(connect, code):
    line = connect(HOOKED[code]())
    with line.scope:
        fresh = replace(line, token=connections.rotate(connection=line.connection(), by=None))
    for number, each in enumerate((line, fresh)):  # the old address works for a day
        assert each.send(event_of(line.exchange, f"meanwhile-{number}")).status_code == 200
    with line.scope:
        connections.forget_old_address(connection=line.connection(), by=None)
    assert line.send(event_of(line.exchange, "leaked")).status_code == 404
    assert fresh.send(event_of(line.exchange, "after")).status_code == 200
    with line.scope:
        latest = replace(line, token=connections.rotate(connection=line.connection(), by=None))
        Connection.objects.update(previous_hook_until=timezone.now())
    assert fresh.send(event_of(line.exchange, "a day later")).status_code == 404
    assert latest.send(event_of(line.exchange, "in time")).status_code == 200
    with line.scope:
        assert Event.objects.count() == 4


@pytest.mark.parametrize("code", [code for code, provider in PROVIDERS.items() if provider.hook])
def test_events_come_from_the_named_networks_only(connect, code):
    line = connect(HOOKED[code]())
    sent = event_of(line.exchange, "one")
    with line.scope:
        Connection.objects.update(allowed_addresses=["81.88.80.0/20", "2001:db8::/32"])
    for stranger in ("10.0.0.1", "2001:db9::1", ""):
        assert line.send(sent, REMOTE_ADDR=stranger).status_code == 403
    with line.scope:
        assert not Event.objects.exists(), "a refused event is kept nowhere"
        assert "которого нет в списке разрешённых" in Trouble.objects.get().text
    for ours in ("81.88.86.11", "2001:db8::7"):
        assert line.send(sent, REMOTE_ADDR=ours).status_code == 200
    with line.scope:
        assert Event.objects.count() == 1
