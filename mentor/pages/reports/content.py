"""A weekly report in words: one content for the page, the PDF and the workbook. No queries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from mentor.analytics.rules.interval import Certainty
from mentor.core import formats
from mentor.core.documents import content as doc
from mentor.core.documents.content import Document, Headline, Section, exact
from mentor.pages.overview.figures import CERTAINTY, DEALS, LEADS

from . import parts, things

Data = Mapping[str, Any]


def report_document(data: Data) -> Document:
    """``data``: a report as it was frozen, or a week as it stands now."""
    first, last = (date.fromisoformat(data["week"][name]) for name in ("from", "to"))
    made_at = datetime.fromisoformat(data["as_of"])
    title = f"Отчёт за неделю {formats.date_range(first, last, made_at.date())}"
    return Document(
        title=title,
        subtitle=data["company"],
        made_at=made_at,
        facts=(
            ("Неделя", f"{formats.date_long(first)} – {formats.date_long(last)}"),
            ("Данные на", f"{formats.date_long(made_at.date())}, {made_at:%H:%M}, {data['time_zone']}"),
        ),
        headlines=tuple(headlines(data)),
        sections=(
            things.section(data["things"]),
            _main(data),
            parts.dynamics(data),
            parts.managers(data),
            parts.losses(data),
            parts.steps(data),
            parts.returns(data),
            parts.recommendations(data),
            parts.trainings(data),
            parts.neglect(data),
            parts.corrections(data.get("corrections", ())),
        ),
        foot=f"{data['company']}. {title}",
    )


def headlines(data: Data) -> list[Headline]:
    """The five main figures."""
    week, month = data["figures"], data["last_month"]
    money, steps = week["money"], week["returned"]
    return [
        Headline("Конверсия недели", percent(week["conversion"]), told(week)),
        Headline(
            "Прошлый месяц",
            percent(month["conversion"]),
            f"{formats.month_name(date.fromisoformat(month['month']))}, весь: {told(month)}",
        ),
        Headline("Разница с прошлой неделей", points(week["growth_pp"]), certainty(week), _tone(week)),
        Headline(
            "Возвращено клиентов",
            formats.integer(steps["paid"]),
            f"оплатили на этой неделе; согласились {steps['agreed']}, потеряно {steps['lost']}",
        ),
        Headline(
            "Принесла система",
            formats.money(exact(money["total"])),
            "рост не посчитать: не хватает чека или конверсии без нас"
            if money["total"] is None
            else f"рост {formats.money(exact(money['growth']), plus=True)}, "
            f"возвраты {formats.money(exact(money['returned']))}; выручка, не прибыль",
        ),
    ]


def told(counts: Data) -> str:
    """«4 сделки из 26 лидов»."""
    if not counts["leads"]:
        return "разговоров о продаже не было"
    return f"{formats.counted(counts['deals'], *DEALS)} из {formats.counted(counts['leads'], *LEADS)}"


def certainty(figures: Data) -> str:
    """The interval and the words for it; no interval is told of too little data."""
    if figures["growth_pp"] is None:
        return "не с чем сравнить"
    found = Certainty(figures["certainty"])
    interval = figures["interval_pp"]
    if interval is None or found is Certainty.TOO_LITTLE_DATA:
        return CERTAINTY[found]
    low = formats.decimal_number(exact(interval[0]), plus=True)
    return f"от {low} до {points(interval[1])}, {CERTAINTY[found]}"


def percent(share: str | None) -> str:
    return formats.percent(exact(share))


def points(value: str | None) -> str:
    """Percentage points as they are printed."""
    number = exact(value)
    return formats.points(None if number is None else number / 100)


def _tone(figures: Data) -> str:
    """Colour only for what is certain."""
    if Certainty(figures["certainty"]) is not Certainty.SIGNIFICANT:
        return "neutral"
    return "bad" if figures["growth_pp"].startswith("-") else "good"


def _main(data: Data) -> Section:
    """The week and the month so far, each beside what it is compared with."""
    week, month = data["figures"], data["month"]
    until = formats.date_range(
        date.fromisoformat(month["from"]), date.fromisoformat(month["to"]), _today(data)
    )
    columns = (
        doc.Column("Показатель", width=22),
        doc.Column("Неделя", num=True),
        doc.Column("Неделей раньше", num=True),
        doc.Column(f"Месяц, {until}", num=True),
        doc.Column("Те же дни месяца раньше", num=True),
    )
    return Section("Главные показатели", table=doc.Table(columns, tuple(_rows(week, month))), code="main")


def _today(data: Data) -> date:
    return datetime.fromisoformat(data["as_of"]).date()


def _rows(week: Data, month: Data) -> list[tuple[doc.Cell, ...]]:
    nothing = doc.text("—")

    def counts(label: str, name: str) -> tuple[doc.Cell, ...]:
        pairs = [each for part in (week, month) for each in (part[name], part["previous"][name])]
        return (doc.text(label), *(doc.integer(each) for each in pairs))

    def alone(label: str, *cells: doc.Cell) -> tuple[doc.Cell, ...]:
        return (doc.text(label), cells[0], nothing, cells[1], nothing)

    def money(label: str, name: str, *, plus: bool = False) -> tuple[doc.Cell, ...]:
        return alone(label, *(doc.money(exact(part["money"][name]), plus=plus) for part in (week, month)))

    shares = [each for part in (week, month) for each in (part["conversion"], part["previous"]["conversion"])]
    return [
        counts("Лиды", "leads"),
        counts("Сделки", "deals"),
        (doc.text("Конверсия"), *(doc.percent(exact(each)) for each in shares)),
        alone("Разница", *(doc.points(_share(part["growth_pp"])) for part in (week, month))),
        alone("Возвращено клиентов", *(doc.integer(part["returned"]["paid"]) for part in (week, month))),
        money("Деньги: рост", "growth", plus=True),
        money("Деньги: возвраты", "returned"),
        money("Деньги: всего", "total"),
        money("Ждут подтверждения чеков", "pending"),
    ]


def _share(value: str | None) -> Any:
    number = exact(value)
    return None if number is None else number / 100
