"""Words of verdicts, the same on every page. Pure."""

from __future__ import annotations

from mentor.core.formats import percent

VERDICTS = {
    "full": ("рекомендация выполнена", "good"),
    "partial": ("выполнена частично", "attention"),
    "none": ("рекомендация не выполнена", "bad"),
}
POINTS = {
    "said": ("прозвучало", "good"),
    "opposite": ("сказано обратное", "bad"),
    "absent": ("не прозвучало", "neutral"),
}


def verdict_words(fulfilled: str) -> tuple[str, str]:
    """Words and tone of a verdict; of none yet as well."""
    return VERDICTS.get(fulfilled, ("ещё не разобрано", "neutral"))


def degree_words(degree: float | None) -> str:
    """«70 %»; nothing where no degree is known."""
    return "" if degree is None else percent(degree, 0)
