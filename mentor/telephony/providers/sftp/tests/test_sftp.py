"""Recordings on somebody else's server: whole ones alone, each once, from the server that was pinned."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from mentor.calls.models import Call
from mentor.telephony import connections
from mentor.telephony.errors import TelephonyError
from mentor.telephony.models import Connection, Trace
from mentor.telephony.providers.sftp import PROVIDER
from mentor.telephony.providers.sftp.form import FREEPBX
from mentor.telephony.providers.sftp.names import PatternError, facts_of, patterns_of
from mentor.telephony.tests.exchange import SOUND, Asked, Exchange, Said
from mentor.telephony.tests.sftp_server import PASSWORD, USER, serving

MOSCOW = ZoneInfo("Europe/Moscow")


class Folder(Exchange):
    """No server of the web: files."""

    code = "sftp"

    def settings(self) -> dict[str, str]:
        return {"sftp_user": USER, "recordings": "/records", "names": FREEPBX, "time_zone": MOSCOW.key}

    def secrets(self) -> dict[str, str]:
        return {"sftp_password": PASSWORD}

    def answer(self, asked: Asked) -> Said:
        return Said(404)


@pytest.fixture
def server(tmp_path):
    (tmp_path / "theirs" / "records" / "2026").mkdir(parents=True)
    with serving(tmp_path / "theirs") as server:
        yield server


@pytest.fixture
def line(connect, server):
    line = connect(Folder())
    with line.scope:
        plain = line.exchange.settings() | {"sftp": server.address, "sftp_host_key": server.fingerprint}
        Connection.objects.update(settings=plain)
    return line


def put(server, name: str, body: bytes = SOUND, *, age: timedelta = timedelta(minutes=5)) -> None:
    path = server.folder / "records" / "2026" / name
    path.write_bytes(body)
    moment = (timezone.now() - age).timestamp()
    os.utime(path, (moment, moment))


def account_of(line, **changes):
    with line.scope:
        return connections.account_of(line.connection(), **changes)


def test_a_recording_is_a_call_once_with_what_its_name_says(line, server):
    began = (timezone.now() - timedelta(hours=1)).astimezone(MOSCOW).replace(microsecond=0)
    put(server, f"in-101-79000000201-{began:%Y%m%d-%H%M%S}-17.2.wav")
    put(server, f"out-79000000202-102-{began:%Y%m%d-%H%M%S}-17.3.wav", SOUND + b"2")
    put(server, f"in-101-79000000203-{began:%Y%m%d-%H%M%S}-17.4.wav.part")
    put(server, f"in-101-79000000204-{began:%Y%m%d-%H%M%S}-17.5.wav", age=timedelta(seconds=5))
    for _ in range(2):
        line.poll()
        line.work()
    with line.scope:
        calls = {call.client_phone: call for call in Call.objects.select_related("manager")}
        assert calls.keys() == {"79000000201", "79000000202"}, (
            "a fresh file and one that is being written wait"
        )
        got = [(each.direction, each.started_at, each.recording_id is not None) for each in calls.values()]
        assert sorted(got) == [("in", began, True), ("out", began, True)]


def test_a_description_beside_the_recording_says_more_than_its_name(line, server):
    said = {
        "source_call_id": "их-7",
        "direction": "out",
        "started_at": (timezone.now() - timedelta(hours=2)).isoformat(),
        "manager": {"extension": "101"},
        "client": {"phone": "+79000000205", "name": "Ирина"},
    }
    put(server, "что-то.json", json.dumps(said).encode())
    put(server, "что-то.wav")
    put(server, "непонятно.wav", SOUND + b"x")
    line.poll()
    line.work()
    with line.scope:
        call = Call.objects.get()
        assert (call.source_call_id, call.direction, call.recording_id is not None) == ("их-7", "out", True)
        assert "Проверьте шаблон имени" in Trace.objects.get(state="parked").reason


def test_a_download_that_is_cut_off_goes_on_where_it_was(line, server, tmp_path):
    from mentor.telephony.remote import server_of

    body = os.urandom(700_000)
    put(server, "big.wav", body)
    server.cut_at = 300_000
    server_of(account_of(line)).save("/records/2026/big.wav", tmp_path / "got")
    assert (tmp_path / "got").read_bytes() == body
    assert len(server.lines) == 2
    assert server.reads.count(0) == 1, "what was there already is not read again"


def test_a_server_with_another_key_hears_nothing(line, server):
    plain = line.exchange.settings() | {"sftp": server.address, "sftp_host_key": "SHA256:" + "A" * 43}
    with pytest.raises(TelephonyError, match="Ключ сервера сменился"):
        PROVIDER.check(account_of(line, settings=plain))
    with pytest.raises(TelephonyError, match="предъявил ключ SHA256") as first:
        PROVIDER.check(account_of(line, settings=plain | {"sftp_host_key": ""}))
    assert server.fingerprint in first.value.detail


def test_a_key_lets_in_as_a_password_does_and_a_wrong_one_is_told(line, server):
    key = server.client_key.export_private_key().decode()
    assert "ключ совпал" in PROVIDER.check(account_of(line, secrets={"sftp_key": key}))
    with pytest.raises(TelephonyError, match="не принимает ключ"):
        PROVIDER.check(account_of(line, secrets={"sftp_password": "wrong"}))
    with pytest.raises(TelephonyError, match="не читается"):
        PROVIDER.check(account_of(line, secrets={"sftp_key": "-----BEGIN NOTHING"}))


def test_a_server_inside_a_private_network_is_not_asked(line, settings):
    settings.FETCH_ALLOWED_HOSTS = []
    with pytest.raises(TelephonyError, match="закрытой сети"):
        PROVIDER.check(account_of(line))


@pytest.mark.unit
def test_a_name_is_read_by_the_first_pattern_that_fits():
    patterns = patterns_of(FREEPBX + "; {any}_{direction}_{client}_{date}_{time}")
    facts = facts_of("rec_out_anonymous_2026-12-31_23-59-58", patterns, MOSCOW)
    assert facts is not None
    assert (facts.direction, facts.client_phone) == ("out", "")
    assert facts.started_at == datetime(2026, 12, 31, 23, 59, 58, tzinfo=MOSCOW)
    assert facts_of("in-101-79000000201-20261331-000000-1", patterns, MOSCOW) is None


@pytest.mark.unit
@pytest.mark.parametrize("text", ["", "{client}", "{date}{time}{client}", "{date}{time}{client}{in}{phone}"])
def test_a_pattern_that_leaves_something_open_is_refused(text):
    with pytest.raises(PatternError):
        patterns_of(text)
