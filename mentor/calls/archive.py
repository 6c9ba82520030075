"""A ZIP that somebody sent: its files by name, within bounds, never written under names of its own.

What a header claims is not believed: bytes are counted while they are unpacked.
"""

from __future__ import annotations

import errno
import stat
import struct
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from mentor.core.problems import Problem

from .messages import problem

_END = b"PK\x05\x06"
_END64 = b"PK\x06\x07"
_END_BYTES = 22
_LONGEST_COMMENT = 65_535
_BYTES_AN_ENTRY = 1024  # of the directory; names longer than that are no names
_UTF8_NAMES = 0x800
_ENCRYPTED = 0x1
_CHUNK = 256 * 1024
# What operating systems add by themselves.
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """Bounds of one archive: files, unpacked bytes in all, and how much denser than its contents it may be."""

    max_files: int = 2000
    max_total: int = 4 * 1024**3
    max_ratio: int = 200
    unquestioned: int = 64 * 1024**2  # unpacked bytes below which the ratio does not matter


@dataclass
class Archive:
    """An opened archive. ``refused``: entries that cannot be used, by name."""

    zip: zipfile.ZipFile
    limits: ArchiveLimits
    folder: Path
    by_name: dict[str, list[zipfile.ZipInfo]] = field(default_factory=dict)
    refused: dict[str, Problem] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    unpacked: int = 0

    def names(self, suffix: str) -> list[str]:
        """Full names of usable entries with this suffix."""
        found = {_shown(info) for infos in self.by_name.values() for info in infos}
        return sorted(name for name in found if name.lower().endswith(suffix))

    def unused(self) -> list[str]:
        """Full names of usable entries that nobody asked for."""
        found = {_shown(info) for infos in self.by_name.values() for info in infos}
        return sorted(found - self.used)

    @contextmanager
    def opened(self, name: str, *, most: int) -> Iterator[Path]:
        """The entry unpacked into a temporary file, gone afterwards. Raises ``Problem`` on the column ``file``."""
        info = self._entry(name)
        self.used.add(_shown(info))
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix="entry-", delete=False) as out:
            path = Path(out.name)
            try:
                self._unpack(info, out, most)
                out.close()
                yield path
            finally:
                path.unlink(missing_ok=True)

    def _entry(self, name: str) -> zipfile.ZipInfo:
        wanted = _key(name)
        if wanted in self.refused:
            raise self.refused[wanted]
        found = self.by_name.get(wanted) or self.by_name.get(PurePosixPath(wanted).name) or []
        exact = [info for info in found if wanted in _keys(info)]
        chosen = exact or found
        if not chosen:
            raise problem("file_missing", "file")
        if len(chosen) > 1:
            raise problem("file_ambiguous", "file")
        return chosen[0]

    def _unpack(self, info: zipfile.ZipInfo, out: IO[bytes], most: int) -> None:
        size = 0
        try:
            with self.zip.open(info) as source:
                while chunk := source.read(_CHUNK):
                    size += len(chunk)
                    self.unpacked += len(chunk)
                    if size > most:
                        raise problem("recording_too_large", "file", limit=most // 1024**2)
                    if self.unpacked > self.limits.max_total:
                        raise problem("archive_too_large", limit=self.limits.max_total // 1024**2)
                    out.write(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
            if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
                raise  # our own disk; a place that cannot be in the file is their archive
            raise problem("entry_unreadable", "file") from error


@contextmanager
def open_archive(path: Path, *, folder: Path, limits: ArchiveLimits | None = None) -> Iterator[Archive]:
    """The archive at ``path``; its files are unpacked into ``folder``. Raises ``Problem``."""
    bounds = limits or ArchiveLimits()
    with path.open("rb") as file:
        _check_directory(file, bounds)
        try:
            opened = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
            raise problem("archive_unreadable", "archive") from error
        with opened:
            archive = Archive(opened, bounds, folder)
            _list(archive, path.stat().st_size)
            yield archive


def _check_directory(file: BinaryIO, limits: ArchiveLimits) -> None:
    """Before the whole directory is read into memory: is it a ZIP, and of how many files?"""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_BYTES - _LONGEST_COMMENT - len(_END64) * 5))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_BYTES or _END64 in tail[max(0, at - 20) : at]:
        raise problem("archive_unreadable", "archive")
    files, directory = struct.unpack("<HL", tail[at + 10 : at + 16])
    if files > limits.max_files or directory > limits.max_files * _BYTES_AN_ENTRY:
        raise problem("archive_too_many", "archive", limit=limits.max_files)
    file.seek(0)


def _list(archive: Archive, size: int) -> None:
    # not is_dir(): a damaged directory may hold a name of no letters, and Python 3.11 looks at its last one
    infos = [
        each for each in archive.zip.infolist() if not each.filename.endswith("/") and not _is_litter(each)
    ]
    if len(infos) > archive.limits.max_files:
        raise problem("archive_too_many", "archive", limit=archive.limits.max_files)
    claimed = sum(info.file_size for info in infos)
    if claimed > archive.limits.max_total:
        raise problem("archive_too_large", "archive", limit=archive.limits.max_total // 1024**2)
    if claimed > max(archive.limits.unquestioned, size * archive.limits.max_ratio):
        raise problem("archive_suspicious", "archive")
    for info in infos:
        trouble = _trouble(info)
        if trouble:
            archive.refused[_key(_shown(info))] = problem(trouble, "file")
            continue
        for key in {part for name in _keys(info) for part in (name, PurePosixPath(name).name)}:
            archive.by_name.setdefault(key, []).append(info)


def _trouble(info: zipfile.ZipInfo) -> str:
    name = info.orig_filename
    parts = name.split("/")
    if (
        name.startswith("/")
        or "\\" in name
        or ":" in name
        or "\x00" in name
        or ".." in parts
        or not parts[-1]
    ):
        return "entry_path"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "entry_path"
    if info.flag_bits & _ENCRYPTED:
        return "entry_encrypted"
    return ""


def _is_litter(info: zipfile.ZipInfo) -> bool:
    return info.filename.startswith(_LITTER[0]) or PurePosixPath(info.filename).name in _LITTER[1:]


def _shown(info: zipfile.ZipInfo) -> str:
    """The name as its sender saw it: Russian Windows writes names in its own code page and does not say so."""
    if info.flag_bits & _UTF8_NAMES:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("cp866")
    except UnicodeError:
        return info.filename


def _keys(info: zipfile.ZipInfo) -> set[str]:
    return {_key(info.filename), _key(_shown(info))}


def _key(name: str) -> str:
    # macOS spells «й» and «ё» with two characters; Windows does not tell capital letters apart
    return unicodedata.normalize("NFC", name.strip().removeprefix("./")).casefold()
