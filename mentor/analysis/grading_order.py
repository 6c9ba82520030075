"""Which calls an expert should hear first. Pure rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count


@dataclass(frozen=True, slots=True)
class Candidate:
    """A call that no expert has graded, as the AI judged it. ``scores`` in the order of stages.

    ``confidence``: the chance, 0–1, that an expert would leave the judgement as it is; None where it is not told.
    """

    call_id: int
    manager_id: int | None
    started_at: datetime
    outcome: str
    scores: Sequence[int | None]
    other_reasons: int = 0
    confidence: float | None = None


def doubts(call: Candidate, pass_mark: int) -> list[str]:
    """Codes of what makes the AI's judgement worth a listen: the more there are, the sooner.

    ``near``: one for every stage whose score stands beside the pass mark, where one rule more or less decides;
    ``several_reasons``: the AI itself named more than one reason of the loss; ``interrupted``: a broken line is
    easily taken for a loss and the other way round; ``lost_well``: lost although no stage failed;
    ``won_badly``: agreed although more than half of the stages failed.
    """
    known = [score for score in call.scores if score is not None]
    found = ["near" for score in known if score in (pass_mark - 1, pass_mark)]
    if call.other_reasons:
        found.append("several_reasons")
    if call.outcome == "interrupted":
        found.append("interrupted")
    failed = sum(score < pass_mark for score in known)
    if call.outcome == "lost" and known and not failed:
        found.append("lost_well")
    if call.outcome == "success" and 2 * failed > len(known):
        found.append("won_badly")
    return found


def unsure_first(calls: Iterable[Candidate], pass_mark: int) -> list[Candidate]:
    """Those with doubts, the most doubtful first, then the newest."""
    doubtful = [(len(found), call) for call in calls if (found := doubts(call, pass_mark))]
    return [
        call
        for _, call in sorted(
            doubtful, key=lambda pair: (-pair[0], -pair[1].started_at.timestamp(), pair[1].call_id)
        )
    ]


def heard_evenly(calls: Iterable[Candidate], graded: Mapping[int | None, int]) -> list[Candidate]:
    """Each manager's newest calls in turn; who was graded least (``graded`` by manager id) comes first."""
    places: dict[int | None, count[int]] = {}
    turns = []
    for call in sorted(calls, key=lambda each: -each.started_at.timestamp()):
        turn = next(places.setdefault(call.manager_id, count(graded.get(call.manager_id, 0))))
        turns.append((turn, -call.started_at.timestamp(), call.call_id, call))
    return [row[-1] for row in sorted(turns, key=lambda row: row[:3])]
