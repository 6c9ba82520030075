"""How far the AI's judgements agree with the experts'. Pure rules.

A pair is one call: the expert's newest grade and the AI's version that was in force when it was given. A later
version may have learnt from the grade and would flatter itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from mentor.engines.profile import Habit

ENOUGH = 5


@dataclass(frozen=True, slots=True)
class Judged:
    """One side: outcome, five scores, and the rules taken as (stage 1–5, code)."""

    outcome: str
    scores: Sequence[int | None]
    rules: Collection[tuple[int, str]] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """One graded call."""

    call_id: int
    ai: Judged
    expert: Judged


@dataclass(frozen=True, slots=True)
class StageAgreement:
    """Calls that both scored; ``unlike``: those that only one of them found to be scored at all.

    ``difference`` is the mean of AI minus expert: above zero, the AI is kinder. ``scores`` is how many were compared:
    of one stage as many as calls, of all together up to five a call.
    """

    calls: int
    scores: int
    exact: int
    within_one: int
    total_difference: int
    unlike: int

    @property
    def is_enough(self) -> bool:
        return self.calls >= ENOUGH

    @property
    def exact_share(self) -> float | None:
        return self.exact / self.scores if self.is_enough else None

    @property
    def within_one_share(self) -> float | None:
        return self.within_one / self.scores if self.is_enough else None

    @property
    def difference(self) -> float | None:
        return self.total_difference / self.scores if self.is_enough else None


@dataclass(frozen=True, slots=True)
class OutcomeAgreement:
    """``agreed`` of ``calls``; ``kappa``: agreement beyond chance (Cohen), None where chance explains everything."""

    calls: int
    agreed: int
    kappa: float | None

    @property
    def is_enough(self) -> bool:
        return self.calls >= ENOUGH

    @property
    def share(self) -> float | None:
        return self.agreed / self.calls if self.is_enough else None


@dataclass(frozen=True, slots=True)
class RuleDisagreement:
    """Calls in which only one side took the rule, and in how many both did."""

    stage: int
    code: str
    ai_only: tuple[int, ...]
    expert_only: tuple[int, ...]
    both: int

    @property
    def differing(self) -> int:
        return len(self.ai_only) + len(self.expert_only)


def of_stage(pairs: Iterable[Pair], stage: int) -> StageAgreement:
    """Agreement on one stage, 1–5."""
    calls = exact = within = total = unlike = 0
    for pair in pairs:
        ai, expert = pair.ai.scores[stage - 1], pair.expert.scores[stage - 1]
        if ai is None or expert is None:
            unlike += ai is not expert
            continue
        calls += 1
        exact += ai == expert
        within += abs(ai - expert) <= 1
        total += ai - expert
    return StageAgreement(calls, calls, exact, within, total, unlike)


def of_scores(pairs: Sequence[Pair]) -> StageAgreement:
    """All five stages together; ``calls``: in which at least one stage was compared."""
    parts = [of_stage(pairs, stage) for stage in range(1, 6)]
    return StageAgreement(
        sum(any(of_stage([pair], stage).calls for stage in range(1, 6)) for pair in pairs),
        sum(each.scores for each in parts),
        sum(each.exact for each in parts),
        sum(each.within_one for each in parts),
        sum(each.total_difference for each in parts),
        sum(each.unlike for each in parts),
    )


def of_outcomes(pairs: Sequence[Pair]) -> OutcomeAgreement:
    """Agreement on the outcome of the call."""
    agreed = sum(pair.ai.outcome == pair.expert.outcome for pair in pairs)
    return OutcomeAgreement(
        len(pairs), agreed, kappa([(pair.ai.outcome, pair.expert.outcome) for pair in pairs])
    )


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa of two raters' labels; None without labels or where both only ever say one same word."""
    if not pairs:
        return None
    one, other = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    observed = sum(a == b for a, b in pairs) / len(pairs)
    expected = sum(one[label] * other[label] for label in one) / len(pairs) ** 2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def of_habits(pairs: Iterable[Pair]) -> tuple[Habit, ...]:
    """How often each rule was taken by either side, in calls whose stage both scored; by stage and code."""
    scored: Counter[int] = Counter()
    taken: tuple[Counter[tuple[int, str]], Counter[tuple[int, str]]] = (Counter(), Counter())
    for pair in pairs:
        both = {n for n, (ai, own) in enumerate(zip(pair.ai.scores, pair.expert.scores, strict=True), 1)
                if ai is not None and own is not None}  # fmt: skip
        scored.update(both)
        for count, side in zip(taken, (pair.expert, pair.ai), strict=True):
            count.update(rule for rule in set(side.rules) if rule[0] in both)
    experts, engine = taken
    return tuple(
        Habit(code, scored[stage], experts[stage, code], engine[stage, code])
        for stage, code in sorted({*experts, *engine})
    )


def of_rules(pairs: Iterable[Pair]) -> list[RuleDisagreement]:
    """Rules that only one side took in some call whose stage both scored, the most disputed first."""
    found: dict[tuple[int, str], tuple[list[int], list[int], list[int]]] = {}
    for pair in pairs:
        ai, expert = set(pair.ai.rules), set(pair.expert.rules)
        for stage, code in ai | expert:
            if pair.ai.scores[stage - 1] is None or pair.expert.scores[stage - 1] is None:
                continue
            sides = found.setdefault((stage, code), ([], [], []))
            place = 2 if (stage, code) in ai & expert else 0 if (stage, code) in ai else 1
            sides[place].append(pair.call_id)
    rows = [
        RuleDisagreement(stage, code, tuple(ai_only), tuple(expert_only), len(both))
        for (stage, code), (ai_only, expert_only, both) in found.items()
        if ai_only or expert_only
    ]
    return sorted(rows, key=lambda row: (-row.differing, row.stage, row.code))
