"""What a manager's own pages show."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mentor.analysis import queries as analysis
from mentor.analysis.examples import Example, examples
from mentor.analysis.models import Stage
from mentor.analytics.queries.team import MemberFigures, Week, of_member, weeks_of
from mentor.analytics.rules.periods import Span, week_of
from mentor.calls.queries import every_call
from mentor.clients import queries as clients
from mentor.companies import queries as companies
from mentor.companies.models import Company, Member
from mentor.companies.people import Viewer
from mentor.core import formats
from mentor.pages.managers.card import StageCard, quality_chart, stage_cards
from mentor.pages.managers.words import stage_tiles
from mentor.pages.recommendations.crm import crm_urls
from mentor.pages.recommendations.sources import AdviceCard, SourceGroup, advice_cards
from mentor.pages.tiles import Tile
from mentor.recovery.access import audible_calls
from mentor.recovery.models import FollowUp
from mentor.recovery.queries import Shown, verdict_of
from mentor.recovery.rules import State
from mentor.recovery.workload import day_of

WEEKS = 9
GROUPS = (
    ("overdue", "Просрочены", "позвоните в первую очередь"),
    ("today", "На сегодня", ""),
    ("later", "Позже", ""),
    ("marked", "Отмечены, ждут звонка", "система ещё не слышала повторного разговора"),
    ("called", "Разговор уже был", "рекомендация обновится, когда система его разберёт"),
    ("snoozed", "Отложены", ""),
    ("done", "Закрыты за неделю", "что вышло"),
)


@dataclass(frozen=True, slots=True)
class Heard:
    """A later call with the client: what came of it, and how much of the advice was said."""

    followup: FollowUp
    verdict: str
    tone: str
    can_open: bool


@dataclass(frozen=True, slots=True)
class Task:
    """A recommendation with the client's phone and what the system heard since.

    ``can_open``: the lost call is the manager's own to hear; of a case given over it is not.
    """

    shown: Shown
    phone: str
    crm_url: str
    lost_at_s: float | None
    can_open: bool
    due: str
    due_tone: str
    heard: tuple[Heard, ...]
    sources: list[SourceGroup]

    @property
    def stage(self) -> str:
        number = self.shown.recommendation.case.lost_stage
        return str(Stage(number).label) if number else ""

    @property
    def client_name(self) -> str:
        return str(self.shown.recommendation.case.client)


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks of one urgency."""

    code: str
    title: str
    hint: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class DayPage:
    """Мой день. ``more``: recommendations beyond those shown."""

    groups: tuple[Group, ...]
    waiting: int
    overdue: int
    more: int
    has_calls: bool

    @property
    def shown(self) -> list[Shown]:
        return [task.shown for group in self.groups for task in group.tasks]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is read once for all tasks of the page; phones and addresses by the client's id."""

    phones: dict[int, list[str]]
    crm: dict[int, str]
    moments: dict[int, float | None]
    audible: set[int]
    now: datetime
    zone: ZoneInfo


def day_page(viewer: Viewer, member: Member, now: datetime) -> DayPage:
    """The member's recommendations by urgency, in a fixed number of queries."""
    day = day_of(member, now, companies.working_time(viewer.company))
    every = [each for code, *_ in GROUPS for each in getattr(day, code)]
    cards = {each.shown.recommendation.pk: each for each in advice_cards(viewer, every)}
    known = _known(viewer, every, now)
    return DayPage(
        groups=tuple(
            Group(
                code,
                title,
                hint,
                tuple(_task(cards[each.recommendation.pk], known) for each in getattr(day, code)),
            )
            for code, title, hint in GROUPS
            if getattr(day, code)
        ),
        waiting=day.waiting,
        overdue=len(day.overdue),
        more=day.more,
        has_calls=bool(every) or member.calls.exists(),
    )


def _known(viewer: Viewer, every: list[Shown], now: datetime) -> _Known:
    clients_of = [each.recommendation.case.client_id for each in every]
    heard = [followup.call_id for each in every for followup in each.followups]
    rows = every_call().filter(pk__in=[*heard, *(each.recommendation.call_id for each in every)])
    return _Known(
        phones=clients.phones_of(clients_of),
        crm=crm_urls(clients_of, viewer.company),
        moments=analysis.lost_moments(each.recommendation.case.assessment_id for each in every),
        audible=set(audible_calls(viewer, rows).values_list("pk", flat=True)),
        now=now,
        zone=viewer.company.zone,
    )


def _task(card: AdviceCard, known: _Known) -> Task:
    shown = card.shown
    recommendation = shown.recommendation
    numbers = known.phones.get(recommendation.case.client_id, [])
    due, tone = _due(shown, known.now, known.zone)
    return Task(
        shown=shown,
        phone=numbers[0] if numbers and not recommendation.case.client.do_not_call else "",
        crm_url=known.crm.get(recommendation.case.client_id, ""),
        lost_at_s=known.moments.get(recommendation.case.assessment_id),
        can_open=recommendation.call_id in known.audible,
        due=due,
        due_tone=tone,
        heard=tuple(_heard(each, known.audible) for each in shown.followups),
        sources=card.sources,
    )


def _due(shown: Shown, now: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """When it is to be done, in words; nothing for what is over."""
    due_at = shown.recommendation.due_at
    if shown.state is State.SNOOZED:
        return f"до {formats.moment(shown.recommendation.snoozed_until, now, zone)}", "neutral"
    if shown.recommendation.closed_at is not None or due_at is None:
        return "", "neutral"
    if due_at <= now:
        return f"срок вышел {formats.relative(due_at, now)}", "bad"
    return formats.relative(due_at, now), "attention"


def _heard(followup: FollowUp, audible: Collection[int]) -> Heard:
    counted = verdict_of(followup)
    if counted.fulfilled == "full":
        verdict, tone = "сказано всё, что советовали", "good"
    elif counted.fulfilled == "none":
        verdict, tone = "сказано другое", "bad"
    elif counted.degree is not None:
        verdict, tone = f"сказано {formats.percent(counted.degree, 0)} рекомендации", "attention"
    else:
        verdict, tone = "", "neutral"
    outcome = "клиент согласился" if followup.agreed else "клиент не согласился"
    return Heard(
        followup,
        f"{outcome}; {verdict}" if verdict else outcome,
        "good" if followup.agreed else tone,
        can_open=followup.call_id in audible,
    )


@dataclass(frozen=True, slots=True)
class MyRule:
    """A rule that costs points, with own words and a reference phrase that does what the rule asks."""

    rule: analysis.CostlyRule
    example: Example | None


@dataclass(frozen=True, slots=True)
class WeekShare:
    """How a stage went in a week; ``success`` is a share."""

    first: date
    graded: int
    success: float | None


@dataclass(frozen=True, slots=True)
class MyStage:
    """A stage of Мои этапы."""

    card: StageCard
    rules: list[MyRule]
    chart: dict[str, Any]
    weeks: list[WeekShare]
    trend: str
    trend_tone: str


@dataclass(frozen=True, slots=True)
class StagesPage:
    """Мои этапы: the last nine weeks."""

    span: Span
    title: str
    stages: list[MyStage]
    figures: MemberFigures
    judged: int
    weeks: tuple[Week, ...]
    chart: dict[str, Any]
    tiles: list[Tile]


def stages_page(member: Member, company: Company, now: datetime) -> StagesPage:
    """Weak stages first. The examples of one stage never come from a call that broke the same rule."""
    today = now.astimezone(company.zone).date()
    span = Span(week_of(today).first - timedelta(weeks=WEEKS - 1), today)
    figures = of_member(member.pk, span, today=today, pass_mark=company.pass_mark)
    since = datetime.combine(span.first, time(), company.zone)
    results = analysis.results_of(member.pk, since, now + timedelta(days=1), analysis.MOST_CALLS)
    costs = analysis.costs(results)
    cards = stage_cards(figures.stages, costs.rules, company)
    found = examples([(rule.stage, rule.code) for each in cards for rule in each.rules], company)
    weeks = weeks_of(member.pk, today=today, count=WEEKS, pass_mark=company.pass_mark)
    return StagesPage(
        span=span,
        title=formats.date_range(span.first, span.last, today),
        stages=[_my_stage(each, found, weeks, company, now) for each in cards],
        figures=figures,
        judged=costs.judged,
        weeks=weeks,
        chart=quality_chart(weeks, today),
        tiles=stage_tiles(figures, cards),
    )


def _my_stage(
    card: StageCard,
    found: dict[tuple[int, str], Example],
    weeks: tuple[Week, ...],
    company: Company,
    now: datetime,
) -> MyStage:
    trend, tone = _trend(card.number, weeks, company.min_graded_calls)
    shown: set[str] = set()
    rules = []
    for rule in card.rules:
        example = found.get((rule.stage, rule.code))
        # One phrase may fulfil several rules; read once it is enough.
        fresh = example is not None and example.text not in shown
        rules.append(MyRule(rule, example if fresh else None))
        shown |= {example.text} if example else set()
    return MyStage(
        card=card,
        rules=rules,
        chart=_stage_chart(card, weeks, company, now),
        weeks=[_week_share(card.number, week) for week in weeks],
        trend=trend,
        trend_tone=tone,
    )


def _week_share(stage: int, week: Week) -> WeekShare:
    stats = week.figures.stages[stage]
    return WeekShare(week.first, stats.graded, stats.success)


def _stage_chart(card: StageCard, weeks: tuple[Week, ...], company: Company, now: datetime) -> dict[str, Any]:
    today = now.astimezone(company.zone).date()
    values = [week.figures.stages[card.number].success for week in weeks]
    return {
        "labels": [formats.date_range(week.first, week.first, today) for week in weeks],
        "series": [
            {
                "name": card.title,
                "type": "line",
                "format": "percent",
                "values": [None if value is None else round(value, 4) for value in values],
            }
        ],
        "mark": {"value": company.pass_share / 100, "title": "норма"},
    }


def _trend(stage: int, weeks: tuple[Week, ...], enough: int) -> tuple[str, str]:
    """The last four weeks against the four before; nothing is said of too few graded calls."""
    late, early = (_share(stage, part, enough) for part in (weeks[-4:], weeks[-8:-4]))
    if late is None or early is None:
        return "", "neutral"
    change = late - early
    tone = "good" if change > 0 else "bad" if change < 0 else "neutral"
    return f"{formats.points(change, 0)} за четыре недели", tone


def _share(stage: int, weeks: tuple[Week, ...], enough: int) -> float | None:
    graded = sum(week.figures.stages[stage].graded for week in weeks)
    passed = sum(week.figures.stages[stage].passed for week in weeks)
    return passed / graded if graded >= enough else None
