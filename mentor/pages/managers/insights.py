"""«Что работает»: the team's best phrases by stage, and whether better stages go with payments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mentor.analysis.best_phrases import BestPhrase, best_phrases
from mentor.analysis.models import Stage
from mentor.analytics.queries.relations import LOOK_BACK, relations
from mentor.analytics.rules.counts import PeriodCounts
from mentor.analytics.rules.relation import MIN_CLIENTS, MIN_EACH, Relation, Verdict
from mentor.companies.models import Company
from mentor.core import formats
from mentor.pages.overview.figures import exact

WORDS = {
    Verdict.BETTER_PAYS: ("чем лучше этап, тем чаще платят", "good"),
    Verdict.BETTER_DOES_NOT: ("чем выше балл, тем реже платят: проверьте правила этапа", "attention"),
    Verdict.UNCLEAR: ("связь не видна: может быть случайностью", "neutral"),
    Verdict.TOO_LITTLE_DATA: ("данных мало", "neutral"),
}


@dataclass(frozen=True, slots=True)
class StageInsight:
    """A stage: what is known of its relation to payments, and its best phrases."""

    number: int
    title: str
    verdict: str
    tone: str
    strength: str
    passed: str
    below: str
    phrases: list[BestPhrase]


@dataclass(frozen=True, slots=True)
class InsightsPage:
    """``dates``: of the clients whose payments are looked at."""

    dates: str
    few: str
    stages: list[StageInsight]


def insights_page(company: Company, now: datetime) -> InsightsPage:
    """Eleven queries at most, whatever the number of calls."""
    found = relations(company, now)
    phrases = best_phrases(company, now - LOOK_BACK, found.best)
    today = now.astimezone(company.zone).date()
    return InsightsPage(
        dates=formats.date_range(found.since, found.until, today),
        few=f"нужно не меньше {MIN_CLIENTS} клиентов, из них по {MIN_EACH} оплативших и не оплативших",
        stages=[_stage(number, found.by_stage[number], phrases.get(number, [])) for number in Stage.values],
    )


def _stage(number: int, found: Relation, phrases: list[BestPhrase]) -> StageInsight:
    verdict, tone = WORDS[found.verdict]
    return StageInsight(
        number=number,
        title=str(Stage(number).label),
        verdict=verdict,
        tone=tone,
        strength=_strength(found),
        passed=_told(found.passed),
        below=_told(found.below),
        phrases=phrases,
    )


def _strength(found: Relation) -> str:
    """«+0,31 (от +0,08 до +0,52), клиентов 64»."""
    clients = formats.counted(found.clients, "клиент", "клиента", "клиентов")
    if found.rho is None or found.low is None or found.high is None:
        return f"{clients}, оплатили {formats.integer(found.paid)}"
    rho, low, high = (
        formats.decimal_number(each, 2, plus=True) for each in (found.rho, found.low, found.high)
    )
    return f"{rho} (от {low} до {high}), {clients}"


def _told(counts: PeriodCounts) -> str:
    if not counts.leads:
        return formats.NO_DATA
    return f"{formats.percent(exact(counts.conversion), 0)} ({counts.deals} из {counts.leads})"
