from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.utils import timezone

from mentor.calls.models import AttentionItem, Call, CallState
from mentor.calls.tests.samples import REMOVED, call_json, raw, wav
from mentor.companies.models import ApiKey
from mentor.core.tenancy import company_scope
from tests.fixtures import logged_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("mentor.api.tests.urls")]
CALLS = "/api/v1/calls"
RECORDING = wav()


@pytest.fixture
def http(api_key):
    return Browser(headers={"authorization": f"Bearer {api_key}"}, raise_request_exception=False)


def post(http, **changes):
    return http.post(CALLS, raw(**changes), content_type="application/json")


def post_with(http, recording, name="call.wav", **changes):
    file = SimpleUploadedFile(name, recording, content_type="audio/wav")
    return http.post(CALLS, {"call": raw(**changes).decode(), "recording": file})


def assert_problem(response, status, code, field=None):
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    document = json.loads(response.content)
    assert (document["status"], document["code"]) == (status, code)
    assert document["type"].endswith(code)
    assert document["detail"] and document["title"] and document["errors"]
    if field is not None:
        assert document["errors"][0]["field"] == field
    return document


def test_a_call_with_its_recording_is_accepted_and_stored(http, company):
    response = post_with(http, RECORDING)
    assert response.status_code == 202, response.content
    body = response.json()
    assert (body["source_call_id"], body["state"]) == ("c-1", "processing")
    assert body["url"].endswith(f"{CALLS}/{body['id']}")
    with company_scope(company.pk):
        call = Call.objects.get()
        assert call.recording and call.manager
        assert call.recording.size == len(RECORDING)
        assert (call.manager.name, call.client_name) == ("Пётр Лунин", "Ирина")


def test_the_job_is_there_when_the_call_is(http):
    from procrastinate.contrib.django.models import ProcrastinateJob

    call_id = post_with(http, RECORDING).json()["id"]
    assert any(job.args.get("call_id") == call_id for job in ProcrastinateJob.objects.all())


def test_the_same_call_again_answers_200_with_it(http, company):
    first, second = post_with(http, RECORDING), post(http)
    assert (first.status_code, second.status_code) == (202, 200)
    assert first.json()["id"] == second.json()["id"]
    with company_scope(company.pk):
        assert Call.objects.count() == 1


def test_the_json_part_may_come_as_a_file(http):
    part = SimpleUploadedFile("call.json", raw(), content_type="application/json")
    response = http.post(CALLS, {"call": part, "recording": SimpleUploadedFile("a.wav", RECORDING)})
    assert response.status_code == 202, response.content


def test_a_recording_to_be_fetched_waits_for_it(http):
    response = post(http, recording_url="https://93.158.134.3/rec.wav")
    assert (response.status_code, response.json()["state"]) == (202, "fetching")


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"manager": {"extension": "999"}}, "manager_unknown", "manager"),
        ({"client": {"phone": "не номер"}}, "phone_invalid", "client.phone"),
    ],
)
def test_what_a_person_can_mend_keeps_the_call_and_asks_for_attention(http, company, changes, code, field):
    response = post_with(http, RECORDING, **changes)
    assert response.status_code == 202
    with company_scope(company.pk):
        item = AttentionItem.objects.get()
        assert (item.call_id, item.code, item.field) == (response.json()["id"], code, field)


def test_missed_calls_and_calls_without_a_recording_are_kept(http):
    missed = post(http, missed=True, manager=REMOVED, duration_s=0)
    silent = post(http, source_call_id="c-2")
    assert [answer.json()["state"] for answer in (missed, silent)] == ["kept", "kept"]


@pytest.mark.parametrize(
    ("recording", "name", "code"),
    [
        (b"", "call.wav", "recording_empty"),
        (b"This is a plain text, renamed. " * 100, "call.mp3", "recording_not_audio"),
        (RECORDING[:20], "call.wav", "recording_unreadable"),
    ],
)
def test_a_broken_recording_is_refused_and_named(http, company, recording, name, code):
    assert_problem(post_with(http, recording, name), 422, code, "recording")
    with company_scope(company.pk):
        assert not Call.objects.exists()


def test_a_recording_over_the_limits_is_refused(http, settings):
    settings.MAX_RECORDING_SECONDS = 0.5
    assert_problem(post_with(http, RECORDING), 422, "recording_too_long", "recording")
    settings.MAX_RECORDING_BYTES = 1000
    assert_problem(post_with(http, RECORDING), 413, "recording_too_large", "recording")


def test_fields_are_refused_by_their_paths(http, company):
    future = (timezone.now() + timedelta(hours=1)).isoformat()
    assert_problem(post(http, started_at=future), 422, "started_in_future", "started_at")
    assert_problem(post(http, extra=1), 422, "unknown_field", "extra")
    assert_problem(post(http, duration_s=REMOVED), 422, "required", "duration_s")
    turns = {"utterances": [{"speaker": "робот", "text": "а"}]}
    assert_problem(post(http, transcript=turns), 422, "unknown_speaker", "transcript.utterances[0].speaker")
    inside = "http://169.254.169.254/latest"
    assert_problem(post(http, recording_url=inside), 422, "url_private", "recording_url")
    with company_scope(company.pk):
        assert not Call.objects.exists()


def test_a_body_that_is_no_call_is_refused(http):
    assert_problem(http.post(CALLS, b"{", content_type="application/json"), 422, "malformed_json")
    assert_problem(
        http.post(CALLS, b"a=1", content_type="application/x-www-form-urlencoded"),
        415,
        "unsupported_media_type",
    )
    assert_problem(
        http.post(CALLS, {"recording": SimpleUploadedFile("a.wav", RECORDING)}), 422, "required", "call"
    )
    assert_problem(http.post(CALLS, {"call": raw().decode(), "more": "1"}), 422, "unknown_field", "more")
    assert_problem(
        http.post(CALLS, {"call": raw().decode(), "recording": "text"}), 422, "wrong_type", "recording"
    )
    broken = "multipart/form-data; boundary="
    assert_problem(http.post(CALLS, b"x", content_type=broken), 400, "malformed_multipart")
    zipped = http.post(CALLS, raw(), content_type="application/json", headers={"content-encoding": "gzip"})
    assert_problem(zipped, 415, "unsupported_media_type")
    assert_problem(
        http.post(CALLS, b" " * (8 * 1024**2 + 1), content_type="application/json"), 413, "body_too_large"
    )


def test_without_a_key_in_force_nothing_opens(api_key, company):
    stranger = Browser()
    missing = assert_problem(stranger.get("/api/v1/me"), 401, "key_missing")
    assert missing["status"] == 401
    for secret in ("mk_wrong", "", "x" * 5000, "ключ"):
        headers = {"authorization": f"Bearer {secret}".encode().decode("latin-1")}
        assert_problem(stranger.get("/api/v1/me", headers=headers), 401, "key_unknown")
    with company_scope(company.pk):
        ApiKey.objects.update(revoked_at=timezone.now())
    revoked = stranger.post(
        CALLS, raw(), content_type="application/json", headers={"authorization": f"Bearer {api_key}"}
    )
    assert_problem(revoked, 401, "key_unknown")
    assert revoked.headers["WWW-Authenticate"].startswith("Bearer")


def test_the_key_says_whose_it_is_and_when_it_was_used(http, company):
    assert http.get("/api/v1/me").json() == {"company": "Северный ветер", "key": "АТС"}
    with company_scope(company.pk):
        used = ApiKey.objects.get().last_used_at
    assert used is not None
    http.get("/api/v1/me")
    with company_scope(company.pk):
        assert ApiKey.objects.get().last_used_at == used  # not written again within five minutes


def test_a_call_tells_its_state_to_its_own_company_only(http, company, other_company):
    created = post(http, manager={"extension": "999"}).json()
    state = http.get(f"{CALLS}/{created['id']}").json()
    assert (state["id"], state["state"], state["outcome"], state["kept_reason"]) == (
        created["id"], "kept", None, "no_recording",
    )  # fmt: skip
    assert state["attention"] == [{"code": "manager_unknown", "field": "manager"}]
    with company_scope(other_company.pk):
        from mentor.companies import actions

        secret = actions.create_api_key(name="чужая", by=None)[1]
    stranger = Browser(headers={"authorization": f"Bearer {secret}"})
    assert_problem(stranger.get(f"{CALLS}/{created['id']}"), 404, "not_found")


def test_the_same_id_of_another_company_is_another_call(http, other_company):
    with company_scope(other_company.pk):
        from mentor.companies import actions

        secret = actions.create_api_key(name="чужая", by=None)[1]
    stranger = Browser(headers={"authorization": f"Bearer {secret}"})
    assert [post(each).status_code for each in (http, stranger)] == [202, 202]


def test_unknown_places_and_methods_are_problems_too(http):
    assert_problem(http.get("/api/v1/nothing"), 404, "not_found")
    assert_problem(http.get("/api/v1/"), 404, "not_found")
    assert_problem(http.get(f"{CALLS}/99999999999999999999999"), 404, "not_found")
    assert_problem(http.get(f"{CALLS}/abc"), 404, "not_found")
    refused = http.delete(CALLS)
    assert_problem(refused, 405, "method_not_allowed")
    assert refused.headers["Allow"] == "POST"


def test_a_failure_of_ours_is_a_problem_without_details_and_leaves_nothing(http, company, monkeypatch):
    def fails(**_):
        Call.objects.create(
            source="x",
            source_call_id="x",
            direction="in",
            state=CallState.KEPT,
            started_at=timezone.now(),
            duration_s=1,
        )
        raise RuntimeError("secret path /srv/secrets")

    monkeypatch.setattr("mentor.api.v1.take_in", fails)
    response = post(http)
    assert_problem(response, 500, "server_error")
    assert b"secret" not in response.content
    with company_scope(company.pk):
        assert not Call.objects.exists()


def test_a_database_that_is_away_asks_to_come_again(http, monkeypatch):
    from django.db import OperationalError

    def away(**_):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr("mentor.api.v1.take_in", away)
    response = post(http)
    assert_problem(response, 503, "unavailable")
    assert response.headers["Retry-After"]


def test_a_cookie_of_another_company_does_not_mix_with_a_key(api_key, other_world):
    browser = logged_in(other_world.head.user)
    response = browser.get("/api/v1/me", headers={"authorization": f"Bearer {api_key}"})
    assert_problem(response, 403, "other_company")


def test_temporary_files_are_gone_after_the_answer(http, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "uploads")
    (tmp_path / "uploads").mkdir()
    post_with(http, RECORDING)
    post_with(http, b"broken", source_call_id="c-2")
    assert list((tmp_path / "uploads").iterdir()) == []


def test_the_description_is_open_and_speaks_of_both_bodies(db):
    document = Browser().get("/api/v1/openapi.json").json()
    body = document["paths"]["/api/v1/calls"]["post"]["requestBody"]["content"]
    assert set(body) == {"application/json", "multipart/form-data"}
    assert set(body["application/json"]["schema"]["properties"]) == set(call_json()) | {
        "deal_id", "purpose", "missed", "recording_url", "transcript",
    }  # fmt: skip
