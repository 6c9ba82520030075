"""A row of the team's table: one manager, or the whole department, over a period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from mentor.analysis.models import Stage
from mentor.analytics.queries.team import MemberFigures, Team
from mentor.analytics.rules.figures import Growth
from mentor.analytics.rules.interval import Certainty
from mentor.companies.models import Member
from mentor.recovery.neglect_rules import Conduct, Levels, Limits, levels
from mentor.recovery.workload import Workload

# Words that fit over a narrow column; the full names stand in the headings' titles.
SHORT_STAGES = {
    Stage.GREETING: "Приветствие",
    Stage.DISCOVERY: "Потребности",
    Stage.PRESENTATION: "Презентация",
    Stage.OBJECTIONS: "Возражения",
    Stage.CLOSING: "Закрытие",
}


@dataclass(frozen=True, slots=True)
class StageCell:
    """A stage's share of graded calls at or over the pass mark, with its mean; arguments of ``heat_cell``."""

    number: int
    title: str
    share: float | None
    graded: int
    mean: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """``conversion`` and ``change`` are shares; ``change`` is None where nothing can be said of it."""

    member: Member | None
    figures: MemberFigures
    cells: tuple[StageCell, ...]
    conversion: Decimal | None
    change: Decimal | None
    certainty: Certainty | None
    workload: Workload

    @property
    def name(self) -> str:
        return self.member.name if self.member else "Весь отдел"

    @property
    def leads(self) -> int:
        return self.figures.counts.leads

    @property
    def deals(self) -> int:
        return self.figures.counts.deals


def share(value: object) -> Decimal | None:
    """A fraction as the decimal that formats take."""
    numerator, denominator = getattr(value, "numerator", None), getattr(value, "denominator", None)
    if numerator is None or denominator is None:
        return None
    return Decimal(numerator) / Decimal(denominator)


def row(
    member: Member | None, figures: MemberFigures, before: MemberFigures | None, workload: Workload
) -> Row:
    """``before``: the same manager over the span that the period is compared with."""
    growth = Growth(figures.counts, before.counts) if before else None
    few = growth is None or growth.certainty is Certainty.TOO_LITTLE_DATA
    return Row(
        member=member,
        figures=figures,
        cells=tuple(_cell(number, figures) for number in Stage.values),
        conversion=share(figures.counts.conversion),
        change=None if growth is None or few else share(growth.difference),
        certainty=growth.certainty if growth else None,
        workload=workload,
    )


def _cell(number: int, figures: MemberFigures) -> StageCell:
    stage = figures.stages[number]
    return StageCell(number, SHORT_STAGES[Stage(number)], stage.success, stage.graded, stage.mean)


def rows(
    members: Iterable[Member], now: Team, before: Team | None, workloads: dict[int, Workload]
) -> list[Row]:
    """One for each member, in their order."""
    return [
        row(
            member,
            now.of(member.pk),
            before.of(member.pk) if before else None,
            workloads.get(member.pk, Workload()),
        )
        for member in members
    ]


@dataclass(frozen=True, slots=True)
class Neglect:
    """Facts of a manager against the company's limits; ``told_at``: when heads heard of it last."""

    member: Member
    conduct: Conduct
    levels: Levels
    told_at: datetime | None = None

    @property
    def noticed(self) -> bool:
        return self.levels.any


def neglect(member: Member, conduct: Conduct, limits: Limits, told_at: datetime | None = None) -> Neglect:
    """One manager's facts as pages show them."""
    return Neglect(member, conduct, levels(conduct, limits), told_at)
