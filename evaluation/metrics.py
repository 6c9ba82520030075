"""Figures of quality as the project defines them; pure functions over predictions and labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mentor.engines.assessor.port import Assessment
from mentor.engines.conversation import Conversation
from mentor.engines.rubric import STAGES
from mentor.engines.text.normal import words_of

OUTCOMES = ("success", "lost", "interrupted", "not_sales")


@dataclass(frozen=True, slots=True)
class Pair:
    """One judged call beside its labels; ``assessment`` is None where the engine refused."""

    id: str
    conversation: Conversation
    assessment: Assessment | None
    gold: dict[str, Any]


def share(hits: int, of: int) -> float | None:
    """A share, or None of nothing."""
    return hits / of if of else None


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa of two labellings (Cohen 1960)."""
    if not pairs:
        return None
    n = len(pairs)
    agreed = sum(a == b for a, b in pairs) / n
    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(left[k] * right[k] for k in left) / n**2
    return 1.0 if chance == 1.0 else (agreed - chance) / (1 - chance)


def same_quote(left: str, right: str) -> bool:
    """Do two quotes share half of the shorter one's words."""
    a, b = Counter(words_of(left)), Counter(words_of(right))
    return sum((a & b).values()) * 2 >= min(a.total(), b.total()) > 0


def outcome_figures(pairs: Sequence[Pair]) -> dict[str, float | None]:
    """Outcome, loss, reason, stage of loss, next step."""
    labels = [(p.assessment.outcome if p.assessment else "none", p.gold["outcome"]) for p in pairs]
    both_lost = [p for p in pairs if p.assessment and p.assessment.outcome == p.gold["outcome"] == "lost"]
    found = sum(a == "lost" for a, _ in labels)
    real = sum(b == "lost" for _, b in labels)
    precision, recall = share(len(both_lost), found), share(len(both_lost), real)
    f1 = 2 * len(both_lost) / (found + real) if found + real else None
    steps = [
        (bool(p.assessment and p.assessment.next_step.agreed), bool(p.gold["next_step"]["agreed"]))
        for p in pairs
    ]
    return {
        "outcome accuracy": share(sum(a == b for a, b in labels), len(labels)),
        "outcome kappa": kappa(labels),
        "lost precision": precision,
        "lost recall": recall,
        "lost F1": f1,
        "reason": share(
            sum(p.assessment.lost_reason == p.gold["lost_reason"] for p in both_lost if p.assessment),
            len(both_lost),
        ),
        "lost stage": share(
            sum(p.assessment.lost_stage == p.gold["lost_stage"] for p in both_lost if p.assessment),
            len(both_lost),
        ),
        "next step": share(sum(a == b for a, b in steps), len(steps)),
    }


def stage_figures(pairs: Sequence[Pair]) -> dict[str, float | None]:
    """Mean absolute error and shares within 1 and exact over stages scored in both; agreement of nulls."""
    out: dict[str, float | None] = {}
    every: list[int] = []
    nulls_agreed = nulls = 0
    for stage in STAGES:
        errors: list[int] = []
        for p in pairs:
            mine = p.assessment.stages[stage].score if p.assessment else None
            gold = p.gold["stages"][stage]["score"]
            nulls += 1
            nulls_agreed += (mine is None) == (gold is None)
            if mine is not None and gold is not None:
                errors.append(abs(mine - gold))
        out[f"{stage} MAE"] = sum(errors) / len(errors) if errors else None
        out[f"{stage} within 1"] = share(sum(e <= 1 for e in errors), len(errors))
        every += errors
    out["stages MAE"] = sum(every) / len(every) if every else None
    out["stages within 1"] = share(sum(e <= 1 for e in every), len(every))
    out["stages exact"] = share(sum(e == 0 for e in every), len(every))
    out["nulls agree"] = share(nulls_agreed, nulls)
    return out


def objection_figures(pairs: Sequence[Pair]) -> dict[str, float | None]:
    """Objections found (half of the shorter quote's words shared), and handled or not over those found."""
    found = mine_total = gold_total = handled_right = kind_right = 0
    for p in pairs:
        mine = list(p.assessment.objections) if p.assessment else []
        mine_total += len(mine)
        gold_total += len(p.gold["objections"])
        for item in p.gold["objections"]:
            match = next((o for o in mine if same_quote(o.at.quote, item["quote"])), None)
            if match is None:
                continue
            mine.remove(match)
            found += 1
            handled_right += match.handled == item["handled"]
            kind_right += match.kind == item["kind"]
    f1 = 2 * found / (mine_total + gold_total) if mine_total + gold_total else None
    return {
        "objections F1": f1,
        "objections precision": share(found, mine_total),
        "objections recall": share(found, gold_total),
        "handled": share(handled_right, found),
        "kind": share(kind_right, found),
    }


def quote_figures(pairs: Sequence[Pair]) -> dict[str, float | None]:
    """Share of quotes that are verbatim in the utterance that they name."""
    good = total = 0
    for p in pairs:
        if p.assessment is None:
            continue
        moments = [d.at for s in p.assessment.stages.values() for d in s.deductions if d.at]
        moments += [o.at for o in p.assessment.objections]
        moments += [p.assessment.lost_at] if p.assessment.lost_at else []
        total += len(moments)
        good += sum(m.quote in p.conversation.utterances[m.utterance].text for m in moments)
    return {"verbatim quotes": share(good, total)}


def figures(pairs: Sequence[Pair]) -> dict[str, float | None]:
    """All figures of a set of calls."""
    return outcome_figures(pairs) | stage_figures(pairs) | objection_figures(pairs) | quote_figures(pairs)


def side_right(pair: Pair, turned_stage: str | None) -> bool:
    """Is one side of a minimal pair right: its outcome, or, where one stage was turned, that score within 2."""
    if pair.assessment is None:
        return False
    if turned_stage is None:
        return bool(pair.assessment.outcome == pair.gold["outcome"])
    mine, gold = pair.assessment.stages[turned_stage].score, pair.gold["stages"][turned_stage]["score"]
    if mine is None or gold is None:
        return mine is gold
    return bool(abs(mine - gold) <= 2)


def turned_stage(original: dict[str, Any], twin: dict[str, Any]) -> str | None:
    """The stage that a minimal pair turns: None where the outcome turns."""
    if original["outcome"] != twin["outcome"]:
        return None

    def gap(stage: str) -> int:
        a, b = original["stages"][stage]["score"], twin["stages"][stage]["score"]
        return 0 if a == b else 20 if a is None or b is None else abs(a - b)

    return max(STAGES, key=gap)


def pair_figures(originals: dict[str, Pair], twins: Sequence[tuple[str, Pair]]) -> dict[str, float | None]:
    """Share of minimal pairs with both sides right, in all and by what was turned."""
    results: list[tuple[str, bool]] = []
    for original_id, twin in twins:
        original = originals.get(original_id)
        if original is None:
            continue
        stage = turned_stage(original.gold, twin.gold)
        results.append((stage or "outcome", side_right(original, stage) and side_right(twin, stage)))
    out = {"pairs right": share(sum(ok for _, ok in results), len(results))}
    for what in ("outcome", *STAGES):
        own = [ok for kind, ok in results if kind == what]
        if own:
            out[f"pairs right: {what}"] = share(sum(own), len(own))
    return out
