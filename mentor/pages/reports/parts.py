"""Parts of a weekly report. No queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from mentor.analysis.models import LostReason, Stage
from mentor.core import formats
from mentor.core.documents import content as doc
from mentor.core.documents.content import Cell, Column, Section, Table, exact
from mentor.pages.managers.rows import SHORT_STAGES
from mentor.recovery.notice_words import neglect_facts

Data = Mapping[str, Any]
STEPS = {
    "lost": "Потеряны",
    "recommended": "Получили рекомендацию",
    "contacted": "Перезвонили",
    "agreed": "Согласились",
    "paid": "Оплатили",
}
FIGURES = {
    "leads": "Лиды",
    "deals": "Сделки",
    "conversion": "Конверсия",
    "returned.lost": "Потеряно",
    "returned.recommended": "Получили рекомендацию",
    "returned.contacted": "Перезвонили",
    "returned.agreed": "Согласились",
    "returned.paid": "Возвращено",
    "money.growth": "Деньги: рост",
    "money.returned": "Деньги: возвраты",
    "money.total": "Деньги: всего",
}
VERDICTS = {"full": "сказано всё", "partial": "сказано частично", "none": "сказано другое"}


def dynamics(data: Data) -> Section:
    """Weeks, the newest first."""
    columns = (
        Column("Неделя", width=16),
        Column("Лиды", num=True),
        Column("Сделки", num=True),
        Column("Конверсия", num=True),
        Column("Рост", num=True),
        Column("Возвраты", num=True),
        Column("Всего", num=True),
    )
    rows = [
        (
            doc.text(_week(each, data)),
            doc.integer(each["leads"]),
            doc.integer(each["deals"]),
            doc.percent(exact(each["conversion"])),
            *_money(each),
        )
        for each in reversed(data["dynamics"])
    ]
    return Section("Динамика по неделям", table=Table(columns, tuple(rows)), code="dynamics")


def _money(week: Data) -> tuple[Cell, ...]:
    if week["returned"] is None:
        return (doc.text("до начала работы"), doc.text("—"), doc.text("—"))
    names = ("growth", "returned", "total")
    return tuple(doc.money(exact(week[name]), plus=name == "growth") for name in names)


def _week(span: Data, data: Data) -> str:
    first, last = (date.fromisoformat(span[name]) for name in ("from", "to"))
    return formats.date_range(first, last, datetime.fromisoformat(data["as_of"]).date())


def managers(data: Data) -> Section:
    """Each manager's stages: the share of graded calls at or over the pass mark."""
    team = data["team"]
    columns = (
        Column("Менеджер", width=22),
        Column("Звонки", num=True, width=10),
        Column("Конверсия", num=True),
        *(Column(SHORT_STAGES[stage], num=True) for stage in Stage),
        Column("Качество", num=True, width=11),
        Column("Перезвонил", num=True, width=12),
    )
    rows = [_manager(each, team) for each in team["managers"]]
    whole = _manager({"name": "Весь отдел", **team["whole"]}, team)
    return Section(
        "Менеджеры по этапам",
        hint=f"доля звонков, где этап на {team['pass_mark']} и выше",
        table=Table(columns, (*rows, whole), total=True) if rows else None,
        empty="Менеджеров пока нет.",
        notes=(f"Этап не оценивается, пока в нём меньше {team['enough']} оценённых звонков за неделю.",),
        code="managers",
    )


def _manager(row: Data, team: Data) -> tuple[Cell, ...]:
    card = reverse("manager", args=[row["id"]]) if "id" in row else ""
    return (
        doc.text(row["name"], url=card),
        doc.integer(row["calls"]),
        doc.percent(exact(row["conversion"])),
        *(_stage(row["stages"][str(stage.value)], team["enough"]) for stage in Stage),
        doc.decimal(row["quality"]),
        doc.text(f"{row['contacted']} из {row['recommended']}"),
    )


def _stage(stats: Data, enough: int) -> Cell:
    if stats["graded"] < enough:
        return doc.text("мало данных")
    mean = formats.decimal_number(stats["total"] / stats["graded"])
    return doc.percent(stats["passed"] / stats["graded"], 0, note=f"ср. {mean}")


def losses(data: Data) -> Section:
    """Clients lost in the week by reason, and by stage."""
    found = data["losses"]
    rows = [
        (doc.text(str(label)), doc.integer(found["reasons"][code]))
        for code, label in LostReason.choices
        if found["reasons"][code]
    ]
    stages = [
        f"{Stage(int(number)).label.lower()}: {count}" for number, count in found["stages"].items() if count
    ]
    clients = formats.counted(found["count"], "клиент", "клиента", "клиентов")
    return Section(
        "Потери недели",
        texts=(
            f"Потеряно: {clients}; без звонка остаются {found['untouched']}.",
            *([f"По этапам — {'; '.join(stages)}."] if stages else []),
        )
        if found["count"]
        else (),
        table=Table((Column("Причина", width=40), Column("Клиентов", num=True)), tuple(rows)),
        empty="На этой неделе клиентов не теряли.",
        code="losses",
    )


def steps(data: Data) -> Section:
    """The way of a lost client: each step in the period in which it happened."""
    columns = (Column("Шаг", width=30), Column("Неделя", num=True), Column("Месяц", num=True))
    week, month = data["figures"]["returned"], data["month"]["returned"]
    rows = [
        (doc.text(label), doc.integer(week[step]), doc.integer(month[step])) for step, label in STEPS.items()
    ]
    return Section(
        "Путь потерянного клиента", hint="клиентов на каждом шаге", table=Table(columns, tuple(rows))
    )


def returns(data: Data) -> Section:
    """Every payment of a returned client, with the call in which the client had been lost."""
    columns = (
        Column("Клиент", width=24),
        Column("Оплатил", width=14),
        Column("Менеджер", width=20),
        Column("Где потеряли", width=18),
        Column("Сумма", num=True),
    )
    rows = tuple(
        (
            doc.text(each["client"], url=reverse("client", args=[each["client_id"]])),
            doc.text(f"{datetime.fromisoformat(each['paid_at']):%d.%m.%Y}"),
            doc.text(each["manager"] or "не определён"),
            doc.text("звонок с потерей", url=reverse("call", args=[each["lost_call"]])),
            doc.money(exact(each["amount"])),
        )
        for each in data["returns"]
    )
    return Section(
        "Оплаты вернувшихся клиентов",
        hint="подтверждённые, за вычетом возвратов",
        table=Table(columns, rows),
        empty="Вернувшиеся клиенты на этой неделе не платили.",
        code="returns",
    )


def recommendations(data: Data) -> Section:
    """What recommendations did in the week's calls."""
    found = data["recommendations"]
    rows = [(doc.text("Повторных звонков по рекомендациям"), doc.integer(found["heard"]))]
    rows += [
        (doc.text(f"из них {label}"), doc.integer(found["verdicts"][code]))
        for code, label in VERDICTS.items()
    ]
    rows += [
        (doc.text("из них ещё не оценены"), doc.integer(found["unjudged"])),
        (doc.text("Согласились вернуться"), doc.integer(data["figures"]["returned"]["agreed"])),
        (doc.text("Оплатили"), doc.integer(data["figures"]["returned"]["paid"])),
        (doc.text("Открытых рекомендаций на дату отчёта"), doc.integer(found["open"])),
        (doc.text("из них просрочены"), doc.integer(found["overdue"])),
    ]
    columns = (Column("Что", width=44), Column("Сколько", num=True))
    return Section("Что сделали рекомендации", table=Table(columns, tuple(rows)), code="recommendations")


def trainings(data: Data) -> Section:
    """Zero is said plainly."""
    found = data["trainings"]
    held = [f"{name}: {count}" for name, count in found["managers"].items()]
    return Section("Тренировки", texts=(f"Тренировок на неделе: {found['count']}.", *held), code="trainings")


def neglect(data: Data) -> Section:
    """Facts, no verdicts."""
    rows = tuple(
        (
            doc.text(each["manager"], url=reverse("manager", args=[each["manager_id"]])),
            doc.text(f"{datetime.fromisoformat(each['opened_at']):%d.%m.%Y}"),
            doc.text(_facts(each)),
        )
        for each in data["neglect"]
    )
    columns = (
        Column("Менеджер", width=22),
        Column("С какого дня", width=14),
        Column("Что замечено", width=40),
    )
    return Section("Саботаж", table=Table(columns, rows), empty="На этой неделе его не было.", code="neglect")


def _facts(row: Data) -> str:
    if row["mended"]:
        return "исправлено"
    names = ("silent_days", "overdue", "ignored_days")
    facts = neglect_facts(**{name: row.get(name, 0) for name in names}, never_seen=row["never_seen"])
    return ", ".join(facts) or "замечен раньше, сейчас нарушений нет"


def corrections(found: Iterable[Data]) -> Section:
    """What has changed in weeks that were reported before: never silently."""
    rows = tuple(
        (
            doc.text(_monday(each["week"]), url=reverse("report", args=[each["week"]])),
            doc.text(FIGURES[line["figure"]]),
            figure(line["figure"], line["was"]),
            figure(line["figure"], line["now"]),
        )
        for each in found
        for line in each["lines"]
    )
    columns = (
        Column("Неделя с", width=16),
        Column("Показатель", width=26),
        Column("Было", num=True),
        Column("Стало", num=True),
    )
    return Section(
        "Поправки к прошлым неделям",
        table=Table(columns, rows),
        empty="С прошлых отчётов ничего не изменилось.",
        notes=("Прежние отчёты остаются такими, какими были отправлены.",) if rows else (),
        code="corrections",
    )


def _monday(week: str) -> str:
    return formats.date_long(date.fromisoformat(week))


def figure(path: str, value: Any) -> Cell:
    """A printed figure of a week by its name."""
    if path.startswith("money."):
        return doc.money(exact(value), plus=path == "money.growth")
    return doc.percent(exact(value)) if path == "conversion" else doc.integer(value)
