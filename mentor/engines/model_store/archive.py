"""Unpacking a model's archive: only plain files, only inside the folder, only so much."""

from __future__ import annotations

import shutil
import tarfile
from pathlib import Path, PurePosixPath

from .catalogue import Unpack
from .errors import WrongFileError

MOST_BYTES = 2 * 1024**3
MOST_FILES = 5_000


def unpack(archive: Path, folder: Path, how: Unpack) -> tuple[str, ...]:
    """Put the files under ``how.root`` of a tar archive into ``folder``; returns their relative paths.

    Links, devices and paths that lead out are left out. Raises ``WrongFileError``.
    """
    written: list[str] = []
    room = MOST_BYTES
    try:
        with tarfile.open(archive, "r:*") as tar:
            for member in tar:
                path = _inside(member, how.root)
                if path is None:
                    continue
                room -= member.size
                if room < 0 or len(written) >= MOST_FILES:
                    raise WrongFileError(f"Архив {archive.name} больше допустимого. Прежние модели целы.")
                _write(tar, member, folder / path)
                written.append(path)
    except (tarfile.TarError, EOFError, OSError) as problem:
        if isinstance(problem, OSError) and problem.errno is not None:
            raise  # the disk, not the archive
        raise WrongFileError(f"Архив {archive.name} не читается. Прежние модели целы.") from problem
    missing = [path for path in how.needs if path not in written]
    if missing:
        raise WrongFileError(f"В архиве {archive.name} нет файла {missing[0]}. Прежние модели целы.")
    return tuple(written)


def _inside(member: tarfile.TarInfo, root: str) -> str | None:
    parts = [part for part in PurePosixPath(member.name).parts if part != "."]
    if not member.isfile() or len(parts) < 2 or parts[0] != root or ".." in parts:
        return None
    return "/".join(parts[1:])


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    source = tar.extractfile(member)
    assert source is not None  # only plain files come here
    with source, path.open("wb") as out:
        shutil.copyfileobj(source, out, 1 << 20)
