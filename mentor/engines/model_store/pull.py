"""Getting a model: from the hub, a mirror's address or a mirror's folder, checked, then in place in one step."""

from __future__ import annotations

import errno
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from .archive import unpack
from .catalogue import HUB, Model, ModelFile
from .download import Downloader, Fetched, Progress
from .errors import FolderError, UnreachableError, WrongFileError
from .store import Checked, Known, Record, Store, read_record, settle, sha256_of

Outcome = Literal["already", "adopted", "pulled"]
OnFile = Callable[[ModelFile], Progress]
_ROOM = 1.1  # a little more than the files themselves
_UNPACKED = 2.5  # an archive and what comes out of it


class Source(Protocol):
    """Where files come from."""

    def address(self, model: Model, file: ModelFile, /) -> str:
        """For people."""
        ...

    def fetch(self, model: Model, file: ModelFile, part: Path, progress: Progress, /) -> Fetched:
        """Fill ``part``. Raises ``UnreachableError``, ``WrongFileError``."""
        ...


@dataclass(frozen=True, slots=True)
class Internet:
    """The hub, or with ``mirror`` an address under which ``<model>/<path>`` lies."""

    downloader: Downloader
    mirror: str | None = None
    hub: str = HUB

    def address(self, model: Model, file: ModelFile) -> str:
        """A URL."""
        if self.mirror:
            return f"{self.mirror.rstrip('/')}/{model.name}/{file.path}"
        return model.address(file, self.hub)

    def fetch(self, model: Model, file: ModelFile, part: Path, progress: Progress) -> Fetched:
        """Over HTTP, continued where it broke off."""
        return self.downloader.fetch(self.address(model, file), part, file, progress)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with ``<model>/<path>``: a share, a stick."""

    folder: Path

    def address(self, model: Model, file: ModelFile) -> str:
        """A path."""
        return str(self.folder / model.name / file.path)

    def fetch(self, model: Model, file: ModelFile, part: Path, progress: Progress) -> Fetched:
        """A copy."""
        source = Path(self.address(model, file))
        if not source.is_file():
            raise UnreachableError(
                f"{file.path}: в зеркале нет файла {source}. На машине ничего не испорчено."
            )
        total, done = source.stat().st_size, 0
        with source.open("rb") as reading, part.open("wb") as writing:
            while block := reading.read(1 << 20):
                writing.write(block)
                done += len(block)
                progress(done, total)
        return Fetched(None, continued=False)


@dataclass(frozen=True, slots=True)
class Nowhere:
    """The internet is forbidden (HF_HUB_OFFLINE) and no folder is named."""

    def address(self, model: Model, file: ModelFile) -> str:
        """The hub's, though it is not asked."""
        return model.address(file)

    def fetch(self, _model: Model, file: ModelFile, _part: Path, _progress: Progress) -> Fetched:
        """Always refuses."""
        raise UnreachableError(
            f"{file.path}: выход в интернет запрещён настройкой HF_HUB_OFFLINE. Ничего не изменено. Снимите запрет, "
            "назовите папку-зеркало (MENTOR_MODELS_MIRROR) или положите файлы вручную: docs/models.md."
        )


def source_from(mirror: str, environment: Mapping[str, str], downloader: Downloader | None = None) -> Source:
    """By the setting ``MENTOR_MODELS_MIRROR`` and the hub's own variables ``HF_HUB_OFFLINE``, ``HF_ENDPOINT``."""
    address = mirror if mirror.startswith(("http://", "https://")) else None
    if mirror and not address:
        return Folder(Path(mirror).expanduser())
    if environment.get("HF_HUB_OFFLINE", "").strip().lower() in {"1", "true", "yes", "on"}:
        return Nowhere()
    return Internet(downloader or Downloader(), address, environment.get("HF_ENDPOINT") or HUB)


def pull(model: Model, store: Store, source: Source, on_file: OnFile) -> Outcome:
    """Bring the model into the store. Raises ``StoreError``; then what was there before is there still.

    Files that were put there by hand are checked and recorded, not downloaded.
    """
    with store.busy(model):
        store.recover(model)
        state = store.state(model)
        if state == "here":
            return "already"
        if state == "by hand":
            store.adopt(model)
            return "adopted"
        try:
            _gather(model, store, source, on_file)
            store.install(model)
        except OSError as problem:
            if problem.errno == errno.ENOSPC:
                raise _no_space(store, model.about) from problem
            raise FolderError(
                f"Папка моделей {store.folder}: {problem.strerror or problem}. Прежние модели целы, скачанное "
                "сохранено."
            ) from problem
    return "pulled"


def _gather(model: Model, store: Store, source: Source, on_file: OnFile) -> None:
    folder = store.incoming(model)
    folder.mkdir(parents=True, exist_ok=True)
    record = read_record(folder) or Record()
    record.source = source.address(model, model.files[0])
    for file in model.files:
        if _gathered(folder, record, file):
            continue
        _refuse_without_room(store, folder, file)
        part = folder / (file.path + ".part")
        part.parent.mkdir(parents=True, exist_ok=True)
        known = _fetch_checked(model, file, source, part, on_file)
        settle(part)
        if file.unpack:
            for path in unpack(part, folder, file.unpack):
                record.files[path] = Known(
                    (folder / path).stat().st_size, sha256_of(folder / path), known.checked
                )
            part.unlink()
        else:
            part.replace(folder / file.path)
            record.files[file.path] = known
        record.write(folder)


def _gathered(folder: Path, record: Record, file: ModelFile) -> bool:
    """Whether an earlier try already brought and checked the file."""
    for path in file.unpack.needs if file.unpack else (file.path,):
        known = record.files.get(path)
        if known is None or not (folder / path).is_file() or (folder / path).stat().st_size != known.size:
            return False
        if not file.unpack and file.sha256 not in (None, known.sha256):
            return False
    return True


def _fetch_checked(model: Model, file: ModelFile, source: Source, part: Path, on_file: OnFile) -> Known:
    """A continued file whose checksum is wrong is fetched once more from its beginning."""
    while True:
        fetched = source.fetch(model, file, part, on_file(file))
        size, found = part.stat().st_size, sha256_of(part)
        wanted: tuple[tuple[str | None, Checked], ...] = ((file.sha256, "catalogue"), (fetched.sha256, "hub"))
        expected, checked = next(((one, by) for one, by in wanted if one), (found, "first"))
        if found == expected and file.size in (None, size) and size:
            return Known(size, found, checked)
        part.unlink()
        if not fetched.continued:
            raise WrongFileError(
                f"{file.path}: контрольная сумма не сошлась (пришёл файл в {size} байт с суммой {found[:12]}…, нужна "
                f"{expected[:12]}…). Файл удалён, прежние модели целы. Скачайте с другого зеркала "
                "(MENTOR_MODELS_MIRROR); если не сходится везде, автор выложил новую версию — сообщите нам."
            )


def _refuse_without_room(store: Store, folder: Path, file: ModelFile) -> None:
    part = folder / (file.path + ".part")
    have = part.stat().st_size if part.is_file() else 0
    needed = int(file.about * (_UNPACKED if file.unpack else _ROOM)) - have
    if store.free() < needed:
        raise _no_space(store, needed)


def _no_space(store: Store, needed: int) -> FolderError:
    return FolderError(
        f"На диске папки {store.folder} не хватает места: нужно {needed // 1_000_000 + 1} МБ, свободно "
        f"{store.free() // 1_000_000} МБ. Прежние модели целы, скачанное сохранено. Освободите место или назовите "
        "другую папку: MENTOR_MODELS_DIR."
    )
