"""Is what a passage says about a point denied, past, or put off: read clause by clause around the shared words."""

from __future__ import annotations

from functools import lru_cache

from ...assessor.local.commitment import clauses
from .cues import CUES
from .reading import concepts, content, meanings
from .similarity import shared_words

# Wordings with «не» that deny nothing: «денег не возьму», «не понравится — уедете», «не буду уговаривать», «не знаю».
_HARMLESS = frozenset({"free", "no_obligation", "no_pressure", "apology"})
Shares = dict[str, float]


def polarity(point: str, passage: str, hidden: frozenset[str]) -> Shares:
    """Shares 0–1 of the shared meaning that stands in clauses which deny it, tell of the past, or put it off."""
    own = _denies(point)
    wanted = content(point, hidden)
    asked = meanings(point) - _HARMLESS
    total = denied = past = hedged = 0.0
    for span in clauses(passage):
        clause = passage[span.start : span.end]
        weight = shared_words(wanted, content(clause, hidden)) + 0.5 * len(asked & meanings(clause))
        if weight <= 0.0:
            continue
        total += weight
        denied += weight * (_denies(clause) and not own)
        past += weight * (clause in CUES["past"])
        hedged += weight * (clause in CUES["hedges"])
    if total == 0.0:
        return {"denied share": 0.0, "past share": 0.0, "hedged share": 0.0}
    return {"denied share": denied / total, "past share": past / total, "hedged share": hedged / total}


@lru_cache(maxsize=8192)
def _denies(text: str) -> bool:
    normal = CUES["idle_negation"].remove(text)
    for name, pattern in concepts():
        if name in _HARMLESS:
            normal = pattern.sub(" ", normal)
    return normal in CUES["denial"]
