from __future__ import annotations

import io
import json
import struct
import zipfile
from contextlib import contextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentor.calls.admission import Rules
from mentor.calls.archive import ArchiveLimits, open_archive
from mentor.calls.batch import Batch, take_rows
from mentor.calls.batch_csv import duration_of, moment_text, read_rows
from mentor.calls.messages import problem
from mentor.calls.transcript_file import utterances_of
from mentor.core.problems import Problem
from mentor.engines.audio import Limits

from .samples import wav

pytestmark = pytest.mark.unit
ZONE = ZoneInfo("Asia/Yekaterinburg")
RULES = Rules(Limits(max_bytes=200_000))
BATCH = Batch(RULES, ZONE, "upload", "live", datetime(2026, 3, 3, tzinfo=UTC))
HEAD = "file;started_at;direction;manager;phone;name;source_call_id;transcript;missed\n"


class Desk:
    """Files by name in a folder; keeps the calls that were taken."""

    def __init__(self, folder, files=None):
        self.folder, self.files, self.calls = folder, files or {}, []

    @contextmanager
    def opened(self, name, *, most):
        if name not in self.files:
            raise problem("file_missing", "file")
        path = self.folder / "file"
        path.write_bytes(self.files[name])
        yield path

    def take(self, new):
        known = new.source_call_id in {call.source_call_id for call in self.calls}
        if not known:
            self.calls.append(new)
        return len(self.calls), not known

    def rows(self, text):
        return take_rows(read_rows(text.encode()), self, BATCH, self.take)


def test_a_russian_table_becomes_calls(tmp_path):
    desk = Desk(
        tmp_path,
        {"звонок.wav": wav(2), "звонок.txt": "Менеджер: Добрый день\n[0:05] Клиент: Да\nслушаю".encode()},
    )
    table = (
        "Файл;Начало;Направление;Менеджер;Телефон;Имя;Назначение;Расшифровка\r\n"
        "звонок.wav;02.03.2026 14:20;Входящий;101;8 912 345 67 89;Ирина;архив;звонок.txt\r\n"
    )
    (report,) = take_rows(read_rows(table.encode("cp1251")), desk, BATCH, desk.take)
    assert (report.line, report.status, report.errors) == (2, "taken", ())
    (call,) = desk.calls
    assert call.started_at == datetime(2026, 3, 2, 9, 20, tzinfo=UTC)
    assert (call.direction, call.purpose, call.manager_extension) == ("in", "history", "101")
    assert call.duration_s == pytest.approx(2)
    assert call.recording.original_name == "звонок.wav"
    assert call.source_call_id.startswith("sha256-")
    assert [(turn.speaker, turn.text, turn.start) for turn in call.transcript] == [
        ("manager", "Добрый день", None),
        ("client", "Да слушаю", 5.0),
    ]


def test_a_bad_row_names_its_column_and_stops_no_other(tmp_path):
    desk = Desk(tmp_path, {"a.wav": wav(), "b.wav": b"no sound at all, only words", "c.wav": wav(1.5)})
    reports = desk.rows(
        HEAD
        + "a.wav;02.03.2026 14:20;in;101;+79123456789;;;;\n"
        + "b.wav;02.03.2026 14:20;in;101;;;;;\n"
        + "nowhere.wav;02.03.2026 14:20;in;101;;;;;\n"
        + "c.wav;02.03.2026 14:20;боком;101;;;;;\n"
        + "c.wav;02.03.2030 14:20;in;101;;;;;\n"
        + "c.wav;вчера;in;101;;;;;\n"
        + ";02.03.2026 14:20;in;101;;;;;\n"
        + "c.wav;02.03.2026 14:20;in;101;;;;x.txt;\n"
        + "c.wav;02.03.2026 14:20;in;101;;;;;может быть\n"
        + "c.wav;02.03.2026 14:20;in;101;;;;;;лишнее\n"
        + "c.wav;02.03.2026 14:20;out;102;;;;;\n"
    )
    assert [report.line for report in reports] == list(range(2, 13))
    assert [report.status for report in reports] == ["taken", *["refused"] * 9, "taken"]
    said = [{(error.field, error.code) for error in report.errors} for report in reports[1:10]]
    assert said == [
        {("file", "recording_not_audio")},
        {("file", "file_missing")},
        {("direction", "unknown_value")},
        {("started_at", "started_in_future")},
        {("started_at", "bad_datetime")},
        {("duration_s", "duration_unknown")},
        {("transcript", "file_missing")},
        {("missed", "bad_flag")},
        {("", "csv_extra_cells")},
    ]


def test_the_same_recording_twice_is_one_call(tmp_path):
    desk = Desk(tmp_path, {"a.wav": wav(), "copy.wav": wav()})
    row = "{};02.03.2026 14:20;in;101;;;;;\n"
    assert [r.status for r in desk.rows(HEAD + row.format("a.wav") + row.format("copy.wav"))] == [
        "taken",
        "known",
    ]


def test_a_missed_call_needs_no_file(tmp_path):
    desk = Desk(tmp_path)
    (report,) = desk.rows(HEAD + ";02.03.2026 14:20;in;;+79123456789;;m-1;;да\n")
    assert (report.status, desk.calls[0].missed, desk.calls[0].duration_s) == ("taken", True, 0)


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (b"", "csv_empty"),
        (HEAD.encode(), "csv_empty"),
        (b"file;colour\na;b\n", "csv_header"),
        (b"file;file;started_at;direction;manager;phone\na;b\n", "csv_header"),
        (b"file;started_at\na;b\n", "csv_header"),
        (b"\x00\x01\x02", "csv_encoding"),
        (HEAD.encode() + b"a.wav;;;;;;;;\n" * 1001, "csv_too_many"),
    ],
)
def test_a_table_that_is_none_says_why(table, code):
    with pytest.raises(Problem) as caught:
        read_rows(table)
    assert caught.value.code == code


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader_of_tables(data):
    try:
        rows = read_rows(HEAD.encode() + data)
    except Problem as trouble:
        assert trouble.detail
    else:
        assert rows


def test_times_without_an_offset_are_the_companys():
    assert moment_text("02.03.2026 14:20", ZONE) == "2026-03-02T14:20:00+05:00"
    assert moment_text("2026-03-02T14:20", ZONE) == "2026-03-02T14:20:00+05:00"
    assert moment_text("2026-03-02T14:20:00+03:00", ZONE) == "2026-03-02T14:20:00+03:00"
    assert moment_text("31.02.2026 14:20", ZONE) == "31.02.2026 14:20"


def test_durations_are_read_as_people_write_them():
    assert [duration_of(text) for text in ("184", "184,5", "3:04", "1:00:05")] == [184, 184.5, 184, 3605]
    assert duration_of("долго") == "долго"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("t.txt", "просто слова".encode(), "transcript_lines"),
        ("t.txt", b"", "empty"),
        ("t.json", b"{", "malformed_json"),
        ("t.json", b'{"turns": []}', "wrong_type"),
    ],
)
def test_a_transcript_file_that_is_none_says_why(name, data, code):
    with pytest.raises(Problem) as caught:
        utterances_of(name, data)
    assert (caught.value.code, caught.value.field) == (code, "transcript")


def test_a_transcript_may_be_the_apis_own_json():
    turns = [{"speaker": "client", "text": "Да"}]
    assert utterances_of("t.json", json.dumps({"utterances": turns}).encode()) == turns


def zipped(path, entries, compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


@pytest.fixture
def archived(tmp_path):
    unpacked = tmp_path / "unpacked"
    unpacked.mkdir()

    @contextmanager
    def opened(*entries, compression=zipfile.ZIP_STORED, limits=None):
        path = zipped(tmp_path / "a.zip", entries, compression)
        with open_archive(path, folder=unpacked, limits=limits) as archive:
            yield archive
        assert list(unpacked.iterdir()) == []

    return opened


def refusal(archive, name, most=10_000):
    with pytest.raises(Problem) as caught, archive.opened(name, most=most):
        pass
    return caught.value.code


def test_files_are_found_by_name_in_any_folder(archived):
    with archived(("a.wav", b"1"), ("день/б.wav", b"2"), ("__MACOSX/a.wav", b"x"), ("день/", b"")) as archive:
        for name, data in (("A.WAV", b"1"), ("б.wav", b"2"), ("день/б.wav", b"2")):
            with archive.opened(name, most=10) as path:
                assert path.read_bytes() == data
        assert archive.unused() == []
        assert refusal(archive, "в.wav") == "file_missing"


def test_two_files_of_one_name_are_not_guessed_between(archived):
    with archived(("x/a.wav", b"1"), ("y/a.wav", b"2")) as archive:
        assert refusal(archive, "a.wav") == "file_ambiguous"


def test_names_written_by_russian_windows_are_read(tmp_path):
    # such archives carry the bytes alone, without the flag that says UTF-8
    path = zipped(tmp_path / "w.zip", [("x" * 6 + ".wav", b"1")])
    raw = path.read_bytes().replace(b"xxxxxx.wav", "звонок.wav".encode("cp866"))
    path.write_bytes(raw)
    with open_archive(path, folder=tmp_path) as archive, archive.opened("звонок.wav", most=10) as found:
        assert found.read_bytes() == b"1"


@pytest.mark.parametrize("name", ["../a.wav", "/etc/a.wav", "x/../../a.wav", "C:/a.wav", "x\\a.wav"])
def test_a_path_that_leads_away_is_refused_by_name(name, archived):
    with archived((name, b"1")) as archive:
        assert {trouble.code for trouble in archive.refused.values()} == {"entry_path"}
        assert refusal(archive, "a.wav") == "file_missing"


def test_a_link_is_refused(archived):
    info = zipfile.ZipInfo("a.wav")
    info.external_attr = 0o120777 << 16
    with archived((info, b"/etc/passwd")) as archive:
        assert refusal(archive, "a.wav") == "entry_path"


def test_a_bomb_is_not_unpacked(archived):
    with (
        pytest.raises(Problem) as caught,
        archived(
            ("a.wav", b"\0" * 3_000_000),
            compression=zipfile.ZIP_DEFLATED,
            limits=ArchiveLimits(unquestioned=1_000_000),
        ),
    ):
        pass
    assert caught.value.code == "archive_suspicious"


def test_a_file_that_lies_about_its_size_is_cut_off(tmp_path):
    path = zipped(tmp_path / "liar.zip", [("a.wav", b"\0" * 500_000)], zipfile.ZIP_DEFLATED)
    raw = path.read_bytes()
    path.write_bytes(raw.replace(struct.pack("<L", 500_000), struct.pack("<L", 5)))
    with open_archive(path, folder=tmp_path) as archive:
        assert refusal(archive, "a.wav") in ("recording_too_large", "entry_unreadable")


def test_one_file_asked_for_again_and_again_uses_up_the_archives_measure(archived):
    with archived(("a.wav", b"x" * 600), limits=ArchiveLimits(max_total=1000)) as archive:
        with archive.opened("a.wav", most=1000):
            pass
        assert refusal(archive, "a.wav") == "archive_too_large"


def test_limits_of_the_whole_archive(archived):
    for limits, code in (
        (ArchiveLimits(max_files=1), "archive_too_many"),
        (ArchiveLimits(max_total=1), "archive_too_large"),
    ):
        with pytest.raises(Problem) as caught, archived(("a", b"1"), ("b", b"2"), limits=limits):
            pass
        assert caught.value.code == code


def test_a_locked_file_says_so(tmp_path):
    path = zipped(tmp_path / "locked.zip", [("a.wav", b"1")])
    raw = bytearray(path.read_bytes())
    raw[6] |= 1
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(raw))
    with open_archive(path, folder=tmp_path) as archive:
        assert refusal(archive, "a.wav") == "entry_encrypted"


@pytest.mark.parametrize("data", [b"", b"not a zip", b"PK\x05\x06", b"PK\x03\x04" * 100])
def test_what_is_no_archive_says_so(data, tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    with pytest.raises(Problem) as caught, open_archive(path, folder=tmp_path):
        pass
    assert caught.value.code == "archive_unreadable"


def test_a_damaged_archive_names_the_file(tmp_path):
    path = zipped(tmp_path / "damaged.zip", [("a.wav", b"abcdefgh" * 100)])
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b"abcdefgh", b"abcdEfgh", 1))
    with open_archive(path, folder=tmp_path) as archive:
        assert refusal(archive, "a.wav") == "entry_unreadable"


def test_a_file_without_a_name_is_refused_and_the_others_are_read(tmp_path):
    path = zipped(tmp_path / "nameless.zip", [("a.wav", b"1" * 50), ("bb", b"2" * 50)])
    raw = path.read_bytes()
    at = raw.rindex(
        b"bb"
    )  # in the directory: lengths of the name and of what follows it stand 18 bytes before
    path.write_bytes(raw[: at - 18] + struct.pack("<HH", 0, 2) + raw[at - 14 :])
    with open_archive(path, folder=tmp_path) as archive, archive.opened("a.wav", most=1_000) as found:
        assert found.stat().st_size == 50
        assert [trouble.code for trouble in archive.refused.values()] == ["entry_path"]


@given(st.binary(max_size=200), st.integers(0, 200))
def test_no_damage_breaks_the_reader_of_archives(tmp_path_factory, noise, at):
    folder = tmp_path_factory.mktemp("zip")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.wav", b"1" * 50)
    raw = bytearray(out.getvalue())
    raw[at : at + len(noise)] = noise
    path = folder / "a.zip"
    path.write_bytes(bytes(raw))
    try:
        with open_archive(path, folder=folder) as opened, opened.opened("a.wav", most=1000) as found:
            assert found.stat().st_size <= 1000
    except Problem as trouble:
        assert trouble.detail
