"""«Три дела на эту неделю» in words, each with the calls that show it. No queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from mentor.analysis.models import ObjectionKind, Stage
from mentor.core import formats
from mentor.core.documents import content as doc
from mentor.core.documents.content import Cell, Column, Section, Table

Data = Mapping[str, Any]
CLIENTS = ("клиента", "клиентов", "клиентов")
CALLS = ("звонок", "звонка", "звонков")


def section(found: Sequence[Data]) -> Section:
    """A row for each call that shows it; what is to be done stands in the first."""
    columns = (
        Column("Что сделать", width=40),
        Column("Звонок", width=20),
        Column("Что там было", width=34),
    )
    rows = [
        (
            doc.text(words(each) if at == 0 else "", note=concerns(each) if at == 0 else ""),
            *_call(evidence, each["kind"]),
        )
        for each in found
        for at, evidence in enumerate(each["evidence"])
    ]
    return Section(
        "Три дела на эту неделю" if len(found) == 3 else "Дела на эту неделю",
        hint="от того, что касается большего числа клиентов",
        table=Table(columns, tuple(rows)),
        empty="Система не нашла ничего, что стоило бы отдельного дела: потери обработаны, слабых этапов нет.",
        code="things",
    )


def words(thing: Data) -> str:
    """What is to be done, as one says it to a head."""
    kind = thing["kind"]
    if kind == "untouched":
        return f"Позвонить тем, кого потеряли и кому никто не перезвонил: {_count(thing, CLIENTS_OF)}."
    if kind == "agreed":
        return f"Довести до оплаты тех, кто согласился вернуться: {_count(thing, CLIENTS_OF)}."
    if kind == "overdue":
        return f"Разобрать с менеджером просроченные рекомендации. {thing['manager']}: {thing['count']}."
    if kind == "objection":
        label = ObjectionKind(thing["objection"]).label
        return f"Отработать с отделом возражение «{label}»: без ответа осталось в {_count(thing, CALLS_IN)}."
    stage = Stage(thing["stage"]).label
    return f"Подтянуть этап «{stage}». {thing['manager']}: чаще всего — {_lower(thing['rule'])}."


CLIENTS_OF = ("клиент", "клиента", "клиентов")
CALLS_IN = ("потерянном звонке", "потерянных звонках", "потерянных звонках")


def _count(thing: Data, forms: tuple[str, str, str]) -> str:
    return formats.counted(thing["count"], *forms)


def _lower(rule: str) -> str:
    return rule[:1].lower() + rule[1:].rstrip(".")


def concerns(thing: Data) -> str:
    """Why it is among the three."""
    if thing["kind"] == "stage":
        return f"этап ниже проходного балла: {_count(thing, CALLS)} за четыре недели"
    return f"касается {_count(thing, CLIENTS)}"


def _call(evidence: Data, kind: str) -> tuple[Cell, Cell]:
    place = f"#t={evidence['at_s']:g}" if evidence["at_s"] is not None else ""
    url = reverse("call", args=[evidence["call"]]) + place
    said = f"«{evidence['quote']}»" if evidence["quote"] else "этого в разговоре не было"
    if not evidence["quote"] and kind != "stage":
        said = "открыть разговор"
    return doc.text(evidence["client"] or "клиент неизвестен", url=url), doc.text(said)
