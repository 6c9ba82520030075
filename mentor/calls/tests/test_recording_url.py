from __future__ import annotations

from ipaddress import ip_address
from threading import Event

import pytest

from mentor.calls.addresses import is_public
from mentor.calls.recording_url import check_url, parse, resolve, target_of
from mentor.core.problems import Problem

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "0.1.2.3", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.0.0.8",
        "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "192.88.99.1",
        "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "fec0::1",
        "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1", "100::1", "5f00::1",
        "2a02:6b8::5efe:7f00:1", "2a02:6b8::200:5efe:7f00:1",
    ],
)  # fmt: skip
def test_an_address_that_leads_inside_is_not_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "93.158.134.3", "2a02:6b8::2:242", "2606:4700::1111"])
def test_a_plain_public_address_is_public(address):
    assert is_public(ip_address(address))


def refusal(url, addresses=("93.158.134.3",), allowed=()):
    with pytest.raises(Problem) as caught:
        check_url(url, allowed_hosts=allowed, resolve=lambda _host, _port: [ip_address(a) for a in addresses])
    assert caught.value.field == "recording_url"
    return caught.value.code


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://host/rec.wav", "url_scheme"),
        ("file:///etc/passwd", "url_scheme"),
        ("gopher://host/", "url_scheme"),
        ("rec.wav", "url_invalid"),
        ("http://", "url_invalid"),
        ("http:///rec.wav", "url_invalid"),
        ("http://ho st/rec", "url_invalid"),
        ("http://host\\@127.0.0.1/", "url_invalid"),
        ("http://host:99999/", "url_invalid"),
        ("http://host\n/rec", "url_invalid"),
        ("https://user:secret@host/rec", "url_credentials"),
        ("http://127.0.0.1/rec", "url_private"),
        ("http://[::1]:8000/rec", "url_private"),
        ("http://[::ffff:10.0.0.1]/rec", "url_private"),
    ],
)
def test_an_unsafe_address_is_refused_at_the_door(url, code):
    assert refusal(url) == code


def test_a_public_name_with_a_private_address_is_refused():
    assert refusal("https://rec.example/1.wav", ["10.0.0.5"]) == "url_private"


def test_one_private_address_among_public_ones_is_enough():
    assert refusal("https://rec.example/1.wav", ["93.158.134.3", "127.0.0.1"]) == "url_private"


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "017700000001"])
def test_strange_spellings_of_an_inner_address_are_seen_through(host):
    with pytest.raises(Problem) as caught:
        target_of(f"http://{host}/rec", allowed_hosts=(), resolve=resolve)
    assert caught.value.code in ("url_private", "url_invalid")


def test_a_named_host_is_exempt_and_its_neighbours_are_not():
    inner = lambda _host, _port: [ip_address("192.168.1.5")]  # noqa: E731
    check_url("http://PBX.local.:8080/1.wav", allowed_hosts=["pbx.local"], resolve=inner)
    assert refusal("http://pbx.local.evil.example/1.wav", ["192.168.1.5"], ["pbx.local"]) == "url_private"


def test_a_name_that_is_not_found_passes_the_door_and_waits_for_the_fetch():
    def unknown(_host, _port):
        raise OSError("no such name")

    check_url("https://rec.example/1.wav", allowed_hosts=(), resolve=unknown)


def test_a_slow_resolver_does_not_hold_the_sender():
    answer = Event()

    def slow(_host, _port):
        answer.wait()
        return [ip_address("10.0.0.1")]

    check_url("https://rec.example/1.wav", allowed_hosts=(), resolve=slow, seconds=0.01)
    answer.set()


def test_a_plain_address_is_parsed_as_it_stands():
    assert parse("https://rec.example:8443/a/1.wav?token=x").port == 8443
