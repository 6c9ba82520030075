"""What Приёмка shows: six stages, and one of them item by item."""

from __future__ import annotations

from dataclasses import dataclass

from mentor.acceptance import queries
from mentor.acceptance.models import Accepted
from mentor.acceptance.rules import NUMBERS, Standing
from mentor.companies.models import Company

from . import words


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage with its criterion and how it stands; ``share`` of the needed number, at most 1."""

    number: int
    title: str
    criterion: str
    standing: Standing
    accepted: Accepted | None
    state: str
    tone: str
    progress: str
    share: float

    @property
    def can_be_accepted(self) -> bool:
        return self.standing.is_met and self.accepted is None


def stage_rows() -> list[StageRow]:
    """Two queries."""
    standings, accepted = queries.standings(), queries.accepted()
    return [_row(number, standings[number], accepted.get(number)) for number in NUMBERS]


def _row(number: int, found: Standing, accepted: Accepted | None) -> StageRow:
    title, criterion = words.STAGES[number]
    state, tone = words.state(found, accepted is not None)
    return StageRow(
        number=number,
        title=title,
        criterion=criterion,
        standing=found,
        accepted=accepted,
        state=state,
        tone=tone,
        progress=words.progress(found),
        share=min(1.0, found.successes / found.rule.needed),
    )


def is_real(company: Company) -> bool:
    """A demonstration shows how acceptance goes and proves nothing."""
    return not company.is_demonstration
