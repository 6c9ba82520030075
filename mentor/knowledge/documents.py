"""Texts that companies keep in files: Word, plain text, Markdown. Bytes in, lines out; nothing is written."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from mentor.core.problems import Problem
from mentor.engines.rubric import STAGES

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

MOST_BYTES = 10 * 1024 * 1024
# What a Word file may unpack to: text of a thousand pages is a tenth of it, the rest is pictures.
MOST_UNPACKED = 100 * 1024 * 1024
KINDS = (".docx", ".txt", ".md")
# How companies head the stages of their scripts; a heading is a short line that begins so.
HEADINGS = {
    "greeting": ("приветств", "установление контакт", "знакомств", "вступлен"),
    "discovery": ("выявлен", "потребност", "квалификац", "сбор информац"),
    "presentation": ("презентац",),
    "objections": ("возражен", "работа с возражен", "отработка возражен", "обработка возражен"),
    "closing": ("закрыт", "завершен", "следующий шаг", "договорённост", "договоренност"),
}
LONGEST_HEADING = 6  # words
_NUMBER = re.compile(r"^(?:(?:этап|шаг|блок|часть)\s+)?[\dIVX]*[.):]*\s*", re.IGNORECASE)
_MARK = re.compile(r"^(?:#{1,6}\s+|[-*•–—]\s+|\d+[.)]\s+)")


def read_lines(name: str, raw: bytes) -> list[str]:
    """Paragraphs, list items and rows of tables in their order, without marks. ``Problem`` where it is no such file."""
    kind = next((each for each in KINDS if name.lower().endswith(each)), "")
    if not kind:
        raise Problem("file_kind", "Нужен файл Word (DOCX) или текст (TXT, MD).", field="file")
    if len(raw) > MOST_BYTES:
        raise Problem("file_large", "Файл больше 10 МБ: уберите из него картинки.", field="file")
    lines = _word(raw) if kind == ".docx" else _decoded(raw).splitlines()
    found = [" ".join(_MARK.sub("", line.strip().replace("\x00", " ")).split()) for line in lines]
    found = [line for line in found if line]
    if not found:
        raise Problem("file_empty", "В файле нет ни строки текста.", field="file")
    return found


def by_stages(lines: Iterable[str]) -> dict[str, str]:
    """Stage code → its lines, as headings of the stages part them; what stands before the first goes with it.

    ``Problem`` where no line is such a heading.
    """
    found: dict[str, list[str]] = {}
    before: list[str] = []
    into = before
    for line in lines:
        stage = stage_of_heading(line)
        if stage is not None:
            into = found.setdefault(stage, [])
        else:
            into.append(line)
    if not found:
        raise Problem(
            "no_stages",
            "В файле не нашлось названий этапов. Поставьте перед их словами отдельные строки: «Приветствие», "
            "«Выявление потребностей», «Презентация», «Возражения», «Закрытие».",
            field="file",
        )
    first = next(iter(found))
    found[first] = before + found[first]
    return {stage: "\n".join(found[stage]) for stage in STAGES if found.get(stage)}


def stage_of_heading(line: str) -> str | None:
    """The stage that a line heads; None where it is something to say."""
    words = _NUMBER.sub("", line.lower()).strip(" «»\"'.:")
    if not words or len(words.split()) > LONGEST_HEADING or line.rstrip().endswith(("?", "!", ",", ";")):
        return None
    return next((stage for stage, heads in HEADINGS.items() if words.startswith(heads)), None)


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Problem("file_encoding", "Текст не читается: сохраните файл в кодировке UTF-8.", field="file")


def _word(raw: bytes) -> list[str]:
    from docx import Document
    from docx.opc.exceptions import OpcError

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(each.file_size for each in archive.infolist()) > MOST_UNPACKED:
                raise Problem("file_large", "Файл слишком велик: уберите из него картинки.", field="file")
        return list(_blocks(Document(io.BytesIO(raw))))
    except (zipfile.BadZipFile, OpcError, SyntaxError, KeyError, ValueError, NotImplementedError) as error:
        raise Problem(
            "file_broken", "Файл Word не читается: откройте его и сохраните снова как DOCX.", field="file"
        ) from error


def _blocks(document: WordDocument) -> Iterator[str]:
    """Paragraphs and tables as they stand; a table's row is a line, its cells joined."""
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                cells = dict.fromkeys(
                    " ".join(cell.text.split()) for cell in row.cells
                )  # merged cells repeat
                yield " — ".join(each for each in cells if each)
        else:
            yield from block.text.splitlines()
