"""What a history may answer instead of calls: no cursor moves over it, an odd row stands aside alone."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.utils import timezone

from mentor.calls.models import Call
from mentor.telephony.models import Trace, Trouble
from mentor.telephony.registry import PROVIDERS
from mentor.telephony.tests.exchange import Said, talks
from mentor.telephony.tests.test_every_hook import HOOKED

READ = [code for code, kind in HOOKED.items() if kind.has_history and PROVIDERS[code].history]
NONE = (b"<html>", b"", b"null", b"[1]", b'"ok"', b'{"error":"x","result":0}', b"\xff\xfe")


@pytest.mark.parametrize("code", READ)
def test_an_answer_that_is_no_history_moves_no_cursor_and_is_told(connect, monkeypatch, code):
    line = connect(HOOKED[code]())
    with line.scope:
        before = line.connection().history_until
    for body in NONE:
        monkeypatch.setattr(line.exchange, "answer", lambda _asked, body=body: Said(200, body))
        line.poll()
        with line.scope:
            assert line.connection().history_until == before, body
            assert Trouble.objects.get().where == "history"
            Trouble.objects.all().delete()


@pytest.mark.parametrize("code", READ)
@pytest.mark.parametrize("odd", ["вчера", 1e300])
def test_an_odd_row_of_a_history_stands_aside_and_keeps_no_other_back(connect, monkeypatch, code, odd):
    line = connect(HOOKED[code]())
    began = timezone.now().replace(microsecond=0)
    line.exchange.talks = [replace(each, missed=False, talk_s=30) for each in talks(2, began, seed=3)]
    answer = line.exchange.answer

    def spoilt(asked):
        said = answer(asked)
        return replace(said, body=_spoilt(said.body, line.exchange.talks[0].key, odd))

    monkeypatch.setattr(line.exchange, "answer", spoilt)
    line.poll()
    with line.scope:
        assert [call.source_call_id for call in Call.objects.all()] == [line.exchange.talks[1].key]
        assert Trace.objects.get(state="parked").reason


def _spoilt(body: bytes, key: str, odd: object) -> bytes:
    """The answer with all numbers and texts of the rows of this call but its id made odd."""
    try:
        value = json.loads(body)
    except ValueError:
        rows = [line.split(";") for line in body.decode().splitlines()]
        bad = [[each if each == key else str(odd) for each in row] if key in row else row for row in rows]
        return "\n".join(";".join(row) for row in bad).encode()
    return json.dumps(_odd(value, key, odd)).encode()


def _odd(value: object, key: str, odd: object) -> object:
    if isinstance(value, list):
        return [_odd(each, key, odd) for each in value]
    if not isinstance(value, dict):
        return value
    if key in map(str, value.values()):
        return {name: each if str(each) == key else odd for name, each in value.items()}
    return {name: _odd(each, key, odd) for name, each in value.items()}
