"""A monthly statement in words: one content for the page, the PDF and the workbook. No queries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from mentor.analytics.rules.counts import PeriodCounts
from mentor.core import formats
from mentor.core.documents import content as doc
from mentor.core.documents.content import Cell, Column, Document, Headline, Section, Table, exact
from mentor.pages.overview.figures import told

from . import registers

Data = Mapping[str, Any]
DEALS, LEADS = ("сделка", "сделки", "сделок"), ("лид", "лида", "лидов")
BASES = {"growth": "рост", "growth_and_returned": "рост и оплаты вернувшихся"}


def statement_document(data: Data, *, most: int | None = None) -> Document:
    """``most``: rows of each register that are shown; all of them where it is None."""
    stated = data["statement"]
    month = date.fromisoformat(stated["month"])
    part = data["part"]
    first, last = (date.fromisoformat(part[name]) for name in ("from", "to"))
    closed = datetime.fromisoformat(data["closed_at"])
    title = f"Акт за {formats.month_name(month)}"
    return Document(
        title=title,
        subtitle=data["company"],
        made_at=closed,
        facts=(
            ("Период", f"{formats.date_long(first)} – {formats.date_long(last)}"),
            ("Составлен", f"{formats.date_long(closed.date())}, {closed:%H:%M}, {data['time_zone']}"),
            ("Основание", data["terms"]["fee_source"] or "договор"),
        ),
        headlines=tuple(_headlines(stated)),
        sections=(
            _arithmetic(data),
            _agreed(data),
            registers.deals(data, most),
            registers.returned(data, most),
            registers.leads(data, most),
        ),
        signatures=(f"Заказчик: {data['company']}", "Исполнитель: mentor.ai"),
        foot=f"{data['company']}. {title}",
    )


def _headlines(stated: Data) -> list[Headline]:
    counts = PeriodCounts(stated["leads"], stated["deals"])
    total = exact(stated["total"])
    return [
        Headline(
            "Итого к оплате" if total is None or total >= 0 else "Итого в пользу заказчика",
            formats.money(total),
            f"{formats.percent(exact(stated['fee_rate']), 2)} от базы ({BASES[stated['fee_base']]})",
        ),
        Headline("Конверсия", formats.percent(exact(stated["conversion"]), 2), told(counts)),
        Headline(
            "Принесла система",
            formats.money(exact(stated["total_brought"])),
            f"рост {_money(stated['growth'], plus=True)}, возвраты {_money(stated['returned'])}",
        ),
    ]


def _money(value: str | None, *, plus: bool = False) -> str:
    return formats.money(exact(value), plus=plus)


def _arithmetic(data: Data) -> Section:
    """Every number in the order of the formula; it adds up as printed."""
    stated = data["statement"]
    plain = stated["deals"] - stated["returned_deals"]
    cheque = exact(stated["mean_cheque"])
    brought = None if cheque is None else exact(stated["growth"]) + exact(stated["baseline_money"])  # type: ignore[operator]
    rows = [
        _line("С нами", f"{_deals(plain)} без вернувшихся × {_money(stated['mean_cheque'])}", brought),
        *(_without_us(group) for group in data["groups"]),
        _line("Рост", "с нами − было бы без нас", stated["growth"], plus=True),
        _line("Оплаты вернувшихся", "подтверждённые, за вычетом возвратов", stated["returned"], plus=True),
        _line("Принесла система", "рост + оплаты вернувшихся", stated["total_brought"]),
        _line("База оплаты", BASES[stated["fee_base"]], stated["base"]),
        *_carried(stated),
        _line("Оплата за месяц", _fee_words(stated), stated["fee"]),
        *(_difference(line) for line in stated["differences"]),
        _line("Итого", "оплата за месяц и поправки прошлых месяцев", stated["total"]),
    ]
    columns = (Column("Что", width=26), Column("Как", width=48), Column("Сумма", num=True, width=18))
    return Section("Расчёт", table=Table(columns, tuple(rows), total=True), notes=_notes(stated), code="how")


def _line(label: str, formula: str, value: Any, *, plus: bool = False) -> tuple[Cell, ...]:
    return (doc.text(label), doc.text(formula), doc.money(exact(value), plus=plus))


def _deals(count: int) -> str:
    return formats.counted(count, *DEALS)


def _without_us(group: Data) -> tuple[Cell, ...]:
    formula = (
        f"{formats.counted(group['leads'], *LEADS)} × {formats.percent(exact(group['baseline']), 2)} "
        f"× {_money(group['cheque'])}"
    )
    takes = exact(group["takes"])
    return _line("Было бы без нас", formula, None if takes is None else -takes)


def _carried(stated: Data) -> list[tuple[Cell, ...]]:
    """The carried fall: taken off the base before the rate."""
    used = exact(stated["carried_used"])
    if not used:
        return []
    return [_line("Перенесённое падение", f"всего накоплено {_money(stated['carried_in'])}", -used)]


def _fee_words(stated: Data) -> str:
    rate = formats.percent(exact(stated["fee_rate"]), 2)
    if exact(stated["fee"]):
        return f"{rate} от базы"
    base = exact(stated["base"])
    if base is not None and base <= 0:
        return "база не выше нуля: оплаты нет"
    return "конверсия не выше конверсии без нас, либо всё покрыто падением прошлых месяцев: оплаты нет"


def _difference(line: Data) -> tuple[Cell, ...]:
    month = formats.month_name(date.fromisoformat(line["month"]))
    words = f"было выставлено {_money(line['billed'])}, по данным на дату акта {_money(line['now'])}"
    return _line(f"Поправка за {month}", words, line["amount"], plus=True)


def _notes(stated: Data) -> tuple[str, ...]:
    notes = [
        "Сделка вернувшегося клиента в рост не входит, а сам он остаётся среди лидов: "
        "ни один рубль не считается дважды."
    ]
    if exact(stated["carried_out"]):
        notes.append(
            f"Падение, которое переносится на следующие месяцы: {_money(stated['carried_out'])} базы."
        )
    if not stated["differences"]:
        notes.append("Поправок к прошлым месяцам нет.")
    return tuple(notes)


def _agreed(data: Data) -> Section:
    """Values from outside, with where they come from."""
    terms = data["terms"]
    rows = [
        *(
            (doc.text("Средний чек"), doc.money(exact(row["value"])), _since(row))
            for row in terms["average_cheque"]
        ),
        *(
            (
                doc.text("Конверсия без нас", note=row["source"]),
                doc.percent(exact(row["value"]), 2),
                _since(row),
            )
            for row in terms["baseline"]
        ),
        *_stand_in(terms),
        (
            doc.text("Ставка", note=terms["fee_source"]),
            doc.percent(exact(data["statement"]["fee_rate"]), 2),
            doc.text(""),
        ),
        (
            doc.text("Падение переносится на следующие месяцы"),
            doc.text("да" if terms["carry_falls"] else "нет"),
            doc.text(""),
        ),
        (
            doc.text("Ждало подтверждения чеков", note="в сумму не вошло"),
            doc.money(exact(data["pending"])),
            doc.text(""),
        ),
    ]
    columns = (
        Column("Что согласовано", width=40),
        Column("Значение", num=True, width=18),
        Column("С какого дня", width=18),
    )
    return Section("Исходные данные", table=Table(columns, tuple(rows)), code="inputs")


def _since(row: Data) -> Cell:
    return doc.text(formats.date_long(date.fromisoformat(row["from"])))


def _stand_in(terms: Data) -> list[tuple[Cell, ...]]:
    counts = terms["stand_in"]
    if counts is None:
        return []
    found = PeriodCounts(counts["leads"], counts["deals"])
    label = doc.text("Конверсия без нас", note="последний полный месяц до начала работы")
    return [(label, doc.percent(found.conversion, 2), doc.text(told(found)))]
