"""The sound of a call: ranges, validators, access, and an asynchronous server."""

from __future__ import annotations

import hashlib
import io
import json

import pytest
from asgiref.sync import async_to_sync
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.handlers.asgi import ASGIRequest
from django.urls import reverse

from mentor.calls.media_views import audio_answer
from mentor.calls.models import Recording
from mentor.companies.models import AuditEntry
from mentor.core.tenancy import company_scope
from tests.fixtures import logged_in

pytestmark = pytest.mark.django_db
SOUND = bytes(range(256)) * 700  # more than two pieces of a stream
PEAKS = {"duration": 3.0, "rate": 20, "lanes": [[1, 2], [3, 4]]}


def with_sound(call):
    """The call with a prepared recording."""
    digest = hashlib.sha256(SOUND).hexdigest()
    call.recording = Recording.objects.create(
        sha256=digest,
        file_name=default_storage.save("sound.orig", ContentFile(b"original")),
        size=8,
        lanes=2,
        opus_name=default_storage.save(f"{digest}.ogg", ContentFile(SOUND)),
        peaks_name=default_storage.save(f"{digest}.peaks.json", ContentFile(json.dumps(PEAKS).encode())),
    )
    call.save(update_fields=["recording"])
    return call


@pytest.fixture
def call(scope, worked):
    return with_sound(worked())


@pytest.fixture
def url(call):
    return reverse("call_audio", args=[call.pk])


def body(response):
    return b"".join(response.streaming_content)


def test_the_whole_sound_without_a_range(head_client, url):
    response = head_client.get(url)
    assert response.status_code == 200
    assert body(response) == SOUND
    assert response.headers["Content-Type"] == "audio/ogg"
    assert response.headers["Content-Length"] == str(len(SOUND))
    assert response.headers["Accept-Ranges"] == "bytes"
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert "attachment" not in response.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=65530-65545", 65530, 65545),
        ("bytes=100-", 100, len(SOUND) - 1),
        ("bytes=-10", len(SOUND) - 10, len(SOUND) - 1),
        ("bytes=10-99999999", 10, len(SOUND) - 1),
    ],
)
def test_one_range_is_answered_exactly(head_client, url, asked, first, last):
    response = head_client.get(url, headers={"Range": asked})
    assert response.status_code == 206
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/{len(SOUND)}"
    assert response.headers["Content-Length"] == str(last - first + 1)
    assert body(response) == SOUND[first : last + 1]


def test_a_range_past_the_end_is_refused(head_client, url):
    response = head_client.get(url, headers={"Range": f"bytes={len(SOUND)}-"})
    assert response.status_code == 416
    assert response.headers["Content-Range"] == f"bytes */{len(SOUND)}"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=1-2", "bytes=9-1", "nonsense"])
def test_what_is_no_single_range_gets_the_whole(head_client, url, asked):
    response = head_client.get(url, headers={"Range": asked})
    assert response.status_code == 200
    assert body(response) == SOUND


def test_an_own_copy_is_not_sent_again_and_an_old_one_is_not_continued(head_client, url):
    tag = head_client.get(url).headers["ETag"]
    assert head_client.get(url, headers={"If-None-Match": tag}).status_code == 304
    ours = head_client.get(url, headers={"Range": "bytes=5-9", "If-Range": tag})
    other = head_client.get(url, headers={"Range": "bytes=5-9", "If-Range": '"other"'})
    assert (ours.status_code, other.status_code) == (206, 200)


def test_only_those_who_may_open_the_call_hear_it(
    manager_client, colleague_client, client, company, worked, other_world
):
    stranger = logged_in(other_world.head.user)
    with company_scope(company.pk):
        call = with_sound(worked())
    for address in (reverse(name, args=[call.pk]) for name in ("call_audio", "call_peaks")):
        assert manager_client.get(address).status_code == 200
        assert colleague_client.get(address).status_code == 404
        assert stranger.get(address).status_code == 404
        assert client.get(address).status_code == 302


def test_a_copy_is_worth_nothing_without_access(colleague_client, head_client, url):
    tag = head_client.get(url).headers["ETag"]
    assert colleague_client.get(url, headers={"If-None-Match": tag}).status_code == 404


def test_listening_from_the_beginning_is_noted_once_a_start(head_client, url, call, world):
    for asked in ("bytes=0-", "bytes=500-", "bytes=-5"):
        head_client.get(url, headers={"Range": asked})
    noted = AuditEntry.objects.filter(action="recording.played")
    assert [(each.user, each.subject) for each in noted] == [(world.head.user, f"call:{call.pk}")]


def test_a_call_without_sound_has_none(head_client, scope, worked):
    silent = worked()
    for name in ("call_audio", "call_peaks"):
        assert head_client.get(reverse(name, args=[silent.pk])).status_code == 404
    text = head_client.get(reverse("call", args=[silent.pk])).content.decode()
    assert "телефония прислала только расшифровку" in text


def test_a_file_that_is_gone_is_a_404(head_client, url, call):
    default_storage.delete(call.recording.opus_name)
    assert head_client.get(url).status_code == 404


def test_peaks_are_the_prepared_ones(head_client, call):
    response = head_client.get(reverse("call_peaks", args=[call.pk]))
    assert response.json() == PEAKS
    assert response.headers["Cache-Control"] == "private, no-cache"


def test_the_page_names_sound_and_peaks(head_client, call, url):
    text = head_client.get(reverse("call", args=[call.pk])).content.decode()
    assert f'src="{url}"' in text
    assert reverse("call_peaks", args=[call.pk]) in text


def test_an_asynchronous_server_streams_it_in_pieces(scope):
    async def pieces(answer):
        return [piece async for piece in answer.streaming_content]

    name = default_storage.save("a.ogg", ContentFile(SOUND))
    asked = {"type": "http", "method": "GET", "path": "/", "headers": [(b"range", b"bytes=1-170000")]}
    answer = audio_answer(ASGIRequest(asked, io.BytesIO()), Recording(opus_name=name))
    found = async_to_sync(pieces)(answer)
    assert answer.status_code == 206
    assert len(found) > 1
    assert b"".join(found) == SOUND[1:170001]
