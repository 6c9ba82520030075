"""Of a large knowledge, what is near to one call: engines read that, not ten thousand answers or hundreds of calls."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import QuerySet

from . import retrieval
from .models import ExpertRule, Kind, KnownObjection, ReferenceCall

Row = TypeVar("Row", ExpertRule, KnownObjection)
# Up to here engines read everything; of more, this many of what is nearest. The same number, so nothing jumps.
MOST_REFERENCES, MOST_OBJECTIONS, MOST_RULES = 12, 60, 60
# Several passages of one call may be near.
PASSAGES_A_CALL = 4


def objections(words: str) -> QuerySet[KnownObjection]:
    """Known objections in their order: all, or the nearest to ``words`` where there are many."""
    rows = KnownObjection.objects.order_by("position", "id")
    return _nearest(rows, Kind.OBJECTION, words, MOST_OBJECTIONS)


def expert_rules(words: str) -> QuerySet[ExpertRule]:
    """The expert's rules, likewise."""
    return _nearest(ExpertRule.objects.order_by("position", "id"), Kind.RULE, words, MOST_RULES)


def reference_calls(words: str) -> list[int] | None:
    """Ids of the calls to learn from that are nearest to ``words``, the nearest first; None where there are few."""
    if not words or ReferenceCall.objects.count() <= MOST_REFERENCES:
        return None
    return _sources(Kind.REFERENCE, words, MOST_REFERENCES * PASSAGES_A_CALL)[:MOST_REFERENCES] or None


def _nearest(rows: QuerySet[Row], kind: Kind, words: str, most: int) -> QuerySet[Row]:
    if not words or rows.count() <= most:
        return rows
    found = _sources(kind, words, most)
    return rows.filter(pk__in=found) if found else rows


def _sources(kind: Kind, words: str, most: int) -> list[int]:
    found = retrieval.find(words, kinds=[kind], most=most)
    return list(dict.fromkeys(each.excerpt.source_id for each in found))
