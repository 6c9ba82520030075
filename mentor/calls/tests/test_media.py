from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentor.calls.media import ByteRange, RangeNotSatisfiableError, chunks, content_type, requested_range

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-", 0, 999),
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=990-5000", 990, 999),
        ("bytes=-100", 900, 999),
        ("bytes=-5000", 0, 999),
        ("Bytes = 5 - 6", 5, 6),
    ],
)
def test_one_range_is_served_as_asked(header, first, last):
    assert requested_range(header, 1000) == ByteRange(first, last, 1000)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "bytes=",
        "bytes=-",
        "bytes=0-1,5-6",
        "lines=0-5",
        "bytes=9-3",
        "bytes=a-b",
        "bytes=٣-٤",
        "bytes=" + "9" * 400 + "-",
    ],
)
def test_what_is_not_one_range_gets_the_whole_file(header):
    assert requested_range(header, 1000) is None


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=1000-", 1000), ("bytes=-0", 1000), ("bytes=0-", 0), ("bytes=-5", 0)]
)
def test_a_range_after_the_end_cannot_be_served(header, size):
    with pytest.raises(RangeNotSatisfiableError):
        requested_range(header, size)


@given(
    data=st.binary(min_size=1, max_size=300_000), first=st.integers(0, 400_000), last=st.integers(0, 400_000)
)
def test_chunks_are_exactly_the_range(data, first, last):
    try:
        wanted = requested_range(f"bytes={first}-{last}", len(data))
    except RangeNotSatisfiableError:
        assert first >= len(data)
        return
    if wanted is None:
        assert last < first
        return
    sent = list(chunks(io.BytesIO(data), wanted))
    assert b"".join(sent) == data[first : last + 1]
    assert sum(map(len, sent)) == wanted.length
    assert all(len(piece) <= 1 << 16 for piece in sent)


def test_the_header_of_a_partial_answer():
    assert ByteRange(5, 9, 100).content_range == "bytes 5-9/100"
    assert ByteRange(5, 9, 100).length == 5


def test_a_file_that_became_shorter_ends_the_answer():
    assert list(chunks(io.BytesIO(b"abc"), ByteRange(1, 99, 100))) == [b"bc"]


def test_content_types_go_by_what_is_inside():
    assert content_type("mov") == "audio/mp4"
    assert content_type("gsm") == "application/octet-stream"
