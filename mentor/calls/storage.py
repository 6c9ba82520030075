"""Recordings on the local disk, on it for good before anybody is told so."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class DurableFileStorage(FileSystemStorage):
    """Writes beside the name, flushes to disk, then takes the name: a crash leaves the whole file or none."""

    def _save(self, name: str, content: File[bytes]) -> str:
        target = Path(self.path(name))
        if target.exists():
            return name  # names are content hashes: the same name is the same bytes
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.{os.getpid()}.{id(content):x}")
        with draft.open("wb") as out:
            for chunk in content.chunks():
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        draft.chmod(self.file_permissions_mode or 0o640)
        draft.replace(target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002 - Django's signature
        return name
