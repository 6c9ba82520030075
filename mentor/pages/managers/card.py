"""A manager's card: what is strong, what is weak and which words cost points, over a period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet

from mentor.analysis import queries as analysis
from mentor.analysis.models import CallResult, Stage
from mentor.analysis.queries import CostlyRule
from mentor.analysis.rules import StageStats, weak_stages
from mentor.analytics.queries.team import Week, of_member, weeks_of
from mentor.analytics.rules.periods import Span
from mentor.companies.models import Company, Member
from mentor.core import formats, periods
from mentor.pages.tiles import Tile
from mentor.recovery import neglect as neglects
from mentor.recovery import queries as recovery
from mentor.recovery.models import Recommendation
from mentor.recovery.queries import Shown
from mentor.recovery.workload import Workload, by_manager

from . import words
from .rows import Neglect, Row, neglect, row

WEEKS = 9
CALLS = 8
RULES = 4
RECOMMENDATIONS = 8


@dataclass(frozen=True, slots=True)
class StageCard:
    """One stage: its statistics, the verdict in a word, and the rules that cost most."""

    number: int
    title: str
    stats: StageStats
    verdict: str
    tone: str
    rules: list[CostlyRule]


@dataclass(frozen=True, slots=True)
class Card:
    """Everything that the card of one manager shows."""

    member: Member
    period: periods.Period
    row: Row
    stages: list[StageCard]
    judged: int
    chart: dict[str, Any]
    weeks: tuple[Week, ...]
    neglect: Neglect
    neglect_title: str
    neglect_text: str
    summary: str
    tiles: list[Tile]
    recommendations: list[Shown]
    calls: list[CallResult]

    @property
    def weak(self) -> list[StageCard]:
        return [each for each in self.stages if each.verdict == WEAK]

    @property
    def strong(self) -> list[StageCard]:
        return [each for each in self.stages if each.verdict == STRONG]


WEAK, STRONG, FEW = "слабый", "сильный", "мало данных"
TONES = {WEAK: "bad", STRONG: "good", FEW: "neutral"}


def card(member: Member, params: Mapping[str, str], company: Company, now: datetime) -> Card:
    """A fixed number of queries; rules are told from the newest calls of the period only."""
    today = now.astimezone(company.zone).date()
    period = periods.choose(params, today)
    span = Span(period.first, period.last)
    earlier = Span(period.previous_first, period.previous_last)
    figures, before = (
        of_member(member.pk, each, today=today, pass_mark=company.pass_mark) for each in (span, earlier)
    )
    since = datetime.combine(period.first, time(), company.zone)
    until = datetime.combine(period.last + timedelta(days=1), time(), company.zone)
    results = analysis.results_of(member.pk, since, until, analysis.MOST_CALLS)
    costs = analysis.costs(results)
    workload = by_manager(now).get(member.pk, Workload())
    weeks = weeks_of(member.pk, today=today, count=WEEKS, pass_mark=company.pass_mark)
    shown = row(member, figures, before, workload)
    conduct = neglects.conducts([member], company, {member.pk: workload}, now)[member.pk]
    standing = neglects.open_of(member)
    facts = neglect(member, conduct, neglects.limits_of(company), standing.told_at if standing else None)
    noticed, beside = words.neglect_words(facts)
    told = words.told_words(facts, now, company.zone)
    return Card(
        member=member,
        period=period,
        row=shown,
        stages=stage_cards(figures.stages, costs.rules, company),
        judged=costs.judged,
        chart=quality_chart(weeks, today),
        weeks=weeks,
        neglect=facts,
        neglect_title=f"Саботаж: {member.name} {noticed}",
        neglect_text=". ".join(part for part in (beside, told) if part),
        summary=f"{words.seen_words(member.last_seen_at, now, company.zone)} · {beside}",
        tiles=words.tiles(shown),
        recommendations=recovery.show(_recommendations(member)[:RECOMMENDATIONS], now),
        calls=results[:CALLS],
    )


def stage_cards(
    stats: dict[int, StageStats], rules: dict[int, list[CostlyRule]], company: Company
) -> list[StageCard]:
    """Weak stages first, worst first; then those of which little is known or good."""
    found = weak_stages(stats, pass_share=company.pass_share, min_graded=company.min_graded_calls)
    weak = [number for number, _ in found]
    order = weak + [number for number in Stage.values if number not in weak]
    cards = []
    for number in order:
        few = stats[number].graded < company.min_graded_calls
        verdict = FEW if few else WEAK if number in weak else STRONG
        title = str(Stage(number).label)
        cards.append(
            StageCard(number, title, stats[number], verdict, TONES[verdict], rules.get(number, [])[:RULES])
        )
    return cards


def _recommendations(member: Member) -> QuerySet[Recommendation]:
    rows = recovery.every_recommendation().filter(manager=member, case__is_archive=False)
    return rows.exclude(close_reason="superseded").order_by("-created_at", "-id")


def quality_chart(weeks: tuple[Week, ...], today: date) -> dict[str, Any]:
    """Mean quality by week as a line."""
    return {
        "labels": [formats.date_range(week.first, week.first, today) for week in weeks],
        "series": [
            {
                "name": "Качество звонков",
                "type": "line",
                "format": "decimal",
                "values": [
                    None if week.figures.quality is None else round(week.figures.quality, 3) for week in weeks
                ],
            }
        ],
    }
