"""What the trainer's pages show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from mentor.analysis.examples import Example, examples
from mentor.analysis.models import Stage
from mentor.companies.models import Company, Member
from mentor.core import formats
from mentor.engines.persona.port import DoubtStatus
from mentor.engines.persona.scenario import Scenario as Content
from mentor.pages.calls.card import CallCard
from mentor.trainer import queries as trainer
from mentor.trainer.models import Scenario, ScenarioKind, Talk
from mentor.trainer.plays import content_of, state_of
from mentor.trainer.rules import Advised

from .advice import HARDEST, Lost, Next, next_thing
from .history import LEVELS, Change, Row, changes, chart, row_of, rows_of

GROUPS = (
    (ScenarioKind.LOST_CALL, "Мои проигранные звонки", "тот же клиент, можно сыграть иначе"),
    (ScenarioKind.OBJECTION, "Возражения", "клиент держит возражение при себе, пока не придёт время"),
    (ScenarioKind.SCRIPT, "Разговор по скрипту", "весь путь от приветствия до шага"),
    (ScenarioKind.PRESENTATION, "Презентации", "клиент слушает и спрашивает"),
)
MOST_LOST = 5
MOST_INSTEAD = 4
EARLIER = 5
DOUBTS: dict[DoubtStatus, tuple[str, str]] = {
    "hidden": ("не прозвучало", "neutral"),
    "open": ("осталось без ответа", "bad"),
    "shaken": ("ответ не убедил", "attention"),
    "answered": ("отвечено", "good"),
    "ignored": ("пропущено мимо ушей", "bad"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """A scenario on a list; ``why`` only for the advised one."""

    pk: int
    title: str
    stage_title: str
    talks: int
    best: float | None
    level: int
    why: str = ""
    brief: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Scenarios of one kind."""

    title: str
    hint: str
    items: list[Item]


@dataclass(frozen=True, slots=True)
class HomePage:
    """Тренажёр of a manager."""

    going_on: Talk | None
    advised: Item | None
    groups: list[Group]
    history: list[Row]
    chart: dict[str, Any] | None


def home_page(member: Member, company: Company) -> HomePage:
    """Nine queries, however much there is."""
    history = rows_of(member.pk)
    best = _best(history)
    rows = list(trainer.scenarios_for(member).annotate(times=Count("talks", filter=Q(talks__manager=member))))
    items = {row.pk: _item(row, best) for row in rows}
    first = trainer.advised(member, company)
    groups = [
        Group(title, hint, [items[row.pk] for row in rows if row.kind == kind][: _most(kind)])
        for kind, title, hint in GROUPS
    ]
    return HomePage(
        going_on=trainer.going_on(member),
        advised=_advised(first, items, company) if first else None,
        groups=[group for group in groups if group.items],
        history=history,
        chart=chart(history, company),
    )


def _most(kind: ScenarioKind) -> int | None:
    return MOST_LOST if kind == ScenarioKind.LOST_CALL else None


def _best(history: list[Row]) -> dict[int, float]:
    found: dict[int, float] = {}
    for row in history:
        if row.mean is not None:
            found[row.talk.scenario_id] = max(found.get(row.talk.scenario_id, 0.0), row.mean)
    return found


def _item(row: Any, best: dict[int, float]) -> Item:
    return Item(row.pk, row.title, str(Stage(row.stage).label), row.times, best.get(row.pk), level=1)


def _advised(first: Advised, items: dict[int, Item], company: Company) -> Item | None:
    item = items.get(first.scenario_id)
    if item is None:
        return None
    content = _content(first.scenario_id)
    brief = (
        f"{content.character.name}. {_sentence(content.character.portrait)} Цель: {content.goal.text}."
        if content
        else ""
    )
    return Item(
        item.pk, item.title, item.stage_title, item.talks, item.best, item.level, _why(first, company), brief
    )


def _why(first: Advised, company: Company) -> str:
    """The reason in words: the weak stage, the loss that speaks for it, or that too little is known."""
    if first.stage is None:
        return "О слабых этапах ещё мало данных: начните с того, что тренировали меньше всего."
    stage = str(Stage(first.stage).label)
    if first.lost is None:
        return f"Ваш слабый этап — «{stage}»."
    when = formats.day(first.lost.started_at.astimezone(company.zone).date(), _today(company))
    return f"Здесь вы потеряли клиента: {when}, этап «{stage}». Сыграйте этот звонок заново."


def _today(company: Company) -> Any:
    from django.utils import timezone

    return timezone.now().astimezone(company.zone).date()


def _content(scenario_id: int) -> Content | None:
    row = Scenario.objects.filter(pk=scenario_id).first()
    version = row.versions.order_by("-number").first() if row else None
    return content_of(version) if version else None


@dataclass(frozen=True, slots=True)
class Brief:
    """What a manager knows before the call: who, why, what to win. Nothing of what the client hides."""

    name: str
    portrait: str
    need: str
    goal: str
    goal_text: str
    level: str
    weak: str


def brief_of(talk: Talk) -> Brief:
    """Of the talk's own version of the scenario."""
    content = content_of(talk.version)
    who = content.character
    return Brief(
        name=who.name,
        portrait=_sentence(who.portrait),
        need=_sentence(who.need),
        goal=f"Цель: {content.goal.text}",
        goal_text=_sentence(content.goal.text),
        level=LEVELS[talk.level],
        weak=str(Stage(talk.weak_stage).label).lower() if talk.weak_stage else "",
    )


def _sentence(text: str) -> str:
    kept = text.strip()
    ends = not kept or kept[-1] in ".!?…" or kept[-2:] in (".»", "!»", "?»")
    return kept[:1].upper() + kept[1:] + ("" if ends else ".")


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the talk."""

    speaker: str
    name: str
    text: str


def lines_of(talk: Talk) -> list[Said]:
    """What was said so far, both sides."""
    names = {"manager": "Вы", "client": "Клиент"}
    return [Said(line.speaker, names[line.speaker], line.text) for line in state_of(talk).lines]


@dataclass(frozen=True, slots=True)
class Instead:
    """Points that were lost, with words of a reference call that do what was missing."""

    points: int
    rule: str
    quote: str
    at_s: float | None
    example: Example


@dataclass(frozen=True, slots=True)
class Doubted:
    """An objection of this client and how it was left."""

    text: str
    behind: str
    good_answer: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class AfterPage:
    """What came of a talk. ``waiting``: the grade is being made; ``ungraded``: why there is none."""

    row: Row
    waiting: bool
    ungraded: str
    next: Next | None
    next_example: Example | None
    next_level: int
    instead: list[Instead]
    compared: list[Change]
    doubts: list[Doubted]


def after_page(talk: Talk, card: CallCard | None, company: Company) -> AfterPage:
    """A fixed number of queries beside the card's."""
    row = row_of(talk)
    lost = [each for stage in card.stages for each in stage.deductions] if card else []
    found = examples([(each.stage, each.code) for each in lost], company)
    graded = card is not None and bool(card.stages)
    won = talk.outcome == Talk.Outcome.AGREED
    advice = None
    if graded:
        points = [Lost(each.stage, each.points, each.rule) for each in lost]
        advice = next_thing(points, row.scores, level=talk.level, won=won, pass_mark=company.pass_mark)
    codes = {each.rule: (each.stage, each.code) for each in lost}
    example = found.get(codes[advice.lost.rule]) if advice and advice.lost else None
    return AfterPage(
        row=row,
        waiting=bool(talk.outcome) and talk.graded_at is None,
        ungraded=talk.ungraded_why or "Разговор ещё идёт: оценка появится, когда он закончится.",
        next=advice,
        next_example=example,
        next_level=min(HARDEST, talk.level + 1) if advice and advice.harder else talk.level,
        instead=_instead(lost, found),
        compared=_compared(talk, row) if graded else [],
        doubts=_doubts(talk) if talk.outcome else [],
    )


def _instead(lost: list[Any], found: dict[tuple[int, str], Example]) -> list[Instead]:
    rows, shown = [], set()
    for each in sorted(lost, key=lambda one: -one.points):
        example = found.get((each.stage, each.code))
        if example is not None and example.text not in shown:
            shown.add(example.text)
            rows.append(Instead(each.points, each.rule, each.quote, each.at_s, example))
    return rows[:MOST_INSTEAD]


def _compared(talk: Talk, row: Row) -> list[Change]:
    earlier = [
        each
        for each in rows_of(talk.manager_id)
        if each.talk.started_at < talk.started_at and each.scores and each.talk.pk != talk.pk
    ][:EARLIER]
    found = changes(row, earlier)
    return found if any(each.before is not None for each in found) else []


def _doubts(talk: Talk) -> list[Doubted]:
    content, state = content_of(talk.version), state_of(talk)
    return [
        Doubted(doubt.text, doubt.behind, doubt.good_answer, *DOUBTS[at.status])
        for doubt, at in zip(content.doubts, state.doubts, strict=True)
    ]
