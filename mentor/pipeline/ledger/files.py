"""Uploaded files, kept under the hash of what they hold."""

from __future__ import annotations

import hashlib

from django.core.files.base import File
from django.core.files.storage import default_storage

from mentor.calls.actions import storage_name


def keep(file: File[bytes], suffix: str) -> tuple[str, str]:
    """(SHA-256, name in the storage) of the file, written for the company in scope."""
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    file.seek(0)
    digest = found.hexdigest()
    return digest, default_storage.save(storage_name(digest, suffix), file)
