from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mentor.calls.models import AttentionItem, Call
from mentor.calls.tests.samples import wav
from mentor.companies.models import AuditEntry
from mentor.core.tenancy import company_scope

pytestmark = pytest.mark.django_db
RECORDING = wav(1.5)


def one(browser, recording=RECORDING, file="звонок.wav", **changes):
    fields = {
        "manager": "extension:101",
        "direction": "in",
        "started_at": "2026-03-02T14:20",
        "phone": "+7 912 345-67-89",
        "name": "Ирина",
        "purpose": "live",
        "recording": SimpleUploadedFile(file, recording),
    } | changes
    return browser.post(reverse("upload_one"), fields)


def archive(browser, table, files, purpose="live"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, data in files.items():
            packed.writestr(name, data)
        if table is not None:
            packed.writestr("calls.csv", table)
    sent = SimpleUploadedFile("calls.zip", out.getvalue())
    return browser.post(reverse("upload_archive"), {"archive": sent, "purpose": purpose})


def calls_of(company):
    with company_scope(company.pk):
        return list(Call.objects.select_related("manager", "recording").order_by("id"))


@pytest.mark.parametrize("who", ["head_client", "integrator_client"])
def test_heads_and_integrators_see_both_ways_and_the_columns(who, request, company):
    page = request.getfixturevalue(who).get(reverse("uploads"))
    assert page.status_code == 200
    text = page.content.decode()
    assert "Пётр Лунин, 101" in text
    assert all(column in text for column in ("started_at", "source_call_id", "transcript"))


@pytest.mark.parametrize("name", ["uploads", "upload_example"])
def test_managers_and_strangers_do_not_come_in(name, manager_client, client):
    assert manager_client.get(reverse(name)).status_code == 403
    assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize("name", ["upload_one", "upload_archive"])
def test_a_reload_of_an_answer_leads_back_to_the_forms(name, head_client):
    assert head_client.get(reverse(name)).headers["Location"] == reverse("uploads")


def test_a_manager_cannot_upload(manager_client, company):
    assert one(manager_client).status_code == 403
    assert calls_of(company) == []


def test_one_recording_becomes_a_call_at_the_companys_time(head_client, company):
    answer = one(head_client)
    (call,) = calls_of(company)
    assert answer.headers["Location"] == reverse("call", args=[call.pk])
    assert call.started_at == datetime(2026, 3, 2, 11, 20, tzinfo=UTC)
    assert (call.source, call.duration_s, call.manager.name) == ("upload", pytest.approx(1.5), "Пётр Лунин")
    assert call.recording.original_name == "звонок.wav"
    with company_scope(company.pk):
        assert AuditEntry.objects.filter(action="call.uploaded", subject=f"call:{call.pk}").exists()


def test_the_same_recording_again_leads_to_its_call(head_client, company):
    first, second = one(head_client), one(head_client)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(calls_of(company)) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"recording": b"words, only words " * 50, "file": "a.mp3"}, "не похож на звукозапись"),
        ({"recording": b""}, "Файл записи пустой"),
        ({"started_at": "2126-03-02T14:20"}, "Начало звонка в будущем"),
        ({"started_at": "вчера"}, "Ожидается дата и время"),
        ({"manager": "extension:999"}, "extension:999"),
        ({"manager": ""}, "Обязательное поле"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(head_client, company, changes, words):
    page = one(head_client, **changes)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert calls_of(company) == []


def test_a_strange_phone_is_kept_and_asks_for_attention(head_client, company):
    assert one(head_client, phone="не помню").status_code == 302
    with company_scope(company.pk):
        assert AttentionItem.objects.get().code == "phone_invalid"


def test_an_archive_tells_of_every_row_and_every_file(head_client, company):
    table = (
        "file;started_at;direction;manager;phone;source_call_id\n"
        "a.wav;02.03.2026 14:20;in;101;+79123456789;1\n"
        "b.wav;02.03.2026 14:30;in;101;;2\n"
        "a.wav;02.03.2026 14:20;in;101;;1\n"
        "gone.wav;02.03.2026 14:40;in;101;;3\n"
    )
    files = {"a.wav": RECORDING, "b.wav": b"not a sound", "extra.wav": wav(), "../evil.wav": wav()}
    page = archive(head_client, table, files, purpose="history")
    assert page.status_code == 200
    rows = page.context["report"].rows
    assert [(row.line, row.status) for row in rows] == [
        (2, "taken"), (3, "refused"), (4, "known"), (5, "refused"), (0, "refused"), (0, "refused"),
    ]  # fmt: skip
    assert [row.errors[0].code for row in rows if row.errors] == [
        "recording_not_audio", "file_missing", "entry_path", "entry_unused",
    ]  # fmt: skip
    assert "Принято 1, уже были 1, отклонено 4" in page.content.decode()
    (call,) = calls_of(company)
    assert (call.purpose, call.source_call_id) == ("history", "1")


def test_an_archive_sent_again_makes_nothing_twice(head_client, company):
    table = "file;started_at;direction;manager;phone\na.wav;02.03.2026 14:20;in;101;\n"
    first = archive(head_client, table, {"a.wav": RECORDING})
    second = archive(head_client, table, {"a.wav": RECORDING})
    assert [page.context["report"].rows[0].status for page in (first, second)] == ["taken", "known"]


@pytest.mark.parametrize(
    ("table", "words"), [(None, "нет файла CSV"), ("colour\nred\n", "неизвестный столбец")]
)
def test_an_archive_without_a_readable_table_says_so(head_client, table, words):
    page = archive(head_client, table, {"a.wav": RECORDING})
    assert page.status_code == 422
    assert words in page.content.decode()


def test_a_file_that_is_no_archive_says_so(head_client):
    sent = SimpleUploadedFile("calls.zip", b"text")
    page = head_client.post(reverse("upload_archive"), {"archive": sent, "purpose": "live"})
    assert page.status_code == 422
    assert "Архив не открывается" in page.content.decode()


def test_the_example_is_a_table_that_the_upload_reads(head_client):
    from mentor.calls.batch_csv import read_rows

    assert len(read_rows(head_client.get(reverse("upload_example")).content)) == 2
