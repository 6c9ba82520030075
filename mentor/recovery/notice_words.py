"""Messages in words, for the page and for what leaves the product (decision 23)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.urls import reverse

from mentor.analysis.models import LostReason, Stage
from mentor.clients.models import Client
from mentor.companies.models import Member
from mentor.core import formats
from mentor.notifications.kinds import Kind
from mentor.notifications.message import Message
from mentor.notifications.models import Notification

from .models import LossCase, Recommendation, VerdictWord
from .rules import ruling_words

NAMED = 5
Rows = dict[int, Message | None]


@dataclass(frozen=True, slots=True)
class Known:
    """What messages speak of, read once for all of them."""

    cases: dict[int, LossCase] = field(default_factory=dict)
    clients: dict[int, Client] = field(default_factory=dict)
    advice: dict[int, Recommendation] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    words: dict[int, VerdictWord] = field(default_factory=dict)


def shown(notifications: Iterable[Notification]) -> Rows:
    """Whole words by message id, for the person's own page; None where what it spoke of is gone. Five queries."""
    rows = list(notifications)
    known = _known(rows)
    return {row.pk: _message(row, known, whole=True) for row in rows}


def sent(notification: Notification, *, personal: bool) -> Message | None:
    """Words that leave the product; None where it is of no more use: called, marked or closed since.

    Without ``personal`` people are initials, and nothing of the conversation is told.
    """
    known = _known([notification])
    if not _matters(notification, known):
        return None
    return _message(notification, known, whole=personal)


def _ids(notification: Notification) -> list[int]:
    return [*notification.facts.get("due", ()), *notification.facts.get("half", ())]


def _known(rows: list[Notification]) -> Known:
    calls = [row.facts["call"] for row in rows if row.kind == Kind.CLIENT_LOST]
    clients = [row.facts["client"] for row in rows if row.kind == Kind.CLIENT_LOST]
    advice = [pk for row in rows if row.kind == Kind.REMINDER for pk in _ids(row)]
    members = [row.facts["manager"] for row in rows if row.kind == Kind.NEGLECT]
    words = [row.facts["word"] for row in rows if row.kind == Kind.VERDICT]
    said = VerdictWord.objects.select_related("followup__recommendation__case__client")
    cases = LossCase.objects.filter(call__in=calls).select_related("manager").order_by("id")
    reminded = Recommendation.objects.filter(pk__in=advice).select_related("case__client")
    return Known(
        cases={case.call_id: case for case in cases} if calls else {},
        clients=Client.objects.in_bulk(clients) if clients else {},
        advice={row.pk: row for row in reminded} if advice else {},
        members=Member.objects.in_bulk(members) if members else {},
        words=said.in_bulk(words) if words else {},
    )


def _matters(row: Notification, known: Known) -> bool:
    if row.kind == Kind.CLIENT_LOST:
        case = known.cases.get(row.facts["call"])
        return case is not None and case.closed_at is None
    if row.kind == Kind.REMINDER:
        return any(_waits(each) for each in known.advice.values())
    return True


def _waits(advice: Recommendation) -> bool:
    return advice.closed_at is None and advice.marked_at is None


def _message(row: Notification, known: Known, *, whole: bool) -> Message | None:
    if row.kind == Kind.CLIENT_LOST:
        return _lost(row, known, whole)
    if row.kind == Kind.REMINDER:
        return _reminder(row, known, whole)
    if row.kind == Kind.VERDICT:
        return _verdict(row, known, whole)
    if row.kind == Kind.REPORT:
        return _report(row)
    if row.kind == Kind.STATEMENT:
        return _statement(row)
    return _neglect(row, known, whole) if row.kind == Kind.NEGLECT else None


def _name(name: str, whole: bool) -> str:
    return name if whole else formats.initials(name)


def _stage(case: LossCase) -> str:
    return f"этап «{Stage(case.lost_stage).label}»" if case.lost_stage else ""


def _lost(row: Notification, known: Known, whole: bool) -> Message | None:
    client, case = known.clients.get(row.facts["client"]), known.cases.get(row.facts["call"])
    if client is None:
        return None
    parts = [_stage(case)] if case else []
    if whole and case is not None:
        quote = f"«{case.quote}»" if case.quote else ""
        parts += [str(LostReason(case.lost_reason).label), case.manager.name if case.manager else "", quote]
    return Message(
        title=f"Потерян клиент: {_name(str(client), whole)}",
        text=" · ".join(part for part in parts if part),
        path=reverse("client", args=[client.pk]),
        icon="user-x",
        tone="attention",
    )


def _reminder(row: Notification, known: Known, whole: bool) -> Message | None:
    """Outside of the product only those that still wait are counted; the page keeps what was said."""
    due, half = (
        [known.advice[pk] for pk in row.facts.get(key, ()) if pk in known.advice] for key in ("due", "half")
    )
    if not whole:
        due, half = ([each for each in rows if _waits(each)] for rows in (due, half))
    if not due and not half:
        return None
    rows = due or half
    clients = formats.counted(len(rows), "клиенту", "клиентам", "клиентам")
    title = f"Срок подошёл: перезвоните {clients}" if due else f"Прошла половина срока: перезвоните {clients}"
    names = [_client(each.case, whole) for each in [*due, *half][:NAMED]]
    more = len(due) + len(half) - len(names)
    return Message(
        title=title,
        text="; ".join(names) + (f" и ещё {more}" if more > 0 else ""),
        path=reverse("my_day"),
        icon="alarm-clock",
        tone="bad" if due else "attention",
    )


def _client(case: LossCase, whole: bool) -> str:
    stage = _stage(case)
    return f"{_name(str(case.client), whole)}{f', {stage}' if stage else ''}"


def _verdict(row: Notification, known: Known, whole: bool) -> Message | None:
    """A manager's words against a verdict, or what a head decided; words of people stay inside of the product."""
    word = known.words.get(row.facts["word"])
    if word is None:
        return None
    client = word.followup.recommendation.case.client
    if word.kind == VerdictWord.Kind.CONTESTED:
        title = f"{_name(word.by_name, whole)} не согласен с выводом о перезвоне: {_name(str(client), whole)}"
        parts = []
    else:
        title = f"Решение РОПа о перезвоне: {_name(str(client), whole)}"
        parts = [ruling_words(word.verdict)]
    return Message(
        title=title,
        text=" · ".join([*parts, word.words] if whole and word.words else parts),
        path=reverse("client", args=[client.pk]),
        icon="scale",
        tone="attention" if word.kind == VerdictWord.Kind.CONTESTED else "neutral",
    )


def neglect_facts(*, silent_days: int, overdue: int, ignored_days: int, never_seen: bool) -> list[str]:
    """Facts of «саботаж» in words, those that are there."""
    days = ("рабочий день", "рабочих дня", "рабочих дней")
    facts = []
    if never_seen:
        facts.append("ещё не заходил в систему")
    elif silent_days:
        facts.append(f"не заходит {formats.counted(silent_days, *days)}")
    if overdue:
        words = ("рекомендация просрочена", "рекомендации просрочены", "рекомендаций просрочено")
        facts.append(formats.counted(overdue, *words))
    if ignored_days and overdue:
        facts.append(f"самая старая без ответа {formats.counted(ignored_days, *days)}")
    return facts


def _neglect(row: Notification, known: Known, whole: bool) -> Message | None:
    manager = known.members.get(row.facts["manager"])
    if manager is None:
        return None
    facts = neglect_facts(
        silent_days=row.facts["silent_days"],
        overdue=row.facts["overdue"],
        ignored_days=row.facts["ignored_days"],
        never_seen=row.facts["never_seen"],
    )
    return Message(
        title=f"Саботаж: {_name(manager.name, whole)}",
        text=", ".join(facts),
        path=reverse("manager", args=[manager.pk]),
        icon="user-minus",
        tone="bad",
    )


def _report(row: Notification) -> Message:
    """The week's main figures, as they were frozen; nothing personal is in them."""
    facts = row.facts
    parts = [f"конверсия {formats.percent(_number(facts['conversion']))}"]
    if facts["growth_pp"] is not None:
        growth = Decimal(facts["growth_pp"]) / 100
        parts.append(f"{formats.points(growth)} к прошлой неделе")
    parts += [f"возвращено клиентов: {facts['paid']}", f"принесено {formats.money(_number(facts['total']))}"]
    week = date.fromisoformat(facts["week"])
    return Message(
        title=f"Отчёт за неделю с {formats.date_long(week)}",
        text="; ".join(parts),
        path=reverse("report", args=[facts["week"]]),
        icon="file-text",
        tone="neutral",
    )


def _statement(row: Notification) -> Message:
    month = formats.month_name(date.fromisoformat(row.facts["month"]))
    return Message(
        title=f"Акт за {month}",
        text=f"итого {formats.money(_number(row.facts['total']))}",
        path=reverse("statement", args=[row.facts["statement"]]),
        icon="file-text",
        tone="neutral",
    )


def _number(printed: str | None) -> Decimal | None:
    return None if printed is None else Decimal(printed)
