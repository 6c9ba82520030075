"""What other clients have been advised, so that nobody is told the same."""

from __future__ import annotations

from .models import LossCase, RecommendationVersion

# A manager who calls several clients a day has forgotten what was said before these.
MOST_OTHERS = 200


def texts_of_others(case: LossCase) -> tuple[str, ...]:
    """The company's newest texts for other cases, in the specification's form. One query."""
    rows = RecommendationVersion.objects.exclude(recommendation__case=case).order_by("-pk")
    return tuple(each.text for each in rows[:MOST_OTHERS])
