"""``models list | pull | verify | remove``: downloaded models from the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from ..model_store.catalogue import Model, ModelFile, catalogue
from ..model_store.catalogue import model as named
from ..model_store.download import Progress
from ..model_store.errors import StoreError
from ..model_store.pull import Source, pull
from ..model_store.store import State, Store, read_record

STOPPED = 130  # as shells say «ended by Ctrl-C»
FAILED = 1
_PURPOSES = {
    "recognition": "распознавание записей",
    "streaming": "распознавание живой речи",
    "voice": "голос",
    "speakers": "кто говорит",
    "encoder": "смысл фраз",
}
_STATES: dict[State, str] = {
    "here": "на месте",
    "by hand": "положена вручную, не записана: models pull",
    "damaged": "повреждена: models pull",
    "partial": "скачана не вся: models pull",
    "absent": "нет",
}
_WIDTH = 24


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the commands work; ``used`` are names of models that the settings name."""

    store: Store
    source: Source
    used: tuple[str, ...]
    out: TextIO
    err: TextIO
    models: tuple[Model, ...]


def desk(folder: Path, source: Source, used: Sequence[str]) -> Desk:
    """A desk on the screen."""
    return Desk(Store(folder), source, tuple(used), sys.stdout, sys.stderr, catalogue())


def run_models(action: str, names: Sequence[str], at: Desk, *, addresses: bool = False) -> int:
    """Exit status: 0, 1 a model failed its check, 2 an unknown name, 3 unreachable, 4 a wrong file, 5 the folder."""
    actions: dict[str, Callable[[Desk, tuple[Model, ...]], int]] = {
        "list": _addresses if addresses else _list,
        "pull": _pull,
        "verify": _verify,
        "remove": _remove,
    }
    try:
        return actions[action](at, _chosen(action, names, at))
    except StoreError as problem:
        print(f"\n{problem}", file=at.err)
        return problem.status
    except BrokenPipeError:  # «models list | head»: the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), at.out.fileno())
        return 0
    except KeyboardInterrupt:
        print("\nОстановлено. Скачанное сохранено: следующий models pull продолжит.", file=at.err)
        return STOPPED


def _chosen(action: str, names: Sequence[str], at: Desk) -> tuple[Model, ...]:
    if list(names) == ["all"] or (not names and action == "list"):
        return at.models
    if not names and action == "verify":
        return tuple(one for one in at.models if at.store.state(one) != "absent")
    if not names and action == "remove":
        raise _UsageError("Назовите модель: models remove ИМЯ. Ничего не удалено.")
    return tuple(named(name, at.models) for name in names or at.used)


class _UsageError(StoreError):
    status = 2


def _list(at: Desk, models: tuple[Model, ...]) -> int:
    for model in models:
        mark = "*" if model.name in at.used else " "
        print(f"{mark} {model.name} — {model.title}", file=at.out)
        print(f"    {_PURPOSES[model.purpose]}; {model.note}", file=at.out)
        print(f"    лицензия: {model.licence}; {model.home}", file=at.out)
        print(f"    {_megabytes(model.about)}; {_checked(at, model)}", file=at.out)
        print(f"    {_STATES[at.store.state(model)]}", file=at.out)
    print(f"\n* — названа в настройках. Папка моделей: {at.store.folder}", file=at.out)
    return 0


def _checked(at: Desk, model: Model) -> str:
    """How it is known that the files are the right ones."""
    documented = sum(file.sha256 is not None for file in model.files)
    if documented == len(model.files):
        return "контрольная сумма известна"
    record = read_record(at.store.place(model))
    if record is None:
        return (
            f"контрольных сумм известно {documented} из {len(model.files)}, остальные запишет первая загрузка"
        )
    return "контрольные суммы записаны при загрузке"


def _addresses(at: Desk, models: tuple[Model, ...]) -> int:
    for model in models:
        for file in model.files:
            print(f"{model.name}/{file.path}\t{at.source.address(model, file)}", file=at.out)
    return 0


def _pull(at: Desk, models: tuple[Model, ...]) -> int:
    for model in models:
        print(f"{model.title} ({model.name}), {_megabytes(model.about)}", file=at.out)
        print(f"  лицензия: {model.licence}; {model.home}", file=at.out)
        outcome = pull(model, at.store, at.source, lambda file: _bar(file, at.out))
        words = {
            "already": "уже на месте",
            "adopted": "файлы на месте, суммы записаны",
            "pulled": "скачана и проверена",
        }
        print(f"  {words[outcome]}: {at.store.place(model)}", file=at.out)
        record = read_record(at.store.place(model))
        first = [path for path, known in (record.files if record else {}).items() if known.checked == "first"]
        if first and outcome != "already":
            print(f"  контрольная сумма неизвестна заранее, записана сейчас: {', '.join(first)}", file=at.out)
    return 0


def _verify(at: Desk, models: tuple[Model, ...]) -> int:
    status = 0
    for model in models:
        wrong = at.store.verify(model)
        print(f"{model.name}: {'цела' if not wrong else 'не годится'}", file=at.out)
        for line in wrong:
            print(f"  {line}", file=at.out)
        if wrong:
            status = FAILED
            print(
                f"  Остальные модели и данные не тронуты. Скачайте заново: models remove {model.name}, затем models "
                f"pull {model.name}.",
                file=at.out,
            )
    if not models:
        print("Моделей на этой машине нет. Скачать: models pull", file=at.out)
    return status


def _remove(at: Desk, models: tuple[Model, ...]) -> int:
    for model in models:
        freed = at.store.remove(model)
        print(f"{model.name}: удалена, освобождено {_megabytes(freed)}", file=at.out)
        if model.name in at.used:
            print(
                "  Она названа в настройках: пока её нет, звонки ждут в очереди и не теряются.", file=at.out
            )
    return 0


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.0f} МБ" if size >= 10_000_000 else f"{size / 1_000_000:.1f} МБ"


def _bar(file: ModelFile, out: TextIO) -> Progress:
    """A bar on a terminal; elsewhere a line each quarter."""
    shown = -1

    def progress(done: int, total: int | None) -> None:
        nonlocal shown
        whole = total or file.about
        percent = min(100, done * 100 // whole) if whole else 0
        if percent == shown or (not out.isatty() and percent < min(100, shown + 25)):
            return
        shown = percent
        if out.isatty():
            filled = percent * _WIDTH // 100
            bar = "█" * filled + "░" * (_WIDTH - filled)
            end = "\n" if done == whole else ""
            print(
                f"\r  {bar} {percent:3d} %  {_megabytes(whole)}  {file.path}", end=end, file=out, flush=True
            )
        else:
            print(f"  {percent:3d} %  {file.path}", file=out, flush=True)

    return progress
