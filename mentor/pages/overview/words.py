"""Sentences of Обзор: the money's arithmetic, the pilot, who needs attention. No queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from mentor.analysis.models import LostReason, Stage
from mentor.analytics.queries.main_report import MainReport, Pilot
from mentor.calls.standing import Standing
from mentor.companies.models import Company
from mentor.core import formats
from mentor.pages.attention.words import TITLES
from mentor.pages.managers.rows import Neglect
from mentor.pages.managers.words import neglect_words
from mentor.recovery.models import LossCase

from .figures import exact, roubles, told


@dataclass(frozen=True, slots=True)
class Item:
    """A line of «Кому нужно внимание»."""

    title: str
    text: str
    pk: int
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the arithmetic."""

    label: str
    value: str
    note: str = ""
    total: bool = False


def arithmetic(report: MainReport) -> list[Line]:
    """The numbers that stand in the formula, in its order."""
    inputs, money, known = report.inputs, report.month.money, report.is_money_known
    plain = Fraction(inputs.deals, inputs.leads) if inputs.leads else None
    held = inputs.mean_baseline
    if held is None and report.baseline is not None:
        held = report.baseline.conversion
    deals = formats.counted(inputs.deals, "сделка", "сделки", "сделок")
    return [
        Line("Конверсия с нами", formats.percent(exact(plain), 2), note=f"{deals} без вернувшихся клиентов"),
        Line("Конверсия без нас", formats.percent(exact(held), 2)),
        Line("Лиды", formats.integer(inputs.leads)),
        Line("Средний чек", formats.money(roubles(inputs.mean_cheque or report.cheque))),
        Line("Рост", formats.money(roubles(money.growth) if known else None, plus=True)),
        Line("Оплаты вернувшихся", formats.money(roubles(money.returned))),
        Line("Итого", formats.money(roubles(money.total) if known else None), total=True),
    ]


def baseline_note(report: MainReport) -> str:
    """Where the conversion without us comes from, with its own uncertainty where its counts are known."""
    baseline = report.baseline
    if baseline is None:
        return "Конверсия без нас неизвестна."
    if baseline.valid_from is None:
        assert baseline.counts is not None
        text = f"Конверсия без нас — последний полный месяц до начала работы: {told(baseline.counts)}"
    else:
        text = f"Конверсия без нас: {baseline.source.rstrip('.')}"
    interval = baseline.interval
    if interval is not None:
        low, high = formats.percent(interval.low), formats.percent(interval.high)
        text += f" (с вероятностью 95 % лежит между {low} и {high})"
    return text + "."


def pilot_note(pilot: Pilot | None, company: Company) -> str:
    """What the pilot's figures are made of."""
    if pilot is None:
        return ""
    today = pilot.span.last
    dates = formats.date_range(pilot.span.first, pilot.span.last, today)
    now, before = (formats.percent(exact(each)) for each in (pilot.counts.conversion, pilot.baseline))
    parts = [f"{dates}: {told(pilot.counts)}, конверсия {now} против {before} без нас."]
    if company.margin_percent is None:
        parts.append("Маржа не указана, поэтому показана выручка.")
    else:
        parts.append(f"Прибыль — выручка × маржа {formats.decimal_number(company.margin_percent)} %.")
    return " ".join(parts)


def neglect_item(fact: Neglect) -> Item:
    """Facts without a verdict."""
    title, text = neglect_words(fact)
    return Item(f"Саботаж: {fact.member.name} {title}", text, fact.member.pk)


def loss_item(case: LossCase) -> Item:
    """A lost client whom nobody has called since."""
    stage = f"этап «{Stage(case.lost_stage).label}»" if case.lost_stage else ""
    reason = str(LostReason(case.lost_reason).label)
    manager = case.manager.name if case.manager else "менеджер не определён"
    return Item(
        title=f"{case.client}: потерян, звонка не было",
        text=" · ".join(part for part in (manager, reason, stage) if part),
        pk=case.client_id,
        at=case.lost_at,
    )


def attention_item(counts: Mapping[str, int]) -> Item | None:
    """One line for everything in «требует внимания»."""
    total = sum(counts.values())
    if not total:
        return None
    words = formats.counted(total, "событие требует", "события требуют", "событий требуют")
    known = [f"{TITLES.get(code, code).lower()}: {count}" for code, count in counts.items()]
    return Item(f"{words} решения", ", ".join(known), 0)


def freshness(flow: Standing, now: datetime) -> dict[str, str]:
    """«последний звонок разобран 2 минуты назад, в очереди 3»."""
    if flow.last_assessed_at is None:
        text, tone = "разобранных звонков пока нет", "neutral"
    else:
        text, tone = f"последний звонок разобран {formats.relative(flow.last_assessed_at, now)}", "good"
    if flow.waiting:
        text += f", в очереди {formats.integer(flow.waiting)}"
    if flow.without_model:
        text, tone = f"{text}, ждут модель распознавания {formats.integer(flow.without_model)}", "attention"
    return {"text": text, "tone": tone}
