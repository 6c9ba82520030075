"""The models' folder: ``<name>/`` a whole model with a record of its checksums, ``.incoming/`` what is on its way.

A model's folder appears and goes in one rename, so nobody ever sees half of one.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from .catalogue import Model
from .errors import FolderError, WrongFileError

RECORD = ".mentor-model.json"
# catalogue: public documentation names the checksum; hub: the server did; first: this machine noted what came first
Checked = Literal["catalogue", "hub", "first"]
State = Literal["here", "by hand", "damaged", "partial", "absent"]
OnByte = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Known:
    """One file of a model on this machine; ``size`` in bytes."""

    size: int
    sha256: str
    checked: Checked


@dataclass(slots=True)
class Record:
    """What lies in a model's folder and where it came from."""

    source: str = ""
    files: dict[str, Known] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Beside the files, in one step."""
        text = json.dumps(
            {"source": self.source, "files": {path: asdict(known) for path, known in self.files.items()}},
            ensure_ascii=False,
            indent=1,
        )
        part = folder / (RECORD + ".part")
        part.write_text(text, encoding="utf-8")
        part.replace(folder / RECORD)


def read_record(folder: Path) -> Record | None:
    """The record of a folder, None where there is none or it cannot be read."""
    try:
        row = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return Record(row["source"], {path: Known(**known) for path, known in row["files"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def sha256_of(path: Path, on_bytes: OnByte | None = None) -> str:
    """Hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            if on_bytes:
                on_bytes(len(block))
    return digest.hexdigest()


class Store:
    """Models under ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, model: Model) -> Path:
        """Where the whole model lies."""
        return self.folder / model.name

    def incoming(self, model: Model) -> Path:
        """Where it is gathered."""
        return self.folder / ".incoming" / model.name

    def state(self, model: Model) -> State:
        """What a look at names and sizes tells; reads no content."""
        place = self.place(model)
        record = read_record(place)
        if record is not None:
            return "damaged" if self._changed(place, record) else "here"
        if place.is_dir() and all((place / path).is_file() for path in model.required):
            return "by hand"
        if self.incoming(model).is_dir() or self._aside(model).is_dir():
            return "partial"
        return "damaged" if place.exists() else "absent"

    def size(self, model: Model) -> int:
        """Bytes on the disk."""
        folders = (self.place(model), self.incoming(model))
        return sum(path.stat().st_size for folder in folders for path in folder.rglob("*") if path.is_file())

    def verify(self, model: Model, on_bytes: OnByte | None = None) -> list[str]:
        """What is wrong with the model's files, in Russian; empty where all are as recorded and as documented."""
        place, record = self.place(model), read_record(self.place(model))
        if record is None:
            return ["нет записи о контрольных суммах: запишите их командой models pull"]
        wrong = []
        for path in sorted({*model.required, *record.files}):
            known = record.files.get(path)
            if not (place / path).is_file():
                wrong.append(f"{path}: файла нет")
            elif known is None:
                wrong.append(f"{path}: контрольная сумма не записана")
            elif (place / path).stat().st_size != known.size:
                wrong.append(f"{path}: другой размер")
            elif sha256_of(place / path, on_bytes) != known.sha256:
                wrong.append(f"{path}: содержимое изменилось")
            elif self._documented(model, path) not in (None, known.sha256):
                wrong.append(f"{path}: не тот файл, который назван в списке моделей")
        return wrong

    def adopt(self, model: Model) -> Record:
        """Record a model whose files were put here by hand. Raises ``WrongFileError``."""
        place, record = self.place(model), Record(source="by hand")
        for path in sorted(path for path in place.rglob("*") if path.is_file() and path.name != RECORD):
            name = path.relative_to(place).as_posix()
            found, documented = sha256_of(path), self._documented(model, name)
            if documented not in (None, found):
                raise WrongFileError(
                    f"{name}: в папке {place} лежит не тот файл, который назван в списке моделей. Он не тронут. "
                    f"Удалите папку (models remove {model.name}) и скачайте модель заново."
                )
            record.files[name] = Known(path.stat().st_size, found, "catalogue" if documented else "first")
        record.write(place)
        return record

    def install(self, model: Model) -> None:
        """Make the gathered folder the model; the former one goes only after the new one stands."""
        place, aside = self.place(model), self._aside(model)
        if place.exists():
            shutil.rmtree(aside, ignore_errors=True)
            place.rename(aside)
        self.incoming(model).rename(place)
        shutil.rmtree(aside, ignore_errors=True)

    def recover(self, model: Model) -> None:
        """Bring back the former model where an installation was cut off between its two renames."""
        place, aside = self.place(model), self._aside(model)
        if aside.exists() and not place.exists():
            aside.rename(place)
        shutil.rmtree(aside, ignore_errors=True)

    def remove(self, model: Model) -> int:
        """Take the model and what is on its way off the disk; returns freed bytes."""
        with self.busy(model):
            freed = self.size(model)
            place, aside = self.place(model), self._aside(model)
            shutil.rmtree(aside, ignore_errors=True)
            if place.exists():
                place.rename(aside)
                shutil.rmtree(aside)
            shutil.rmtree(self.incoming(model), ignore_errors=True)
        return freed

    @contextmanager
    def busy(self, model: Model) -> Iterator[None]:
        """Only one command works on a model. Raises ``FolderError`` where another does, or nobody can write."""
        try:
            (self.folder / ".incoming").mkdir(parents=True, exist_ok=True)
            file = (self.folder / ".incoming" / f"{model.name}.lock").open("w")
        except OSError as problem:
            raise FolderError(
                f"В папку моделей {self.folder} нельзя писать ({problem.strerror}). Ничего не изменено. Дайте права "
                "или назовите другую: MENTOR_MODELS_DIR."
            ) from problem
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as problem:
                raise FolderError(
                    f"С моделью «{model.name}» сейчас работает другая команда. Дождитесь её окончания."
                ) from problem
            yield

    def free(self) -> int:
        """Bytes left on the disk of the folder."""
        folder = self.folder
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        return shutil.disk_usage(folder).free

    def _aside(self, model: Model) -> Path:
        return self.folder / ".incoming" / f"{model.name}.former"

    @staticmethod
    def _changed(place: Path, record: Record) -> bool:
        for path, known in record.files.items():
            file = place / path
            if not file.is_file() or file.stat().st_size != known.size:
                return True
        return False

    @staticmethod
    def _documented(model: Model, path: str) -> str | None:
        return next((one.sha256 for one in model.files if one.path == path and not one.unpack), None)


def settle(path: Path) -> None:
    """Wait until the file is on the disk itself, so that a rename never outlives its content."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
