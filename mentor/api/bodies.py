"""The body of ``POST /calls``: plain JSON, or multipart with the parts ``call`` and ``recording``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest

from mentor.calls import messages
from mentor.calls.admission import Sent
from mentor.calls.payload import MAX_JSON_BYTES

from .problems import http_problem, too_large

PARTS = ("call", "recording")


@dataclass(frozen=True, slots=True)
class Body:
    """The call's JSON and where its recording lies, while the request is being answered."""

    call: bytes
    sent: Sent | None


@contextmanager
def body_of(request: HttpRequest) -> Iterator[Body]:
    """The request's body; its temporary files are gone afterwards. Raises ``Problem``."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise http_problem("unsupported_media_type", 415)
    if request.content_type == "application/json":
        yield Body(_json(request), None)
    elif request.content_type == "multipart/form-data":
        try:
            yield _multipart(request)
        finally:
            _close(request)
    else:
        raise http_problem("unsupported_media_type", 415)


def json_body(request: HttpRequest, most: int) -> bytes:
    """The body of an address that takes JSON alone, at most so many bytes. Raises ``Problem``."""
    is_plain = request.headers.get("Content-Encoding", "identity").lower() == "identity"
    if not is_plain or request.content_type != "application/json":
        raise http_problem("unsupported_media_type", 415)
    return _json(request, most)


def _json(request: HttpRequest, most: int = MAX_JSON_BYTES) -> bytes:
    raw = request.read(most + 1)
    if len(raw) > most:
        raise too_large(most)
    return raw


def _multipart(request: HttpRequest) -> Body:
    if not request.META.get("CONTENT_LENGTH"):
        raise http_problem("length_required", 411)  # Django would take such a body for an empty one
    # every file goes to the disk: the recording is probed, hashed and stored from a path
    request.upload_handlers = [TemporaryFileUploadHandler(request)]
    for name in (*request.POST, *request.FILES):
        if name not in PARTS:
            raise messages.problem("unknown_field", name)
    recordings = request.FILES.getlist("recording")
    if len(recordings) > 1 or "recording" in request.POST:
        raise messages.problem("wrong_type", "recording", expected="один файл")
    return Body(_call_part(request), _sent(recordings[0]) if recordings else None)


def _call_part(request: HttpRequest) -> bytes:
    texts, files = request.POST.getlist("call"), request.FILES.getlist("call")
    if not texts and not files:
        raise messages.problem("required", "call")
    if len(texts) + len(files) > 1:
        raise messages.problem("wrong_type", "call", expected="одна часть с JSON")
    if texts:
        return texts[0].encode("utf-8", "surrogatepass")
    raw = files[0].read(MAX_JSON_BYTES + 1)
    if len(raw) > MAX_JSON_BYTES:
        raise too_large(MAX_JSON_BYTES)
    return bytes(raw)


def _sent(file: UploadedFile[bytes]) -> Sent:
    assert isinstance(file, TemporaryUploadedFile)
    return Sent(Path(file.temporary_file_path()), file.name or "")


def _close(request: HttpRequest) -> None:
    if hasattr(request, "_files"):  # parsing may have failed before there were any
        for _, files in request.FILES.lists():
            for file in files:
                file.close()
