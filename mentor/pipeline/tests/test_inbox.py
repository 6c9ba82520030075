from __future__ import annotations

import logging

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from mentor.calls.admission import Rules
from mentor.calls.folder import Timing
from mentor.calls.models import AttentionItem, Call
from mentor.calls.tests.samples import raw, wav
from mentor.core.tenancy import company_scope
from mentor.engines.audio import Limits
from mentor.pipeline import company_folder
from mentor.pipeline.actions import take_in
from mentor.pipeline.inbox import Inbox
from mentor.pipeline.watching import alone

pytestmark = pytest.mark.django_db
RECORDING = wav()
TABLE_HEAD = "file;started_at;direction;manager;phone;source_call_id;transcript\n"


class Watched:
    """A company's folder, looked at when the test says so."""

    def __init__(self, root, company):
        self.root, self.company, self.now = root, company, 0.0
        self.folder = root / str(company.pk)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.start()

    def start(self):
        self.inbox = Inbox(self.root, Rules(Limits()), lambda: self.now, Timing())
        return self

    def put(self, name, data):
        (self.folder / name).write_bytes(data)

    def look(self, *, later=5.0):
        """Look now, and again when everything has settled."""
        self.inbox.scan()
        self.now += later
        self.inbox.scan()

    def names(self, where=""):
        return sorted(path.name for path in (self.folder / where).glob("*") if path.is_file())

    def note(self, name):
        return (self.folder / "refused" / name).read_text(encoding="utf-8")

    @property
    def calls(self):
        with company_scope(self.company.pk):
            return list(Call.objects.select_related("recording").order_by("id"))

    @property
    def attention(self):
        with company_scope(self.company.pk):
            return [(item.code, item.details["file"]) for item in AttentionItem.objects.order_by("id")]


@pytest.fixture
def watched(tmp_path, company):
    return Watched(tmp_path / "inbox", company)


def test_a_recording_with_its_description_becomes_a_call(watched):
    watched.put("a.wav", RECORDING)
    watched.put("a.json", raw())
    watched.look()
    (call,) = watched.calls
    assert (call.source, call.source_call_id, call.recording.original_name) == ("mango", "c-1", "a.wav")
    assert (watched.names(), watched.names("done")) == ([], ["a.json", "a.wav"])
    assert watched.attention == []


def test_a_recording_that_is_still_copied_is_left_alone(watched):
    watched.put("a.json", raw())
    watched.put("a.wav", RECORDING[:1000])
    watched.inbox.scan()
    watched.now += 5
    watched.put("a.wav", RECORDING)
    watched.inbox.scan()
    assert watched.calls == []
    watched.look()
    assert watched.calls[0].recording.size == len(RECORDING)


@pytest.mark.parametrize(
    ("body", "recording", "words"),
    [
        (raw(extra=1), RECORDING, "extra: Такого поля нет"),
        (b"{", RECORDING, "Это не JSON"),
        (raw(), b"no sound, only words", "recording: Файл не похож на звукозапись"),
        (raw(), b"", "recording: Файл записи пустой"),
        (raw(started_at="2126-01-01T00:00:00Z"), RECORDING, "started_at: Начало звонка в будущем"),
    ],
)
def test_what_is_refused_lies_apart_with_its_reason_and_asks_for_attention(watched, body, recording, words):
    watched.put("a.wav", recording)
    watched.put("a.json", body)
    watched.look()
    assert watched.calls == []
    assert watched.names() == []
    assert watched.names("refused") == ["a.error.txt", "a.json", "a.wav"]
    assert words in watched.note("a.error.txt")
    assert watched.attention == [("folder_refused", "a.json")]


def test_a_bad_file_keeps_no_other_waiting(watched):
    for name, body in (("a", b"{"), ("b", raw())):
        watched.put(f"{name}.json", body)
        watched.put(f"{name}.wav", RECORDING)
    watched.look()
    assert len(watched.calls) == 1


def test_the_same_call_put_again_is_the_same_call(watched):
    for _ in range(2):
        watched.put("a.wav", RECORDING)
        watched.put("a.json", raw())
        watched.look()
    assert len(watched.calls) == 1
    assert watched.names("done") == ["a-2.json", "a-2.wav", "a.json", "a.wav"]


def test_what_lay_there_before_the_start_is_taken_in(watched):
    watched.put("a.wav", RECORDING)
    watched.put("a.json", raw())
    watched.start().look()
    assert len(watched.calls) == 1


def test_a_crash_between_taking_in_and_putting_away_costs_nothing(watched, monkeypatch):
    watched.put("a.wav", RECORDING)
    watched.put("a.json", raw())
    with monkeypatch.context() as crash:
        crash.setattr(
            company_folder.CompanyFolder, "_put_away", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)
        )
        with pytest.raises(KeyboardInterrupt):
            watched.look()
    (watched.folder / "done").mkdir(exist_ok=True)
    (watched.folder / "a.wav").rename(watched.folder / "done" / "a.wav")  # the recording goes first
    watched.start().look(later=601)
    assert len(watched.calls) == 1
    assert (watched.names(), watched.names("refused"), watched.attention) == ([], [], [])


def test_a_recording_without_a_description_is_refused_in_the_end(watched):
    watched.put("lone.wav", RECORDING)
    watched.look()
    assert watched.names() == ["lone.wav"]
    watched.look(later=601)
    assert watched.names("refused") == ["lone.error.txt", "lone.wav"]
    assert "lone.json" in watched.note("lone.error.txt")


def test_a_transcript_needs_no_recording(watched):
    turns = {"utterances": [{"speaker": "client", "text": "Да"}]}
    watched.put("a.json", raw(transcript=turns))
    watched.look(later=31)
    assert watched.calls[0].supplied_transcript[0]["text"] == "Да"


def test_a_table_is_taken_row_by_row(watched):
    watched.put("a.wav", RECORDING)
    watched.put("b.wav", b"only words")
    watched.put("list.csv", (
        TABLE_HEAD
        + "a.wav;02.03.2026 14:20;in;101;+79123456789;1;a.txt\n"
        + "b.wav;02.03.2026 14:30;in;101;;2;\n"
    ).encode("cp1251"))  # fmt: skip
    watched.put("a.txt", "Менеджер: Добрый день".encode())
    watched.look()
    (call,) = watched.calls
    assert (call.source, call.source_call_id) == ("folder", "1")
    assert watched.names("done") == ["a.txt", "a.wav"]
    assert watched.names("refused") == ["b.wav", "list.csv", "list.error.txt"]
    assert "строка 3, file: Файл не похож на звукозапись" in watched.note("list.error.txt")
    assert watched.attention == [("folder_refused", "list.csv")]


def test_a_table_without_faults_goes_with_its_files(watched):
    watched.put("a.wav", RECORDING)
    watched.put("list.csv", (TABLE_HEAD + "a.wav;02.03.2026 14:20;in;101;;1;\n").encode())
    watched.look()
    assert watched.names("done") == ["a.wav", "list.csv"]


def test_a_link_out_of_the_folder_is_not_followed(watched, tmp_path):
    secret = tmp_path / "secret.wav"
    secret.write_bytes(RECORDING)
    (watched.folder / "a.wav").symlink_to(secret)
    watched.put("a.json", raw())
    watched.look(later=601)
    assert watched.calls == []
    assert secret.read_bytes() == RECORDING
    assert "не обычный файл" in watched.note("a.error.txt")
    assert "не пришла запись" in watched.note("a-2.error.txt")


def test_every_company_has_its_folder_and_strangers_are_told_of(watched, other_company, caplog):
    (watched.root / "77777777").mkdir()
    with caplog.at_level(logging.WARNING):
        watched.look()
    assert (watched.root / str(other_company.pk)).is_dir()
    assert caplog.text.count("77777777 is no company's folder") == 1


def test_a_database_that_is_away_is_waited_for(watched, monkeypatch):
    watched.put("a.wav", RECORDING)
    watched.put("a.json", raw())
    with monkeypatch.context() as away:
        away.setattr(company_folder, "take_in", lambda **_: (_ for _ in ()).throw(OperationalError("gone")))
        watched.look()
    assert watched.names() == ["a.json", "a.wav"]
    watched.look()
    assert len(watched.calls) == 1


def test_a_fault_of_ours_leaves_the_file_and_serves_the_others(watched, monkeypatch):
    real = take_in

    def fails(*, new):
        if new.source_call_id == "bad":
            raise RuntimeError("ours")
        return real(new=new)

    monkeypatch.setattr(company_folder, "take_in", fails)
    for name in ("bad", "good"):
        watched.put(f"{name}.wav", RECORDING)
        watched.put(f"{name}.json", raw(source_call_id=name))
    watched.look()
    assert [call.source_call_id for call in watched.calls] == ["good"]
    assert watched.names() == ["bad.json", "bad.wav"]


def test_the_command_answers_for_everything_that_lies_there(watched, settings, capsys):
    settings.INBOX_DIR = watched.root
    watched.put("a.wav", RECORDING)
    watched.put("a.json", raw())
    watched.put("lone.wav", RECORDING)
    call_command("watch_folder", "--once")
    assert len(watched.calls) == 1
    assert watched.names("refused") == ["lone.error.txt", "lone.wav"]


def test_a_second_watcher_says_so_and_ends(watched, settings):
    settings.INBOX_DIR = watched.root
    with alone(watched.root), pytest.raises(CommandError, match="already at work"):
        call_command("watch_folder", "--once")
