"""A telephony whose clock is an hour off: every call is here once or stands aside, and the page says what to do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mentor.calls.models import Call
from mentor.core.tenancy import company_scope
from mentor.telephony import clock
from mentor.telephony.health import health_of
from mentor.telephony.models import Trace
from mentor.telephony.providers.asterisk.tests.test_asterisk import Asterisk, write
from mentor.telephony.providers.generic.tests.exchange import Generic
from mentor.telephony.providers.mango.tests.exchange import Mango
from mentor.telephony.tests.exchange import Talk

HOUR = timedelta(hours=1)


def just_ended(key: str, off: timedelta) -> Talk:
    """A call that ended this minute, as a telephony whose clock is so far off tells of it."""
    return Talk(key, (timezone.now() - timedelta(seconds=40)).replace(microsecond=0) + off)


def said(line) -> list[str]:
    """What the page says is wrong, now."""
    with company_scope(line.company_id):
        clock.tell(line.company_id, timezone.now())
        return [trouble.text for trouble in health_of(line.connection()).troubles]


def test_calls_of_a_clock_an_hour_behind_are_taken_and_the_page_says_so_until_it_is_right(connect):
    line = connect(Generic())
    for number in range(3):
        line.send(line.exchange.events_of(just_ended(f"slow-{number}", -HOUR))[0])
    line.work()
    [words] = said(line)
    assert words.startswith("Часы телефонии отстают на 60 мин.")
    line.send(line.exchange.events_of(just_ended("right", timedelta()))[0])
    line.work()
    assert said(line) == []
    with line.scope:
        assert Call.objects.count() == 4


def test_calls_of_a_clock_an_hour_ahead_stand_aside_and_the_page_says_so_until_it_is_right(connect):
    line = connect(Generic())
    line.send(line.exchange.events_of(just_ended("fast", HOUR))[0])
    line.work()
    [words] = said(line)
    assert words.startswith("Часы телефонии спешат на 60 мин: звонки «из будущего» отложены")
    line.send(line.exchange.events_of(just_ended("right", timedelta()))[0])
    line.work()
    assert said(line) == []
    with line.scope:
        assert list(Trace.objects.values_list("call_key", "state").order_by("call_key")) == [
            ("fast", "parked"),
            ("right", "taken"),
        ]


@pytest.mark.parametrize("off", [HOUR, -HOUR], ids=["ahead", "behind"])
def test_a_cursor_neither_misses_nor_doubles_calls_of_a_wrong_clock(connect, monkeypatch, off):
    line = connect(Mango())
    line.poll()  # the cursor stands at now
    line.exchange.talks = [just_ended("one", off)]
    real = timezone.now
    for later in (0, 30, 61, 90, 300):
        monkeypatch.setattr(timezone, "now", lambda later=later: real() + timedelta(minutes=later))
        line.poll()
        line.work()
    with line.scope:
        assert Call.objects.get().source_call_id == "one"


def test_a_journal_of_an_exchange_an_hour_ahead_is_put_aside_at_once(connect, settings):
    line = connect(Asterisk())
    write(settings.TELEPHONY_DIR / str(line.company_id), [just_ended("fast", HOUR)])
    line.poll()
    with line.scope:
        assert Trace.objects.get().reason_code == "clock"
    assert "спешат на 60 мин" in said(line)[0]
