"""Talks as lists show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mentor.analysis.models import Stage
from mentor.analysis.rules import quality
from mentor.companies.models import Company
from mentor.core import formats
from mentor.trainer.models import Talk

SHOWN = 20
OUTCOME_TONES = {
    Talk.Outcome.AGREED: "good",
    Talk.Outcome.REFUSED: "bad",
    Talk.Outcome.HUNG_UP: "bad",
    Talk.Outcome.STOPPED: "neutral",
}
LEVELS = {1: "спокойный", 2: "сомневается", 3: "трудный"}
Scores = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One talk with its five scores; ``scores`` is empty while it is not graded."""

    talk: Talk
    scores: Scores
    tone: str

    @property
    def mean(self) -> float | None:
        return quality(list(self.scores))

    @property
    def level(self) -> str:
        return LEVELS[self.talk.level]

    def score(self, stage: int) -> int | None:
        """Of a stage by its number."""
        return self.scores[stage - 1] if self.scores else None


def row_of(talk: Talk) -> Row:
    """The talk must come with its call's result (``TALK_WITH_SCORES``)."""
    result = getattr(talk.call, "result", None) if talk.call is not None else None
    scores = tuple(result.scores) if result is not None else ()
    return Row(
        talk, scores, OUTCOME_TONES.get(Talk.Outcome(talk.outcome), "neutral") if talk.outcome else "accent"
    )


def rows_of(member_id: int, limit: int = SHOWN) -> list[Row]:
    """A manager's talks that are over, newest first. One query."""
    found = Talk.objects.filter(manager_id=member_id).exclude(outcome="")
    return [row_of(talk) for talk in with_scores(found)[:limit]]


def with_scores(talks: Any) -> Any:
    """Newest first, with scenario, call and judgement."""
    return talks.select_related("scenario", "manager", "call__result").order_by("-started_at", "-pk")


def chart(rows: Sequence[Row], company: Company) -> dict[str, Any] | None:
    """Mean score of each talk, oldest first; None for fewer than two graded talks."""
    graded = [row for row in reversed(rows) if row.mean is not None]
    if len(graded) < 2:
        return None
    return {
        "labels": [f"{row.talk.started_at.astimezone(company.zone):%d.%m %H:%M}" for row in graded],
        "series": [
            {
                "name": "Средний балл",
                "type": "line",
                "format": "decimal",
                "values": [round(row.mean, 1) if row.mean is not None else None for row in graded],
            }
        ],
        "mark": {"value": company.pass_mark, "title": "проходной"},
    }


@dataclass(frozen=True, slots=True)
class Change:
    """A stage now and in the talks before; both 0–10 or None."""

    title: str
    now: int | None
    before: float | None
    words: str
    tone: str


def changes(now: Row, earlier: Iterable[Row]) -> list[Change]:
    """The five stages against the mean of the earlier talks."""
    before = list(earlier)
    return [_change(stage, now, before) for stage in Stage]


def _change(stage: Stage, now: Row, before: Sequence[Row]) -> Change:
    known = [score for row in before if (score := row.score(stage.value)) is not None]
    mean = sum(known) / len(known) if known else None
    score = now.score(stage.value)
    if score is None or mean is None:
        return Change(str(stage.label), score, mean, "", "neutral")
    moved = score - mean
    tone = "good" if moved >= 0.5 else "bad" if moved <= -0.5 else "neutral"
    words = "как раньше" if tone == "neutral" else formats.decimal_number(moved, plus=True)
    return Change(str(stage.label), score, mean, words, tone)
