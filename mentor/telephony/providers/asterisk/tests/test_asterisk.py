"""Calls of an exchange of one's own: from its CDR and the files of MixMonitor."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from mentor.calls.models import Call
from mentor.telephony import connections
from mentor.telephony.errors import TelephonyError
from mentor.telephony.models import Trace
from mentor.telephony.providers.asterisk import PROVIDER
from mentor.telephony.providers.asterisk.rows import COLUMNS
from mentor.telephony.tests.exchange import SOUND, Asked, Delivery, Exchange, Said, Talk, talks

ZONE = ZoneInfo("Europe/Moscow")


class Asterisk(Exchange):
    """No server: files."""

    code = "asterisk"

    def settings(self) -> dict[str, str]:
        form = {name: str(field.initial or "") for name, field in PROVIDER.form.base_fields.items()}
        return form | {"time_zone": ZONE.key}

    def secrets(self) -> dict[str, str]:
        return {}

    def events_of(self, talk: Talk) -> list[Delivery]:
        return []

    def answer(self, asked: Asked) -> Said:
        return Said(404)


def rows_of(talk: Talk) -> list[dict[str, str]]:
    """Legs as cdr_csv writes them: a queue first rings one who does not answer."""
    out = talk.direction == "out"
    row = dict.fromkeys(COLUMNS, "") | {
        "src": talk.manager if out else talk.client,
        "dst": talk.client if out else "600",
        "channel": f"SIP/{talk.manager}-0001" if out else "SIP/trunk-0001",
        "dstchannel": "SIP/trunk-0002" if out else f"PJSIP/{talk.manager}-0002",
        "start": talk.began.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S"),
        "duration": str(talk.talk_s + 5),
        "billsec": str(talk.talk_s),
        "disposition": "NO ANSWER" if talk.missed else "ANSWERED",
        "uniqueid": talk.key + ".2",
        "linkedid": talk.key,
    }
    if out:
        return [row]
    other = "102" if talk.manager == "101" else "101"
    rang = {"dstchannel": f"PJSIP/{other}-0009", "billsec": "0", "disposition": "NO ANSWER"}
    rings = row | rang | {"uniqueid": talk.key + ".1"}
    return [row] if talk.missed else [rings, row]


def write(folder: Path, made: list[Talk]) -> None:
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS, quoting=csv.QUOTE_ALL)
    for talk in made:
        table.writerows(rows_of(talk))
        if not talk.missed:
            path = folder / "monitor" / "2026" / f"in-600-{talk.key}.2.wav"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(SOUND + talk.key.encode())
    (folder / "cdr-csv").mkdir(parents=True, exist_ok=True)
    (folder / "cdr-csv" / "Master.csv").write_text(text.getvalue() + '"half a line')


@pytest.fixture
def line(connect):
    return connect(Asterisk())


@pytest.fixture
def folder(line, settings) -> Path:
    return Path(settings.TELEPHONY_DIR) / str(line.company_id)


def test_every_call_of_the_journal_is_there_once_with_its_recording(line, folder):
    made = talks(10, timezone.now())
    write(folder, made)
    for _ in range(2):
        line.poll()
        line.work()
    with line.scope:
        calls = {call.source_call_id: call for call in Call.objects.select_related("manager")}
        assert calls.keys() == {talk.key for talk in made}
        for talk in made:
            call = calls[talk.key]
            assert (call.direction, call.started_at, call.duration_s) == (
                talk.direction,
                talk.began,
                talk.talk_s,
            )
            assert call.client_phone == talk.client
            if not talk.missed:
                assert call.recording_id is not None
                assert call.manager is not None and call.manager.extensions.get().value == talk.manager


def test_a_recording_that_is_not_written_yet_is_waited_for(line, folder):
    talk = replace(talks(1, timezone.now(), seed=3)[0], missed=False, talk_s=20)
    write(folder, [talk])
    [path] = folder.rglob("*.wav")
    path.rename(folder / "elsewhere")
    line.poll()
    line.work()
    with line.scope:
        assert Trace.objects.get().sound == "awaited"
    (folder / "elsewhere").rename(path)
    line.later()
    line.work()
    with line.scope:
        assert Trace.objects.get().sound == "here"


def test_a_link_out_of_the_companys_folder_is_not_followed(line, folder, tmp_path):
    talk = replace(talks(1, timezone.now(), seed=3)[0], missed=False, talk_s=20)
    write(folder, [talk])
    [path] = folder.rglob("*.wav")
    path.rename(tmp_path / "theirs.wav")
    path.symlink_to(tmp_path / "theirs.wav")
    line.poll()
    line.work()
    with line.scope:
        assert Trace.objects.get().sound == "awaited"


@pytest.mark.unit
@pytest.mark.parametrize("path", ["../2/monitor", "/etc", "monitor/../../x", "a b", ""])
def test_a_path_never_leads_out_of_the_folder(path):
    form = PROVIDER.form({"title": "А", "time_zone": "Europe/Moscow", "cdr": "a.csv", "recordings": path})
    assert not form.is_valid() or form.cleaned_data["recordings"] == "etc"


def test_a_missing_folder_is_told_in_words(line):
    with line.scope:
        account = connections.account_of(line.connection())
    with pytest.raises(TelephonyError, match=r"Master\.csv"):
        PROVIDER.check(account)
