from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from threading import Thread
from typing import ClassVar

import pytest

from mentor.calls.fetching import Fetcher, FetchError
from mentor.engines.audio import Limits

from .samples import wav

pytestmark = pytest.mark.unit
RECORDING = wav()
LOOPBACK = ip_address("127.0.0.1")


class _Telephony(BaseHTTPRequestHandler):
    """Answers by path; notes which names it was asked by."""

    asked: ClassVar[list[tuple[str, str]]] = []

    def do_GET(self):
        self.asked.append((self.headers["Host"], self.path))
        place = f"http://{self.headers['Host']}"
        match self.path.split("?")[0]:
            case "/rec.wav":
                self.answer(200, RECORDING)
            case "/empty":
                self.answer(200, b"")
            case "/page":
                self.answer(200, b"<html>log in</html>" * 50)
            case "/moved":
                self.answer(302, b"", Location="/rec.wav")
            case "/loop":
                self.answer(302, b"", Location="/loop")
            case "/inside":
                self.answer(302, b"", Location="http://169.254.169.254/latest/meta-data")
            case "/inside-by-name":
                self.answer(307, b"", Location="http://secret.example/rec.wav")
            case "/file":
                self.answer(302, b"", Location="file:///etc/passwd")
            case "/away":
                self.answer(301, b"", Location=f"{place}/rec.wav")
            case "/unannounced":
                self.send_response(200)
                self.end_headers()
                self.wfile.write(RECORDING * 3)
            case "/short":
                self.send_response(200)
                self.send_header("Content-Length", str(len(RECORDING) * 2))
                self.end_headers()
                self.wfile.write(RECORDING)
            case status:
                self.answer(int(status[1:]), b"")

    def answer(self, status, body, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def telephony() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Telephony)
    _Telephony.asked = []
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield int(server.server_address[1])
    server.shutdown()
    server.server_close()
    thread.join()


def names(host, _port):
    known = {
        "pbx.local": [LOOPBACK],
        "secret.example": [LOOPBACK],
        "169.254.169.254": [ip_address("169.254.169.254")],
    }
    if host not in known:
        raise OSError("no such name")
    return known[host]


def fetcher(**changes):
    return replace(Fetcher(Limits(max_bytes=100_000), ["pbx.local"], names), **changes)


def error(path, telephony, tmp_path, host="pbx.local", **changes):
    with pytest.raises(FetchError) as caught:
        fetcher(**changes).fetch(f"http://{host}:{telephony}{path}", tmp_path)
    assert list(tmp_path.iterdir()) == []
    return caught.value.code, caught.value.permanent


@pytest.mark.parametrize("path", ["/rec.wav?token=1", "/moved", "/away"])
def test_a_recording_arrives_whole_with_its_hash(path, telephony, tmp_path):
    got = fetcher().fetch(f"http://pbx.local:{telephony}{path}", tmp_path)
    assert got.path.read_bytes() == RECORDING
    assert (got.sha256, got.size) == (hashlib.sha256(RECORDING).hexdigest(), len(RECORDING))
    assert got.original_name == "rec.wav"


def test_the_server_is_asked_by_its_name_at_the_checked_address(telephony, tmp_path):
    fetcher().fetch(f"http://pbx.local:{telephony}/rec.wav", tmp_path)
    assert _Telephony.asked == [(f"pbx.local:{telephony}", "/rec.wav")]


def test_a_name_that_changes_its_address_after_the_check_gains_nothing(telephony, tmp_path):
    answers = iter([[LOOPBACK]])
    got = fetcher(resolve=lambda _host, _port: next(answers)).fetch(
        f"http://pbx.local:{telephony}/rec.wav", tmp_path
    )
    assert got.size == len(RECORDING)  # a second look-up would have found the answers used up


@pytest.mark.parametrize("path", ["/inside", "/inside-by-name"])
def test_a_redirect_inside_is_never_followed(path, telephony, tmp_path):
    assert error(path, telephony, tmp_path) == ("url_private", True)
    assert [asked for _, asked in _Telephony.asked] == [path]


def test_an_inner_name_is_never_connected_to(telephony, tmp_path):
    assert error("/rec.wav", telephony, tmp_path, host="secret.example") == ("url_private", True)
    assert _Telephony.asked == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/file", ("url_scheme", True)),
        ("/loop", ("fetch_redirects", True)),
        ("/401", ("fetch_refused", True)),
        ("/404", ("fetch_refused", False)),
        ("/410", ("fetch_refused", True)),
        ("/429", ("fetch_refused", False)),
        ("/503", ("fetch_refused", False)),
        ("/empty", ("recording_empty", False)),
        ("/page", ("recording_not_audio", True)),
        ("/short", ("fetch_cut_off", False)),
    ],
)
def test_what_is_no_recording_says_what_it_is_and_whether_to_try_again(path, expected, telephony, tmp_path):
    assert error(path, telephony, tmp_path) == expected


@pytest.mark.parametrize("path", ["/rec.wav", "/unannounced"])
def test_a_recording_over_the_limit_is_cut_off(path, telephony, tmp_path):
    small = Limits(max_bytes=len(RECORDING) - 1)
    assert error(path, telephony, tmp_path, limits=small) == ("recording_too_large", True)


def test_a_redirect_loop_ends_after_five_redirects(telephony, tmp_path):
    error("/loop", telephony, tmp_path)
    assert len(_Telephony.asked) == 6


def test_an_unknown_name_and_a_silent_server_are_tried_again(tmp_path, telephony):
    assert error("/rec.wav", telephony, tmp_path, host="nowhere.example") == ("fetch_unresolved", False)
    assert error("/rec.wav", 1, tmp_path) == ("fetch_unreachable", False)


def test_the_next_checked_address_is_tried_where_one_does_not_answer(telephony, tmp_path):
    both = fetcher(resolve=lambda _host, _port: [ip_address("::1"), LOOPBACK])
    assert both.fetch(f"http://pbx.local:{telephony}/rec.wav", tmp_path).size == len(RECORDING)
