"""Согласие с ИИ: how far the AI and the experts agree, by stage, month, mode and rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mentor.analysis.agreement import (
    OutcomeAgreement,
    Pair,
    RuleDisagreement,
    StageAgreement,
    of_outcomes,
    of_rules,
    of_scores,
    of_stage,
)
from mentor.analysis.agreement_queries import GradedPair, Pairs, pairs
from mentor.analysis.models import Stage
from mentor.companies.middleware import CompanyRequest
from mentor.core import formats
from mentor.pages.setup.doors import for_integrators, viewer_of

from .words import MODE_TITLES, tabs

MOST_RULES = 20
MOST_LINKS = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: a stage, a month or a mode."""

    title: str
    calls: int
    scores: StageAgreement
    outcomes: OutcomeAgreement


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A disputed rule; links to some of the calls on either side."""

    stage: str
    wording: str
    row: RuleDisagreement

    @property
    def ai_calls(self) -> Sequence[int]:
        return self.row.ai_only[:MOST_LINKS]

    @property
    def expert_calls(self) -> Sequence[int]:
        return self.row.expert_only[:MOST_LINKS]


@require_safe
@for_integrators
def agreement(request: CompanyRequest) -> HttpResponse:
    """Two queries for the figures, whatever the number of grades."""
    found = pairs(viewer_of(request).company.zone)
    months = sorted({row.month for row in found.rows}, reverse=True)
    month, mode = _chosen(request.GET, months)
    kept = [row.pair for row in found.rows if month in (None, row.month) and mode in ("", row.mode)]
    context = {
        "tabs": tabs("grading_agreement"),
        "any": bool(found.rows),
        "options": {
            "month": [(f"{each:%Y-%m}", formats.month_name(each)) for each in months],
            "mode": [(key, title.lower()) for key, title in MODE_TITLES.items()],
        },
        "chosen": {"month": f"{month:%Y-%m}" if month else "", "mode": mode},
        "calls": len(kept),
        "outcomes": of_outcomes(kept),
        "all_scores": of_scores(kept),
        "stages": [
            Line(str(each.label), len(kept), of_stage(kept, each.value), of_outcomes(kept)) for each in Stage
        ],
        "months": [_line(formats.month_name(each), found.rows, month=each) for each in months],
        "modes": [_line(title, found.rows, mode=key) for key, title in MODE_TITLES.items()],
        "rules": _rules(kept, found),
    }
    return render(request, "pages/grading/agreement.html", context)


def _chosen(params: Mapping[str, str], months: Sequence[date]) -> tuple[date | None, str]:
    month = next((each for each in months if f"{each:%Y-%m}" == params.get("month")), None)
    mode = params.get("mode", "")
    return month, mode if mode in MODE_TITLES else ""


def _line(title: str, rows: Sequence[GradedPair], *, month: date | None = None, mode: str = "") -> Line:
    kept = [row.pair for row in rows if month in (None, row.month) and mode in ("", row.mode)]
    return Line(title, len(kept), of_scores(kept), of_outcomes(kept))


def _rules(kept: Sequence[Pair], found: Pairs) -> list[RuleLine]:
    return [
        RuleLine(str(Stage(row.stage).label), found.wordings.get((row.stage, row.code), row.code), row)
        for row in of_rules(kept)[:MOST_RULES]
    ]
