"""The protocol of acceptance: stages, every answer with name and date. One query beside those of the stages."""

from __future__ import annotations

from datetime import datetime

from mentor.acceptance import queries
from mentor.acceptance.models import Tick
from mentor.acceptance.rules import Question
from mentor.acceptance.screens import SCREENS
from mentor.companies.models import Company
from mentor.core import formats
from mentor.core.documents import content as doc
from mentor.core.documents.content import Column, Document, Section, Table

from . import words
from .queries import StageRow, is_real, stage_rows

WHAT = {2: "звонок", 3: "разбор", 4: "рекомендация", 5: "повторный звонок", 6: "период"}


def protocol(company: Company, now: datetime) -> Document:
    """As things stand at ``now``."""
    local = now.astimezone(company.zone)
    rows, ticks = stage_rows(), queries.every_tick()
    note = (
        () if is_real(company) else ("Данные демонстрационные: протокол показывает форму и силы не имеет.",)
    )
    return Document(
        title="Протокол приёмки",
        subtitle=company.name,
        made_at=now,
        facts=(
            ("Составлен", f"{formats.date_long(local.date())}, {local:%H:%M}, {company.time_zone}"),
            ("Принято этапов", f"{sum(row.accepted is not None for row in rows)} из {len(rows)}"),
        ),
        sections=(
            Section("Этапы", texts=note, table=_stages(rows, company)),
            *(_answers(row, [each for each in ticks if each.stage == row.number], company) for row in rows),
        ),
        signatures=(f"Заказчик: {company.name}", "Исполнитель: mentor.ai"),
        foot=f"{company.name}. Протокол приёмки",
    )


def _stages(rows: list[StageRow], company: Company) -> Table:
    columns = (
        Column("Этап", width=24),
        Column("Критерий", width=30),
        Column("Выполнено", width=14),
        Column("Состояние", width=24),
        Column("Принял, гарантия", width=24),
    )
    return Table(
        columns,
        tuple(
            (
                doc.text(f"{row.number}. {row.title}"),
                doc.text(row.criterion),
                doc.text(row.progress),
                doc.text(row.state),
                doc.text(_accepted(row, company)),
            )
            for row in rows
        ),
    )


def _accepted(row: StageRow, company: Company) -> str:
    if row.accepted is None:
        return "—"
    when = formats.date_long(row.accepted.accepted_at.astimezone(company.zone).date())
    return f"{row.accepted.by_name}, {when}; гарантия до {formats.date_long(row.accepted.warranty_until)}"


def _answers(row: StageRow, ticks: list[Tick], company: Company) -> Section:
    columns = (
        Column("Что", width=26),
        Column("Вопрос", width=20),
        Column("Ответ", width=10),
        Column("Кто", width=20),
        Column("Когда", width=16),
        Column("Комментарий", width=28),
    )
    rows = tuple(
        (
            doc.text(_item(tick)),
            doc.text(words.question(tick.stage, Question(tick.question))),
            doc.text("да" if tick.yes else "нет"),
            doc.text(tick.by_name),
            doc.text(f"{tick.created_at.astimezone(company.zone):%d.%m.%Y %H:%M}"),
            doc.text(tick.comment),
        )
        for tick in ticks
    )
    return Section(
        f"{row.number}. {row.title}", hint=row.progress, table=Table(columns, rows), empty="Ответов ещё нет."
    )


def _item(tick: Tick) -> str:
    if tick.stage == 1:
        return SCREENS.get(tick.item, tick.item)
    return f"{WHAT[tick.stage]} {tick.item}" if tick.stage == 6 else f"{WHAT[tick.stage]} № {tick.item}"
