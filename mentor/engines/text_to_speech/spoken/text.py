"""The one place that knows in what order a text is turned into what is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from re import Match, Pattern

from . import amounts, calendar, letters, names, ordinals
from .stress import stressed
from .tables import SYMBOLS

Rule = tuple[Pattern[str], Callable[[Match[str]], str]]
# From the most particular form to the plainest: what a rule has said holds no figures for the next one.
_RULES: tuple[Rule, ...] = (
    (names.ADDRESS, names.said_address),
    (names.PHONE, names.said_phone),
    (calendar.NUMERIC, calendar.said_numeric),
    (calendar.ISO, calendar.said_numeric),
    (calendar.TIME_RANGE, calendar.said_time_range),
    (calendar.TIME, calendar.said_time),
    (calendar.NAMED_RANGE, calendar.said_named_range),
    (calendar.NAMED, calendar.said_named),
    (calendar.MONTH_YEAR, calendar.said_month_year),
    (calendar.YEAR, calendar.said_year),
    (calendar.SHORT, calendar.said_short),
    (names.LOCAL_PHONE, names.said_local_phone),
    (names.PHRASE, names.said_phrase),
    (names.PLACE, names.said_place),
    (ordinals.FRACTION, ordinals.said_fraction),
    (ordinals.PERCENTUAL, ordinals.said_percentual),
    (ordinals.COMPOUND, ordinals.said_compound),
    (ordinals.ORDINAL, ordinals.said_ordinal),
    (ordinals.ROMAN, ordinals.said_roman),
    (amounts.MONEY_RANGE, amounts.said_range),
    (amounts.MONEY_BEFORE, amounts.said_money),
    (amounts.MONEY_AFTER, amounts.said_money),
    (amounts.UNIT_RANGE, amounts.said_range),
    (amounts.UNIT_AFTER, amounts.said_unit),
    (amounts.RANGE, amounts.said_range),
    (amounts.PLAIN, amounts.said_plain),
    (letters.CAPITAL, letters.said_capitals),
    (letters.LATIN, letters.said_latin),
)
_SPACES = re.compile(r"[ \t\u00a0\u202f]+")
_BEFORE_MARK = re.compile(r" +([,.;:!?…])")


def spoken(text: str, stresses: Mapping[str, str] | None = None) -> str:
    """``text`` as it should be said.

    ``stresses``: a name to the same name with U+0301 after its stressed vowel («Олеся» to «Оле́ся»); it is
    marked in its other cases too. Never raises for any text; a text without letters or figures comes back bare.
    """
    said = amounts.without_crosses(_SPACES.sub(" ", text))
    for pattern, say in _RULES:
        said = pattern.sub(say, said)
    for sign, word in SYMBOLS.items():
        said = said.replace(sign, word)
    said = _BEFORE_MARK.sub(r"\1", _SPACES.sub(" ", said)).strip()
    return stressed(said, stresses) if stresses else said
