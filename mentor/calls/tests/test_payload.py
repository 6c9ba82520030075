from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentor.calls.intake import SuppliedUtterance
from mentor.calls.messages import TEXTS
from mentor.calls.payload import build, parse_call
from mentor.calls.payload_errors import PayloadProblem, field_errors
from mentor.core.problems import Problem

from .samples import REMOVED, raw

pytestmark = pytest.mark.unit
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def refused(body: bytes) -> set[tuple[str, str]]:
    with pytest.raises(PayloadProblem) as caught:
        parse_call(body)
    return {(error.field, error.code) for error in field_errors(caught.value)}


def test_a_full_call_arrives_whole():
    turns = [
        {"speaker": "manager", "text": "Добрый день", "start": 0, "end": 1.5},
        {"speaker": "client", "text": "Да"},
    ]
    call = parse_call(raw(deal_id="d-7", purpose="history", transcript={"utterances": turns}))
    new = build(call, now=NOW)
    assert (new.source, new.source_call_id, new.direction, new.purpose) == ("mango", "c-1", "in", "history")
    assert new.started_at == datetime(2026, 3, 2, 11, 20, tzinfo=UTC)
    assert (new.manager_extension, new.manager_email, new.client_phone) == ("101", "", "+7 912 345-67-89")
    assert new.transcript == (
        SuppliedUtterance("manager", "Добрый день", 0, 1.5),
        SuppliedUtterance("client", "Да"),
    )


def test_a_hidden_number_is_an_empty_phone():
    assert build(parse_call(raw(client={"phone": None})), now=NOW).client_phone == ""


@pytest.mark.parametrize("phone", ["нет", "00000", "anonymous", "+7 (912)", "12"])
def test_a_phone_that_is_none_passes_as_it_came(phone):
    assert build(parse_call(raw(client={"phone": phone})), now=NOW).client_phone == phone


def test_only_a_missed_call_may_have_no_manager():
    assert refused(raw(manager=REMOVED)) == {("manager", "required")}
    assert build(parse_call(raw(manager=REMOVED, missed=True)), now=NOW).missed


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"source": REMOVED}, ("source", "required")),
        ({"client": {}}, ("client.phone", "required")),
        ({"colour": 1}, ("colour", "unknown_field")),
        ({"client": {"phone": None, "age": 5}}, ("client.age", "unknown_field")),
        ({"direction": "inside"}, ("direction", "unknown_value")),
        ({"purpose": "test"}, ("purpose", "unknown_value")),
        ({"duration_s": "61"}, ("duration_s", "wrong_type")),
        ({"duration_s": -1}, ("duration_s", "out_of_range")),
        ({"duration_s": float("nan")}, ("duration_s", "out_of_range")),
        ({"duration_s": 1e12}, ("duration_s", "out_of_range")),
        ({"missed": 1}, ("missed", "wrong_type")),
        ({"client": None}, ("client", "wrong_type")),
        ({"client": {"phone": 79123456789}}, ("client.phone", "wrong_type")),
        ({"source": " "}, ("source", "empty")),
        ({"source": "x" * 41}, ("source", "too_long")),
        ({"source_call_id": "a\x00b"}, ("source_call_id", "bad_characters")),
        ({"manager": {}}, ("manager", "manager_ambiguous")),
        ({"manager": {"extension": "1", "email": "a@b.ru"}}, ("manager", "manager_ambiguous")),
        ({"started_at": 1_700_000_000}, ("started_at", "wrong_type")),
        ({"started_at": "1700000000"}, ("started_at", "bad_datetime")),
        ({"started_at": "02.03.2026 14:20"}, ("started_at", "bad_datetime")),
        ({"started_at": "2026-02-30T14:20:00Z"}, ("started_at", "bad_datetime")),
        ({"started_at": "2026-03-02T14:20:00"}, ("started_at", "offset_required")),
        ({"started_at": "1970-01-01T00:00:00Z"}, ("started_at", "started_too_early")),
        ({"started_at": "0001-01-01T00:00:00+23:59"}, ("started_at", "started_too_early")),
        ({"transcript": {"utterances": []}}, ("transcript.utterances", "empty")),
        (
            {
                "transcript": {
                    "utterances": [{"speaker": "client", "text": "а"}, {"speaker": "bot", "text": "б"}]
                }
            },
            ("transcript.utterances[1].speaker", "unknown_speaker"),
        ),
        (
            {"transcript": {"utterances": [{"speaker": "client", "text": "а", "start": 3, "end": 2}]}},
            ("transcript.utterances[0]", "end_before_start"),
        ),
    ],
)
def test_a_wrong_field_is_named_by_its_path(changes, expected):
    assert refused(raw(**changes)) == {expected}


def test_every_wrong_field_is_named_at_once():
    with pytest.raises(PayloadProblem) as caught:
        parse_call(raw(source=REMOVED, direction="x", extra=1))
    assert {error.field for error in caught.value.errors} == {"source", "direction", "extra"}
    assert all(name in caught.value.detail for name in ("source", "direction", "extra"))


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 50_000, b'{"source": "\\ud800"}', b"null,"])
def test_what_is_no_json_says_so(body):
    assert {code for _, code in refused(body)} == {"malformed_json"}


@pytest.mark.parametrize("body", [b"[]", b"1", b'"x"', b"null"])
def test_json_that_is_no_object_says_so(body):
    assert refused(body) == {("", "wrong_type")}


def test_a_byte_order_mark_is_no_obstacle():
    assert parse_call(b"\xef\xbb\xbf" + raw()).source == "mango"


def test_a_start_in_the_future_is_refused_beyond_what_clocks_differ():
    early, late = NOW + timedelta(minutes=4), NOW + timedelta(minutes=6)
    assert build(parse_call(raw(started_at=early.isoformat())), now=NOW).started_at == early
    with pytest.raises(Problem) as caught:
        build(parse_call(raw(started_at=late.isoformat())), now=NOW)
    assert (caught.value.code, caught.value.field) == ("started_in_future", "started_at")


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(
    field=st.sampled_from(["source", "started_at", "client", "manager", "transcript", "duration_s", "x"]),
    value=JSON,
)
def test_no_value_of_a_field_breaks_the_door(field, value):
    try:
        new = build(parse_call(raw(**{field: value})), now=NOW)
    except Problem as problem:
        assert all(error.code in TEXTS and error.detail for error in field_errors(problem))
    else:
        assert new.source_call_id == "c-1"
