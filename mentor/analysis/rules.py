"""Pure rules of what an assessment counts for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

Scores = Sequence[int | None]
Count = tuple[str, int | None]

CALL = "call"
OUTCOME = "outcome."
SCORE = "score."
QUALITY_SUM = "quality.milli"
QUALITY_CALLS = "quality.calls"


def quality(scores: Scores) -> float | None:
    """Call quality: mean of the stage scores that are not null, 0–10; None where none was scored."""
    known = [score for score in scores if score is not None]
    return sum(known) / len(known) if known else None


def counts(*, outcome: str, scores: Scores, member_id: int | None) -> Counter[Count]:
    """What one call adds to the tallies of its day; a score is counted by value, so any pass mark can be asked."""
    added: Counter[Count] = Counter({(CALL, member_id): 1, (OUTCOME + outcome, member_id): 1})
    for stage, score in enumerate(scores, start=1):
        if score is not None:
            added[(f"{SCORE}{stage}.{score}", member_id)] += 1
    mean = quality(scores)
    if mean is not None:
        added[(QUALITY_SUM, member_id)] += round(1000 * mean)
        added[(QUALITY_CALLS, member_id)] += 1
    return added


@dataclass(frozen=True, slots=True)
class StageStats:
    """Graded calls of one stage: how many, how many at or over the pass mark, their mean."""

    graded: int
    passed: int
    total: int

    @property
    def success(self) -> float | None:
        """Share of graded calls at or over the pass mark, 0–1."""
        return self.passed / self.graded if self.graded else None

    @property
    def mean(self) -> float | None:
        return self.total / self.graded if self.graded else None


def stage_stats(histogram: dict[int, int], pass_mark: int) -> StageStats:
    """From how many calls got each score."""
    return StageStats(
        graded=sum(histogram.values()),
        passed=sum(count for score, count in histogram.items() if score >= pass_mark),
        total=sum(score * count for score, count in histogram.items()),
    )


def weak_stages(
    stats: dict[int, StageStats], *, pass_share: int, min_graded: int
) -> list[tuple[int, StageStats]]:
    """Stages under the company's pass share (percent), worst first; never judged on fewer than ``min_graded``."""
    weak = [
        (stage, each)
        for stage, each in stats.items()
        if each.graded >= min_graded and 100 * each.passed < pass_share * each.graded
    ]
    return sorted(weak, key=lambda pair: pair[1].passed / pair[1].graded)
