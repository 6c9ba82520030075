"""Sentences of Деньги: the arithmetic with its numbers put in. No queries."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from mentor.analytics.queries.month_money import MonthMoney
from mentor.analytics.rules.money import LeadGroup, lead_groups
from mentor.core import formats
from mentor.pages.overview.figures import exact, roubles, told
from mentor.pages.tiles import Tile

DEALS = ("сделка", "сделки", "сделок")
LEADS = ("лид", "лида", "лидов")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the arithmetic: what, the numbers in the formula, what they make."""

    label: str
    formula: str
    value: str
    total: bool = False


def tiles(found: MonthMoney) -> list[Tile]:
    """The whole, its two parts, and what waits."""
    money = found.money
    return [
        Tile(
            "Принесла система", _sum(money.total), note="выручка, не прибыль", why_url="#how", why="формула"
        ),
        Tile("Рост конверсии", _sum(money.growth, plus=True), note="относительно конверсии без нас"),
        Tile(
            "Вернувшиеся клиенты", _sum(money.returned), note="их подтверждённые оплаты за вычетом возвратов"
        ),
        Tile("Ждут подтверждения", _sum(money.pending), note="прибавится к возвратам, если чеки подтвердят"),
    ]


def arithmetic(found: MonthMoney) -> list[Line]:
    """Every number of the month's money, in the order of the formula; nothing but the sums is rounded."""
    inputs, money, terms = found.inputs, found.money, found.agreement.terms
    deals = formats.counted(inputs.deals, *DEALS)
    brought = None if inputs.mean_cheque is None else inputs.deals * inputs.mean_cheque
    return [
        Line(
            "С нами",
            f"{deals} без вернувшихся × {_sum(inputs.mean_cheque)}",
            _sum(brought if inputs.leads else Fraction(0)),
        ),
        *(_without_us(group) for group in lead_groups(found.counts, terms)),
        Line("Рост", _conversions(found), _sum(money.growth, plus=True)),
        Line("Оплаты вернувшихся", "сумма их оплат в этом месяце", _sum(money.returned, plus=True)),
        Line("Итого", "рост + оплаты вернувшихся", _sum(money.total), total=True),
    ]


def _without_us(group: LeadGroup) -> Line:
    leads = formats.counted(group.leads, *LEADS)
    taken = None if group.takes is None else -group.takes
    return Line(
        "Было бы без нас",
        f"{leads} × {formats.percent(exact(group.baseline), 2)} × {_sum(group.cheque)}",
        _sum(taken),
    )


def _conversions(found: MonthMoney) -> str:
    """«(12 / 26 − 20,00 %) × 26 × 90 000 ₽»: the specification's formula, in means over the leads."""
    inputs = found.inputs
    if not inputs.leads:
        return "лидов нет"
    with_us = f"{formats.integer(inputs.deals)} / {formats.integer(inputs.leads)}"
    without = formats.percent(exact(inputs.mean_baseline), 2)
    if len(lead_groups(found.counts, found.agreement.terms)) > 1:
        return f"конверсия {with_us} против {without} без нас (в среднем по лидам)"
    return f"({with_us} − {without}) × {formats.integer(inputs.leads)} × {_sum(inputs.mean_cheque)}"


def baseline_note(found: MonthMoney) -> str:
    """Where the conversion without us comes from."""
    held = found.agreement.entered_baseline(found.month.last)
    if held is not None:
        return f"Конверсия без нас: {held.source.rstrip('.')}."
    counts = found.stand_in_counts
    if counts is not None and counts.leads:
        return f"Конверсия без нас — последний полный месяц до начала работы: {told(counts)}."
    return "Конверсия без нас неизвестна."


def missing(found: MonthMoney) -> str:
    """What the growth cannot be counted without; empty where nothing is missing."""
    groups = lead_groups(found.counts, found.agreement.terms)
    gaps = []
    if any(group.cheque is None for group in groups):
        gaps.append("среднего чека")
    if any(group.baseline is None for group in groups):
        gaps.append("конверсии без нас")
    return f"На часть дней месяца нет {' и '.join(gaps)}." if gaps else ""


def _sum(value: Fraction | None, *, plus: bool = False) -> str:
    return formats.money(roubles(value), plus=plus)
