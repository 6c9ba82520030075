"""The five figures of the main report in words and numbers that the page's tiles show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from mentor.analytics.queries.main_report import MainReport, Pilot
from mentor.analytics.rules.counts import PeriodCounts
from mentor.analytics.rules.figures import Growth
from mentor.analytics.rules.interval import Certainty
from mentor.analytics.rules.periods import Span
from mentor.analytics.rules.printing import MONEY_PLACES, rounded
from mentor.core import formats, tones
from mentor.pages.tiles import Tile

CERTAINTY: dict[Certainty, str] = {
    Certainty.SIGNIFICANT: "достоверно",
    Certainty.MAY_BE_CHANCE: "пока может быть случайностью",
    Certainty.TOO_LITTLE_DATA: "мало данных",
    Certainty.UNKNOWN: "сделок больше, чем лидов",
}
DEALS, LEADS = ("сделка", "сделки", "сделок"), ("лида", "лидов", "лидов")


def exact(value: Fraction | None) -> Decimal | None:
    """A fraction as the decimal that formats take."""
    return None if value is None else Decimal(value.numerator) / Decimal(value.denominator)


def roubles(value: Fraction | None) -> Decimal | None:
    """A sum rounded the one way that all figures are rounded."""
    return None if value is None else exact(rounded(value, MONEY_PLACES))


def told(counts: PeriodCounts) -> str:
    """«4 сделки из 26 лидов»."""
    return f"{formats.counted(counts.deals, *DEALS)} из {formats.counted(counts.leads, *LEADS)}"


def tiles(report: MainReport) -> list[Tile]:
    """Conversion now, last month's, their difference like for like, clients returned, money brought."""
    return [_now(report), _last_month(report), _difference(report), _returned(report), _money(report)]


def _dates(span: Span, today: date) -> str:
    return formats.date_range(span.first, min(span.last, today), today)


def _now(report: MainReport) -> Tile:
    counts = report.growth.current
    return Tile(
        label="Конверсия сейчас",
        value=formats.percent(exact(counts.conversion)),
        note=f"{_dates(report.month.period.span, report.today)}: {told(counts)}"
        if counts.leads
        else "в этом месяце ещё не было разговоров о продаже",
        why_url="#dynamics",
        why="по неделям и месяцам",
    )


def _last_month(report: MainReport) -> Tile:
    counts = report.last_full
    month = formats.month_name(report.last_full_span.first)
    return Tile(
        label="Прошлый месяц",
        value=formats.percent(exact(counts.conversion)),
        note=f"{month}, весь: {told(counts)}" if counts.leads else f"{month}: разговоров о продаже не было",
        why_url="#dynamics",
        why="по неделям и месяцам",
    )


def _difference(report: MainReport) -> Tile:
    growth, today = report.growth, report.today
    difference = exact(growth.difference)
    spans = (report.month.period.span, report.month.compared_with)
    if difference is None:
        note = f"не с чем сравнить: {_dates(spans[1], today)} разговоров о продаже не было"
        return Tile(
            "Разница", formats.NO_DATA, note=note if growth.current.leads else "в этом месяце нет лидов"
        )
    now, before = (formats.percent(exact(each.conversion)) for each in (growth.current, growth.previous))
    note = f"{_dates(spans[0], today)}: {now}; {_dates(spans[1], today)}: {before}"
    if growth.relative is not None:
        note += f"; относительно {_signed_percent(growth.relative)}"
    sure = growth.certainty is Certainty.SIGNIFICANT
    return Tile(
        label="Разница",
        value=formats.points(difference),
        tone=tones.difference_tone(float(difference)) if sure else "neutral",
        compare=_certainty(growth),
        note=note,
    )


def _certainty(growth: Growth) -> str:
    """The interval and the words for it; no interval is told of too little data."""
    words, interval = CERTAINTY[growth.certainty], growth.interval
    if interval is None or growth.certainty is Certainty.TOO_LITTLE_DATA:
        return words
    low = formats.decimal_number(100 * interval.low, plus=True)
    return f"от {low} до {formats.points(interval.high)}, {words}"


def _signed_percent(value: Fraction) -> str:
    text = formats.percent(exact(value), 0)
    return f"+{text}" if value > 0 else text


def _returned(report: MainReport) -> Tile:
    steps = report.month.steps
    return Tile(
        label="Возвращено клиентов",
        value=formats.integer(steps.paid),
        note=f"оплатили в этом месяце; согласились {steps.agreed}, потеряно {steps.lost}",
        why_url="#steps",
        why="путь по шагам",
    )


def _money(report: MainReport) -> Tile:
    money = report.month.money
    growth, returned = roubles(money.growth), roubles(money.returned)
    known = report.is_money_known
    return Tile(
        label="Принесла система",
        value=formats.money(roubles(money.total) if known else None),
        compare=f"рост {formats.money(growth, plus=True)}, возвраты {formats.money(returned)}"
        if known
        else "",
        note=f"{_dates(report.money_span, report.today)}, выручка, не прибыль"
        if known
        else "рост не посчитать: не хватает данных",
        why_url="#money",
        why="формула" if known else "чего не хватает",
    )


@dataclass(frozen=True, slots=True)
class Goal:
    """A line of the pilot's goal: arguments of the ``progress`` part."""

    label: str
    value: float | None
    most: float
    text: str
    tone: str


def goals(pilot: Pilot) -> list[Goal]:
    """Growth against the conversion without us, and money against its goal."""
    growth, total = exact(pilot.growth), roubles(pilot.money.total)
    goal_growth, goal_money = exact(pilot.goal_growth), roubles(pilot.goal_money)
    assert goal_growth is not None
    assert goal_money is not None
    label = "Деньги (выручка, не прибыль)"
    if pilot.profit is not None:
        total, label = roubles(pilot.profit), "Прибыль"
    return [
        Goal(
            "Рост конверсии",
            None if growth is None else float(growth),
            float(goal_growth),
            f"{formats.points(growth)} из {formats.points(goal_growth)}",
            _goal_tone(growth, goal_growth),
        ),
        Goal(
            label,
            None if total is None else float(total),
            float(goal_money),
            f"{formats.money(total)} из {formats.money(goal_money)}",
            _goal_tone(total, goal_money),
        ),
    ]


def reports_goal(sent: int, expected: int) -> Goal:
    """Weekly reports of the pilot that were sent, of those it has weeks for."""
    tone = "good" if expected and sent >= expected else "accent"
    return Goal("Еженедельные отчёты", float(sent), float(max(1, expected)), f"{sent} из {expected}", tone)


def _goal_tone(value: Decimal | None, goal: Decimal) -> str:
    if value is not None and value >= goal:
        return "good"
    return "bad" if value is not None and value < 0 else "accent"
