"""Scripts that companies keep in files."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document

from mentor.core.problems import Problem
from mentor.knowledge.documents import by_stages, read_lines

pytestmark = pytest.mark.unit
TALK = """# Скрипт отдела
1. Приветствие
- Здравствуйте, это Ольга, «Ладные окна».
Этап 2. Выявление потребностей
Какие окна нужны?
Возражения: цена
Понимаю вас. Сравним, что входит?
"""


def word(*, table: bool = False) -> bytes:
    made = Document()
    made.add_heading("Приветствие", 1)
    made.add_paragraph("Добрый день!", style="List Bullet")
    made.add_heading("Презентация", 1)
    if table:
        cells = made.add_table(rows=1, cols=2).rows[0].cells
        cells[0].text, cells[1].text = "Гарантия", "пять лет"
    made.add_paragraph("Монтаж за один день.")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_text_is_parted_by_its_headings_and_nothing_is_lost():
    assert by_stages(read_lines("script.md", TALK.encode())) == {
        "greeting": "Скрипт отдела\nЗдравствуйте, это Ольга, «Ладные окна».",
        "discovery": "Какие окна нужны?",
        "objections": "Понимаю вас. Сравним, что входит?",
    }
    assert read_lines("s.TXT", "Добрый день".encode("cp1251")) == ["Добрый день"]


def test_a_word_file_gives_paragraphs_and_rows_of_tables_in_their_order():
    assert by_stages(read_lines("Скрипт.docx", word(table=True))) == {
        "greeting": "Добрый день!",
        "presentation": "Гарантия — пять лет\nМонтаж за один день.",
    }


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (101 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("script.pdf", b"%PDF", "file_kind"),
        ("script.docx", b"not a zip", "file_broken"),
        ("script.docx", word()[:500], "file_broken"),
        ("script.txt", b" \n ", "file_empty"),
        ("script.txt", b"x" * (10 * 1024 * 1024 + 1), "file_large"),
        ("script.docx", bomb(), "file_large"),
    ],
)
def test_what_is_no_such_file_is_refused_in_words(name, raw, code):
    with pytest.raises(Problem) as refused:
        read_lines(name, raw)
    assert refused.value.code == code


def test_a_text_without_stages_says_what_to_do():
    with pytest.raises(Problem, match="названий этапов"):
        by_stages(["Здравствуйте!", "Расскажу о презентации новой модели за минуту."])
