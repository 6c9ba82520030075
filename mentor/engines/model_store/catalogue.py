"""The list of models in ``catalogue.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, Literal, get_args

from .errors import UnknownModelError

Purpose = Literal["recognition", "streaming", "voice", "speakers", "encoder"]
Pooling = Literal["cls", "mean"]
HUB = "https://huggingface.co"
_PATH = Path(__file__).with_name("catalogue.toml")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Unpack:
    """An archive: ``root`` is the folder inside it that becomes the model's, ``needs`` paths that must come out."""

    root: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One download.

    ``path``: relative, as on the mirror and, unless it is unpacked, in the model's folder. ``url``: whole address,
    or None for a file of the model's hub repository. ``size``: exact bytes or None; ``about``: an estimate.
    """

    path: str
    url: str | None
    size: int | None
    about: int
    sha256: str | None
    unpack: Unpack | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """One model; ``name`` is its folder and its value in settings, ``loads_as`` what its library calls it."""

    name: str
    title: str
    purpose: Purpose
    licence: str
    home: str
    loads_as: str
    quantization: str | None
    note: str
    repository: str | None
    revision: str
    files: tuple[ModelFile, ...]
    pooling: Pooling | None = None
    """Of a text encoder: how its rows of pieces become the row of a sentence."""

    @property
    def required(self) -> tuple[str, ...]:
        """Paths in the model's folder without which it is not here."""
        found: list[str] = []
        for file in self.files:
            found.extend(file.unpack.needs if file.unpack else [file.path])
        return tuple(found)

    @property
    def about(self) -> int:
        """Bytes to download, about."""
        return sum(file.about for file in self.files)

    def address(self, file: ModelFile, hub: str = HUB) -> str:
        """Where the file lies on the internet."""
        if file.url is not None:
            return file.url
        return f"{hub.rstrip('/')}/{self.repository}/resolve/{self.revision}/{file.path}"


@cache
def catalogue() -> tuple[Model, ...]:
    """All models in the order of the file."""
    return read(_PATH.read_text(encoding="utf-8"))


def model(name: str, models: tuple[Model, ...] | None = None) -> Model:
    """The model of that name. Raises ``UnknownModelError``."""
    known = catalogue() if models is None else models
    for one in known:
        if one.name == name:
            return one
    raise UnknownModelError(
        f"Модели «{name}» нет в списке. Ничего не изменено. Есть: {', '.join(one.name for one in known)}."
    )


def read(text: str) -> tuple[Model, ...]:
    """Models of a catalogue's text. Raises ``ValueError`` that names the model and what is wrong with it."""
    models = tuple(_model(row) for row in tomllib.loads(text).get("model", []))
    names = [one.name for one in models]
    if len(set(names)) != len(names):
        raise ValueError("two models have the same name")
    return models


def _model(row: dict[str, Any]) -> Model:
    name = str(row.get("name", ""))
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*", name):
        raise ValueError(f"{name!r} is no name of a model")
    if row.get("purpose") not in get_args(Purpose):
        raise ValueError(f"{name}: purpose {row.get('purpose')!r}")
    files = tuple(_file(name, entry) for entry in row.get("file", []))
    files += (_archive(name, row["archive"]),) if "archive" in row else ()
    if not files:
        raise ValueError(f"{name}: no files")
    if any(file.url is None for file in files) and not row.get("repository"):
        raise ValueError(f"{name}: files without an address need a repository")
    if (row["purpose"] == "encoder") != (row.get("pooling") in get_args(Pooling)):
        raise ValueError(f"{name}: pooling {row.get('pooling')!r}")
    return Model(
        name=name,
        title=row["title"],
        purpose=row["purpose"],
        licence=row["licence"],
        home=row["home"],
        loads_as=row["loads_as"],
        quantization=row.get("quantization"),
        note=row["note"],
        repository=row.get("repository"),
        revision=row.get("revision", "main"),
        files=files,
        pooling=row.get("pooling"),
    )


def _file(name: str, entry: dict[str, Any], unpack: Unpack | None = None) -> ModelFile:
    path, size, sha256 = str(entry["path"]), entry.get("size"), entry.get("sha256")
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or not pure.parts:
        raise ValueError(f"{name}: path {path!r}")
    if sha256 is not None and not _SHA256.fullmatch(sha256):
        raise ValueError(f"{name}: {path}: sha256 {sha256!r}")
    about = size if size is not None else entry.get("about")
    if not isinstance(about, int) or about <= 0:
        raise ValueError(f"{name}: {path}: neither size nor about")
    return ModelFile(path, entry.get("url"), size, about, sha256, unpack)


def _archive(name: str, entry: dict[str, Any]) -> ModelFile:
    unpack = Unpack(entry["root"], tuple(entry["needs"]))
    return _file(name, {**entry, "path": entry["url"].rsplit("/", 1)[-1]}, unpack)
