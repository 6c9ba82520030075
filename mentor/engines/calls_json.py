"""Typed reader of the file doors' folders: ``companies/*.json`` and ``calls/*.json``.

Labels (``gold``) are never read. A file that does not hold gets an error that names the file and the field.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .conversation import Conversation, Direction, Speaker, Utterance
from .errors import EngineError
from .profile import CompanyProfile, ForbiddenPhrase, GradedMoment, KnownObjection, ReferenceCall
from .rubric import STAGES, seed_rubric

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_UTTERANCES = 50_000


class CallsJsonError(EngineError):
    """A file of the folder cannot be used; the message names the file and the field."""

    def __init__(self, file: str, field: str, problem: str) -> None:
        place = f"{file}: поле «{field}»: " if field else f"{file}: "
        super().__init__(place + problem, permanent=True)
        self.file = file
        self.field = field


@dataclass(frozen=True, slots=True)
class CallFile:
    """One call of a folder; ``company`` is the key of its company."""

    id: str
    company: str
    conversation: Conversation


@dataclass(frozen=True, slots=True)
class CompanyFile:
    """One company of a folder; its reference calls are still ids."""

    key: str
    profile: CompanyProfile
    reference_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Folder:
    """What could be read, and the error of each file that could not."""

    companies: Mapping[str, CompanyProfile]
    calls: tuple[CallFile, ...]
    problems: tuple[CallsJsonError, ...]


class _Fields:
    """A JSON object with checked access to its fields."""

    def __init__(self, file: str, data: object, path: str = "") -> None:
        self.file = file
        self.path = path
        if not isinstance(data, dict):
            raise CallsJsonError(file, path, "ожидался объект")
        self._data: dict[str, Any] = data

    def fail(self, field: str, problem: str) -> CallsJsonError:
        return CallsJsonError(self.file, self.name(field), problem)

    def name(self, field: str) -> str:
        return f"{self.path}.{field}" if self.path else field

    def text(self, field: str, *, default: str | None = None, empty: bool = True) -> str:
        value = self._data.get(field, default)
        if value is None:
            raise self.fail(field, "нет значения")
        if not isinstance(value, str):
            raise self.fail(field, f"ожидалась строка, а не {type(value).__name__}")
        if not empty and not value.strip():
            raise self.fail(field, "пустая строка")
        return value

    def optional_text(self, field: str) -> str | None:
        return None if self._data.get(field) is None else self.text(field)

    def optional_number(self, field: str) -> float | None:
        value = self._data.get(field)
        if value is None:
            return None
        if (
            isinstance(value, bool)
            or not isinstance(value, (int, float))
            or not math.isfinite(value)
            or value < 0
        ):
            raise self.fail(field, "ожидалось число не меньше нуля")
        return float(value)

    def items(self, field: str, *, required: bool = False) -> list[Any]:
        value = self._data.get(field)
        if value is None and not required:
            return []
        if not isinstance(value, list):
            raise self.fail(field, "ожидался список")
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        values = self.items(field)
        for index, value in enumerate(values):
            if not isinstance(value, str):
                raise self.fail(f"{field}[{index}]", "ожидалась строка")
        return tuple(values)

    def objects(self, field: str, *, required: bool = False) -> Iterator[_Fields]:
        for index, value in enumerate(self.items(field, required=required)):
            yield _Fields(self.file, value, self.name(f"{field}[{index}]"))

    def raw(self, field: str) -> Any:
        return self._data.get(field)


def read_json(path: Path) -> object:
    """The JSON of one file; errors name the file and, for broken syntax, the line."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise CallsJsonError(path.name, "", f"файл больше {MAX_FILE_BYTES // 1024 // 1024} МБ")
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise CallsJsonError(
            path.name, "", f"это не JSON (строка {error.lineno}, место {error.colno})"
        ) from error
    except UnicodeDecodeError as error:
        raise CallsJsonError(path.name, "", "текст не в кодировке UTF-8") from error
    except RecursionError as error:
        raise CallsJsonError(path.name, "", "слишком глубокая вложенность JSON") from error
    except OSError as error:
        raise CallsJsonError(path.name, "", f"файл не читается ({error.strerror})") from error


def read_call(data: object, file: str) -> CallFile:
    """A call from its JSON object; ``file`` is named in errors."""
    fields = _Fields(file, data)
    direction = fields.text("direction", default="out")
    if direction not in ("in", "out"):
        raise fields.fail("direction", f"ожидалось «in» или «out», а не «{direction}»")
    kept: Direction = "in" if direction == "in" else "out"
    utterances = tuple(_utterance(item) for item in fields.objects("utterances", required=True))
    if len(utterances) > MAX_UTTERANCES:
        raise fields.fail("utterances", f"реплик больше {MAX_UTTERANCES}")
    identifier = fields.text("id", empty=False)
    if any(c in identifier for c in "/\\\0") or identifier in (".", ".."):
        raise fields.fail("id", "имя звонка не годится для имени файла")
    conversation = Conversation(
        utterances=utterances,
        direction=kept,
        manager_name=fields.optional_text("manager"),
        client_name=fields.optional_text("client_name"),
        duration=fields.optional_number("duration_s"),
    )
    return CallFile(identifier, fields.text("company", empty=False), conversation)


def _utterance(item: _Fields) -> Utterance:
    speaker = item.raw("speaker")
    # a transcript without labels is an input we can work with; an invented label is a mistake in the file
    label = "unknown" if speaker is None else speaker
    if label not in ("manager", "client", "unknown"):
        raise item.fail("speaker", f"неизвестный говорящий «{label}», ожидалось manager или client")
    known: Speaker = "manager" if label == "manager" else "client" if label == "client" else "unknown"
    return Utterance(known, item.text("text"), item.optional_number("start"), item.optional_number("end"))


def read_company(data: object, file: str) -> CompanyFile:
    """A company from its JSON object; ``file`` is named in errors."""
    fields = _Fields(file, data)
    script: dict[str, str] = {}
    if fields.raw("script") is not None:
        lines = _Fields(file, fields.raw("script"), "script")
        script = {stage: lines.text(stage, default="") for stage in STAGES}
    profile = CompanyProfile(
        name=fields.text("name", empty=False),
        industry=fields.text("industry", default=""),
        product=fields.text("product", default=""),
        script=tuple(script.items()),
        required_in_presentation=fields.texts("required_in_presentation"),
        expert_rules=fields.texts("expert_rules"),
        forbidden_phrases=tuple(
            ForbiddenPhrase(
                p.text("phrase", empty=False), p.text("why", default=""), p.text("instead", default="")
            )
            for p in fields.objects("forbidden_phrases")
        ),
        objections=tuple(
            KnownObjection(o.text("text", empty=False), o.text("good_answer", default=""))
            for o in fields.objects("objections")
        ),
        manager_names=tuple(m.text("name", empty=False) for m in fields.objects("managers")),
        graded=tuple(_graded(each) for each in fields.objects("graded")),
        key=fields.text("key", empty=False),
    )
    return CompanyFile(profile.key, profile, fields.texts("reference_calls"))


def _graded(item: _Fields) -> GradedMoment:
    """A moment that an expert graded. A rule of the seed brings its stage along."""
    broke = item.raw("broke")
    if not isinstance(broke, bool):
        raise item.fail("broke", "ожидалось true или false")
    rule = item.text("rule", default="")
    stage = next((each.stage for each in seed_rubric().rules if each.code == rule), "")
    return GradedMoment(rule, item.text("quote", empty=False), broke, stage)


def _json_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.json") if path.is_file()) if folder.is_dir() else []


def load_folder(folder: Path) -> Folder:
    """All companies and calls of a folder; each unusable file becomes a problem, the rest is still read."""
    problems: list[CallsJsonError] = []
    companies: dict[str, CompanyFile] = {}
    calls: dict[str, CallFile] = {}
    for path in _json_files(folder / "companies"):
        try:
            company = read_company(read_json(path), path.name)
            if company.key in companies:
                raise CallsJsonError(path.name, "key", f"компания «{company.key}» уже есть в другом файле")  # noqa: TRY301 one list of problems
            companies[company.key] = company
        except CallsJsonError as error:
            problems.append(error)
    for path in _json_files(folder / "calls"):
        try:
            call = read_call(read_json(path), path.name)
            if call.id in calls:
                raise CallsJsonError(path.name, "id", f"звонок «{call.id}» уже есть в другом файле")  # noqa: TRY301 one list of problems
            if call.company not in companies:
                raise CallsJsonError(path.name, "company", f"нет компании «{call.company}» в companies/")  # noqa: TRY301 one list of problems
            calls[call.id] = call
        except CallsJsonError as error:
            problems.append(error)
    profiles = {key: _with_references(c, calls, problems) for key, c in companies.items()}
    return Folder(profiles, tuple(calls.values()), tuple(problems))


def _with_references(
    company: CompanyFile, calls: Mapping[str, CallFile], problems: list[CallsJsonError]
) -> CompanyProfile:
    from dataclasses import replace

    found: list[ReferenceCall] = []
    for identifier in company.reference_ids:
        call = calls.get(identifier)
        if call is None:
            problems.append(
                CallsJsonError(
                    f"{company.key}.json", "reference_calls", f"нет звонка «{identifier}» в calls/"
                )
            )
        else:
            found.append(ReferenceCall(identifier, call.conversation))
    return replace(company.profile, reference_calls=tuple(found))
