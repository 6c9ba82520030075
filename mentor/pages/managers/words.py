"""Sentences and tiles of a manager's card. No queries."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mentor.analytics.queries.team import MemberFigures
from mentor.core import formats
from mentor.pages.tiles import Tile

from .rows import Neglect, Row

if TYPE_CHECKING:
    from .card import StageCard


def neglect_words(fact: Neglect) -> tuple[str, str]:
    """What was noticed, after the manager's name, and the other facts beside it."""
    days = ("рабочий день", "рабочих дня", "рабочих дней")
    conduct, never = fact.conduct, fact.member.last_seen_at is None
    if never:
        title = "ещё не заходил в систему"
    elif fact.levels.silent:
        title = f"не заходит {formats.counted(conduct.silent_days, *days)}"
    else:
        title = "оставляет рекомендации без звонка"
    beside = [overdue_words(conduct.overdue)]
    if conduct.overdue and conduct.ignored_days:
        beside.append(f"самая старая без ответа {formats.counted(conduct.ignored_days, *days)}")
    return title, ", ".join(beside)


def told_words(fact: Neglect, now: datetime, zone: ZoneInfo) -> str:
    """Since when heads know; nothing where they were not told yet."""
    return f"РОПам сообщено: {formats.moment(fact.told_at, now, zone)}" if fact.told_at else ""


def overdue_words(count: int) -> str:
    """«3 рекомендации просрочены»."""
    if not count:
        return "просроченных рекомендаций нет"
    return formats.counted(
        count, "рекомендация просрочена", "рекомендации просрочены", "рекомендаций просрочено"
    )


def seen_words(last_seen_at: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    """When the manager was last in the system."""
    if last_seen_at is None:
        return "в систему ещё не заходил"
    return f"в системе: {formats.moment(last_seen_at, now, zone)}"


def tiles(row: Row) -> list[Tile]:
    """Conversion, quality, effectiveness, recommendations of the period."""
    counts, figures = row.figures.counts, row.figures
    deals = formats.counted(counts.deals, "сделка", "сделки", "сделок")
    leads = formats.counted(counts.leads, "лида", "лидов", "лидов")
    change = "" if row.change is None else f"{formats.points(row.change)} к прошлому периоду"
    return [
        Tile(
            "Конверсия",
            formats.percent(row.conversion),
            compare=change,
            tone="good" if row.change and row.change > 0 else "bad" if row.change else "neutral",
            note=f"{deals} из {leads}" if counts.leads else "разговоров о продаже не было",
        ),
        Tile(
            "Качество звонка",
            formats.decimal_number(figures.quality),
            note=f"средний балл, {formats.counted(figures.calls, 'звонок', 'звонка', 'звонков')}",
        ),
        Tile(
            "Общая эффективность", formats.percent(figures.effectiveness, 0), note="этапов на проходной балл"
        ),
        Tile(
            "Перезвонил",
            f"{formats.integer(figures.contacted)} из {formats.integer(figures.recommended)}",
            note="контакты и новые рекомендации периода",
        ),
        Tile(
            "Просрочено сейчас",
            formats.integer(row.workload.overdue),
            note=f"открыто {formats.counted(row.workload.open, 'рекомендация', 'рекомендации', 'рекомендаций')}",
        ),
    ]


def stage_tiles(figures: MemberFigures, cards: list[StageCard]) -> list[Tile]:
    """What a manager reads first on Мои этапы."""
    weak = [card for card in cards if card.tone == "bad"]
    strong = sorted(
        (card for card in cards if card.tone == "good"), key=lambda card: -(card.stats.success or 0)
    )
    return [
        Tile(
            "Слабее всего",
            weak[0].title if weak else "слабых этапов нет",
            note=f"{formats.percent(weak[0].stats.success, 0)} звонков на проходной балл" if weak else "",
        ),
        Tile(
            "Сильнее всего",
            strong[0].title if strong else formats.NO_DATA,
            note=f"{formats.percent(strong[0].stats.success, 0)} звонков на проходной балл" if strong else "",
        ),
        Tile(
            "Качество звонка",
            formats.decimal_number(figures.quality),
            note=f"средний балл, {formats.counted(figures.calls, 'звонок', 'звонка', 'звонков')}",
        ),
    ]
