"""Documents: one content, and the same figures wherever it is shown."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest

from mentor.core.documents import content as doc
from mentor.core.documents import paper, workbook
from mentor.core.documents.content import Column, Document, Headline, Section, Table
from tests.pdf_text import text_of

pytestmark = pytest.mark.unit

ROWS = (
    (doc.text("=СУММ(A1)", note="Глеб"), doc.money(Decimal("1234567.5"))),
    (doc.text("Всего"), doc.money(Decimal(-12))),
)
DOCUMENT = Document(
    title="Акт за март 2026",
    subtitle="Северный ветер",
    made_at=datetime(2026, 4, 1, 6, 0, 0, 123, tzinfo=UTC),
    headlines=(Headline("Конверсия", "12,4 %", "8 сделок из 64 лидов"),),
    sections=(
        Section("Сделки: 1/2", table=Table((Column("Клиент"), Column("Сумма", num=True)), ROWS, total=True)),
        Section("Возвраты", empty="Никто не платил."),
    ),
    signatures=("Заказчик: Северный ветер", "Исполнитель: mentor.ai"),
)


def test_a_pdf_opens_and_holds_every_word_and_figure_in_russian():
    told = text_of(paper.pdf(DOCUMENT))
    for part in (
        "Акт за март 2026",
        "12,4 %",
        "8 сделок из 64 лидов",
        "1 234 567,50 ₽",
        "−12 ₽",
        "Никто не платил.",
        "Заказчик: Северный ветер",
    ):
        assert part in told, part


def test_the_same_document_is_the_same_file_and_another_is_not():
    assert paper.pdf(DOCUMENT) == paper.pdf(DOCUMENT)
    later = Document(title="Акт", subtitle="", made_at=DOCUMENT.made_at + timedelta(days=1))
    assert paper.pdf(later) != paper.pdf(DOCUMENT)


def test_a_workbook_holds_numbers_as_numbers_and_nothing_said_becomes_a_formula():
    book = openpyxl.load_workbook(io.BytesIO(workbook.workbook(DOCUMENT)))
    assert book.sheetnames == ["Главное", "Сделки 1 2"]
    rows = list(book["Сделки 1 2"].iter_rows(values_only=True))
    assert rows == [("Клиент", "Сумма"), ("=СУММ(A1) (Глеб)", 1234567.5), ("Всего", -12)]
    assert book["Сделки 1 2"]["A2"].data_type == "s"


def test_two_tables_of_one_long_name_have_sheets_of_their_own():
    table = Table((Column("Что"),), ((doc.text("раз"),),))
    long = tuple(Section("Очень длинное название раздела отчёта", table=table) for _ in range(3))
    made = workbook.workbook(Document("О", "", DOCUMENT.made_at, sections=long))
    assert len(openpyxl.load_workbook(io.BytesIO(made)).sheetnames) == 4
