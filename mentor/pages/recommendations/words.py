"""Words of verdicts, the same on every page. Pure."""

from __future__ import annotations

from mentor.core.formats import percent

VERDICTS = {
    "full": ("рекомендация выполнена", "good"),
    "partial": ("выполнена частично", "attention"),
    "none": ("рекомендация не выполнена", "bad"),
}
RULINGS = (("full", "выполнена"), ("partial", "выполнена частично"), ("none", "не выполнена"))
POINTS = {
    "said": ("прозвучало", "good"),
    "opposite": ("сказано обратное", "bad"),
    "absent": ("не прозвучало", "neutral"),
}


def verdict_words(fulfilled: str) -> tuple[str, str]:
    """Words and tone of a verdict; of none yet as well."""
    return VERDICTS.get(fulfilled, ("ещё не разобрано", "neutral"))


def ruling_words(verdict: str) -> str:
    """What a head decided; taking a ruling back is a decision too."""
    return dict(RULINGS).get(verdict, "решение снято, действует вывод системы")


def degree_words(degree: float | None) -> str:
    """«70 %»; nothing where no degree is known."""
    return "" if degree is None else percent(degree, 0)
