"""Numbers and dates as Russian tables write them; tables that are none say so."""

from __future__ import annotations

from datetime import UTC, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from mentor.core.problems import Problem
from mentor.pipeline.ledger.rows import Reader, amount_of, moment_of
from mentor.pipeline.ledger.tables import Row, read_rows

pytestmark = pytest.mark.unit
MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "roubles"),
    [
        ("78 000,50", "78000.50"),
        ("78\u00a0000\u202f₽", "78000"),
        ("1.234,50", "1234.50"),
        ("1,234.50 руб.", "1234.50"),
        ("1500", "1500"),
        ("0,01 р.", "0.01"),
    ],
)
def test_an_amount_is_read_as_people_write_it(text, roubles):
    assert amount_of(text) == Decimal(roubles)


@pytest.mark.parametrize("text", ["", "0", "-5", "1,234", "много", "1e9", "9" * 20, "1 2 руб 3", "NaN"])
def test_what_is_no_sum_of_money_is_refused(text):
    with pytest.raises(Problem) as told:
        amount_of(text)
    assert told.value.code == "bad_amount"


@pytest.mark.parametrize(
    ("text", "local", "is_day"),
    [
        ("02.03.2026", "2026-03-02T23:59:59+03:00", True),
        ("2.3.26 14:20", "2026-03-02T14:20:00+03:00", False),
        ("2026-03-02", "2026-03-02T23:59:59+03:00", True),
        ("2026-03-02T14:20:05Z", "2026-03-02T14:20:05+00:00", False),
        ("2 марта 2026 г.", "2026-03-02T23:59:59+03:00", True),
        ("29.02.2024", "2024-02-29T23:59:59+03:00", True),
    ],
)
def test_a_date_is_read_as_people_write_it(text, local, is_day):
    moment, day_only = moment_of(text, MOSCOW, time(23, 59, 59))
    assert (moment, day_only) == (datetime.fromisoformat(local), is_day)


@pytest.mark.parametrize(
    "text", ["29.02.2026", "вчера", "02.13.2026", "2026", "02.03.2026 25:00", "3 брюмера 2026"]
)
def test_a_day_that_never_was_is_refused(text):
    with pytest.raises(Problem):
        moment_of(text, MOSCOW, time())


def test_todays_payment_without_a_time_is_not_in_the_future():
    row = Row(2, {"external_id": "1", "amount": "10", "paid_at": "10.03.2026", "phone": "+79000000101"})
    assert Reader(MOSCOW, NOW).payment(row).paid_at == NOW
    with pytest.raises(Problem) as told:
        Reader(MOSCOW, NOW).payment(Row(2, row.cells | {"paid_at": "11.03.2026"}))
    assert (told.value.code, told.value.field) == ("in_future", "paid_at")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_csv_of_any_usual_kind_is_read(tmp_path, encoding, delimiter):
    table = tmp_path / "table"
    lines = (
        ("Номер", "Сумма", "Дата оплаты", "Бюджет", "Телефон"),
        ("А-1", "78000.50", "02.03.2026", "x", "89000000101"),
    )
    table.write_bytes("\r\n".join(delimiter.join(cells) for cells in lines).encode(encoding))
    (row,) = read_rows(table, "payment")
    assert (row.line, row.text("external_id"), row.text("amount")) == (2, "А-1", "78000.50")
    assert row.text("phone") == "89000000101"


def test_a_workbook_keeps_its_numbers_days_and_kopecks(tmp_path):
    book = openpyxl.Workbook()
    for cells in (
        ["id", "сумма", "дата", "телефон"],
        [17, 78000.1, datetime(2026, 3, 2), 79000000101],
        [None, None, None, None],
        ["18", 90000, datetime(2026, 3, 2, 14, 20), "8 (900) 000-01-02"],
    ):
        book.active.append(cells)
    book.save(tmp_path / "table")
    reader = Reader(MOSCOW, NOW)
    first, second = (reader.payment(row) for row in read_rows(tmp_path / "table", "payment"))
    assert (first.external_id, first.amount, first.phone) == ("17", Decimal("78000.10"), "+79000000101")
    assert (first.paid_at.isoformat(), first.is_day) == ("2026-03-02T23:59:59+03:00", True)
    assert (second.amount, second.paid_at.isoformat()) == (Decimal(90_000), "2026-03-02T14:20:00+03:00")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "нет ни одной строки"),
        ("Номер;Сумма\n1;2\n".encode(), "нет столбцов «дата»"),
        ("Номер;id;Сумма;Дата\n".encode(), "означают одно и то же"),
        ("Номер;Сумма;Дата\n".encode(), "нет ни одной строки"),
        (b"%PDF-1.7\x00\x01", "Это не таблица"),
        (b"PK\x03\x04 broken", "столбцов"),
    ],
)
def test_a_file_that_is_no_such_table_says_why(tmp_path, content, words):
    (tmp_path / "table").write_bytes(content)
    with pytest.raises(Problem) as told:
        list(read_rows(tmp_path / "table", "payment"))
    assert words in told.value.detail
