"""What is ticked in each stage: an item in words, where it opens, and the answers it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from mentor.acceptance import queries
from mentor.acceptance.models import Tick
from mentor.acceptance.rules import stage_rule
from mentor.acceptance.screens import SCREENS
from mentor.analysis.models import CallResult, LostReason, Stage
from mentor.calls.models import Call
from mentor.companies.models import Company
from mentor.core import formats
from mentor.core.documents.content import exact
from mentor.core.keyset import Page, page_of, read_cursor
from mentor.recovery import queries as recovery
from mentor.recovery.models import FollowUp, Recommendation

from . import words

SIZE = 25


@dataclass(frozen=True, slots=True)
class Ask:
    """A question of an item; ``yes`` is None where it is not answered yet."""

    code: str
    title: str
    yes: bool | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """``code`` names it in an answer."""

    code: str
    title: str
    url: str
    facts: tuple[str, ...]
    asks: tuple[Ask, ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """A page of them."""

    items: list[Item]
    page: Page[Any]


def items_of(stage: int, company: Company, params: Mapping[str, str], now: datetime) -> Items:
    """A fixed number of queries a stage, whatever the size of the company."""
    found = _ALONE[stage]() if stage in _ALONE else _READ[stage](company, params, now)
    last = queries.newest(stage)
    asked = [replace(each, asks=_asks(stage, each.code, last)) for each in found.items]
    return Items(asked, found.page)


def _asks(stage: int, code: str, last: queries.Newest) -> tuple[Ask, ...]:
    questions = stage_rule(stage, len(SCREENS)).questions
    return tuple(_ask(stage, each, last.get((code, str(each)))) for each in questions)


def _ask(stage: int, question: Any, tick: Tick | None) -> Ask:
    title = words.question(stage, question)
    if tick is None:
        return Ask(str(question), title, None)
    note = f"{tick.by_name}: {tick.comment}" if tick.comment else tick.by_name
    return Ask(str(question), title, tick.yes, note)


def _screens() -> Items:
    return Items([Item(code, title, reverse(code), ()) for code, title in SCREENS.items()], Page())


def _calls(company: Company, params: Mapping[str, str], now: datetime) -> Items:
    page = page_of(queries.calls(), read_cursor(params), size=SIZE)
    return Items([_call(each, company, now) for each in page.rows], page)


def _call(call: Call, company: Company, now: datetime) -> Item:
    facts = (
        call.manager.name if call.manager else "менеджер не определён",
        str(call.get_direction_display()),
        formats.duration(call.duration_s),
        "запись есть" if call.recording else "без записи",
    )
    return Item(str(call.pk), _of(call, company, now), reverse("call", args=[call.pk]), facts)


def _of(call: Call, company: Company, now: datetime) -> str:
    who = str(call.client) if call.client else call.client_name or "клиент неизвестен"
    return f"{who}, {formats.moment(call.started_at, now, company.zone)}"


def _losses(company: Company, params: Mapping[str, str], now: datetime) -> Items:
    page = page_of(queries.losses(), read_cursor(params), size=SIZE)
    return Items([_loss(each, company, now) for each in page.rows], page)


def _loss(result: CallResult, company: Company, now: datetime) -> Item:
    found = result.assessment
    facts = [str(LostReason(found.lost_reason).label) if found.lost_reason else ""]
    facts.append(f"этап «{Stage(found.lost_stage).label}»" if found.lost_stage else "")
    facts.append(f"«{found.lost_quote}»" if found.lost_quote else "")
    url = reverse("call", args=[result.call_id])
    return Item(str(result.pk), _of(result.call, company, now), url, tuple(each for each in facts if each))


def _recommendations(company: Company, params: Mapping[str, str], now: datetime) -> Items:
    page = page_of(queries.recommendations(), read_cursor(params), moment="created_at", size=SIZE)
    shown = recovery.show(recovery.every_recommendation().filter(pk__in=[each.pk for each in page.rows]), now)
    by_id = {each.recommendation.pk: each for each in shown}
    return Items([_advice(each, by_id[each.pk], company, now) for each in page.rows], page)


def _advice(recommendation: Recommendation, shown: recovery.Shown, company: Company, now: datetime) -> Item:
    client = recommendation.case.client
    facts = [shown.version.text if shown.version else "", shown.label]
    facts += [_heard(each) for each in shown.followups]
    title = f"{client}, {formats.moment(recommendation.created_at, now, company.zone)}"
    url = reverse("client", args=[client.pk])
    return Item(str(recommendation.pk), title, url, tuple(each for each in facts if each))


def _heard(followup: FollowUp) -> str:
    verdict = recovery.verdict_of(followup)
    agreed = "клиент согласился" if followup.agreed else "клиент не согласился"
    if verdict.degree is None:
        return f"повторный звонок: {agreed}"
    return f"повторный звонок: {agreed}, сказано {formats.percent(verdict.degree, 0)} рекомендации"


def _followups(company: Company, params: Mapping[str, str], now: datetime) -> Items:
    page = page_of(queries.followups(), read_cursor(params), moment="created_at", size=SIZE)
    return Items([_followup(each, company, now) for each in page.rows], page)


def _followup(followup: FollowUp, company: Company, now: datetime) -> Item:
    call, client = followup.call, followup.recommendation.case.client
    title = f"{client}, {formats.moment(call.started_at, now, company.zone)}"
    manager = call.manager.name if call.manager else "менеджер не определён"
    return Item(str(followup.pk), title, reverse("call", args=[call.pk]), (manager, _heard(followup)))


def _months() -> Items:
    found = []
    for month, statement in queries.months():
        facts: tuple[str, ...] = ("акт не составлен: ставка не согласована",)
        url = f"{reverse('money')}?month={month:%Y-%m}"
        if statement is not None:
            stated = statement.data["statement"]
            facts = (f"принесла система {_sum(stated['total_brought'])}", f"акт: {_sum(stated['total'])}")
            url = reverse("statement", args=[statement.pk])
        found.append(Item(f"{month:%Y-%m}", _month(month), url, facts))
    return Items(found, Page())


def _month(month: date) -> str:
    return formats.month_name(month)


def _sum(value: str | None) -> str:
    return formats.money(exact(value))


_ALONE = {1: _screens, 6: _months}
_READ = {2: _calls, 3: _losses, 4: _recommendations, 5: _followups}
