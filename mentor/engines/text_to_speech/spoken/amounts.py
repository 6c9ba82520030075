"""Money, units, percents, ranges and plain numbers, each with what it counts."""

from __future__ import annotations

import re
from re import Match

from .grammar import (
    MOST,
    Case,
    Gender,
    cardinal,
    counted,
    decimal,
    decimal_counted,
    digits,
    governed,
    inflected,
    noun_after,
    ordinal,
    readings,
)
from .tables import COINS, FRAGILE_UNITS, MONEY, SCALES, UNITS

NUMBER = r"(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+)"
_PART = r"(?:[.,](?P<part>\d+))?"
_SCALE = rf"(?:\s*(?P<scale>{'|'.join(SCALES)})\.?(?![а-яёa-z]))?"
_SIGN = r"(?P<sign>(?<![\w.,])[-−+]\s?)?"
_DASH = r"\s*[-–—]\s*"


def _alternatives(names: dict[str, str]) -> str:
    """Longest first; a letter may not follow, a full stop belongs to the abbreviation."""
    found = []
    for name in sorted(names, key=len, reverse=True):
        bound = r"(?![\wа-яё])" if name[-1].isalnum() else ""
        found.append(re.escape(name) + bound + (r"\.?" if name[-1].isalpha() else ""))
    return "|".join(found)


# «5 с братом» is no second, «2 в одном» no volt: there the full stop or the end must follow
_SAFE = {name: phrase for name, phrase in UNITS.items() if name not in FRAGILE_UNITS}
_SHORT = "|".join(re.escape(name) for name in sorted(FRAGILE_UNITS))
_UNIT = rf"(?:{_alternatives(_SAFE)}|(?:{_SHORT})(?=\.\s*[,;:)?!а-яё]|\s*[,;:)?!×—]|\s+\d|\.?\s*$)\.?)"
_MONEY = _alternatives(MONEY)
_BODY = rf"(?P<number>{NUMBER}){_PART}{_SCALE}"
_FLAGS = re.IGNORECASE

MONEY_BEFORE = re.compile(rf"(?P<unit>[$€₽])\s?{_BODY}", _FLAGS)
MONEY_RANGE = re.compile(
    rf"(?<![\d.,])(?P<low>{NUMBER}){_DASH}(?P<number>{NUMBER}){_SCALE}\s*(?P<unit>{_MONEY})", _FLAGS
)
MONEY_AFTER = re.compile(rf"(?<![\d.,]){_SIGN}{_BODY}\s*(?P<unit>{_MONEY})", _FLAGS)
UNIT_RANGE = re.compile(
    rf"(?<![\d.,])(?P<low>{NUMBER}){_DASH}(?P<number>{NUMBER}){_SCALE}\s*(?P<unit>{_UNIT})", _FLAGS
)
UNIT_AFTER = re.compile(rf"(?<![\d.,]){_SIGN}{_BODY}\s*(?P<unit>{_UNIT})", _FLAGS)
RANGE = re.compile(
    rf"(?<![\d.,-])(?P<low>{NUMBER}){_DASH}(?P<number>{NUMBER})(?![\d.,]*\d)(?:\s+(?P<noun>[а-яё]+))?", _FLAGS
)
PLAIN = re.compile(rf"(?<![\d]){_SIGN}{_BODY}(?:\s+(?P<noun>[а-яё]+)(?![а-яё-]))?", _FLAGS)
# «1 этаж» is the first one, though «один этаж» is grammar too
_PLACES_IN_ORDER = frozenset(
    {"этаж", "квартал", "подъезд", "класс", "курс", "век", "число", "полугодие", "смена"}
)
_SINGLE_FIRST: tuple[Case, ...] = ("n", "g", "a", "d")
_CODE = 7  # so many figures without spaces are a code, not an amount
_TIMES = re.compile(r"(?<=\d)\s*[xх×]\s*(?=\d)", _FLAGS)


def whole(text: str) -> int:
    """The number without the spaces between its thousands."""
    return int(re.sub(r"\D", "", text))


def said_money(match: Match[str]) -> str:
    """«двенадцать тысяч пятьсот рублей», «пять рублей двадцать копеек»."""
    case = _case(match, "n")
    lemma = MONEY[match["unit"].lower().rstrip(".")] if match["unit"] else "рубль"
    part = match["part"]
    coin = COINS.get(lemma)
    if part and len(part) == 2 and not match["scale"] and coin:
        rest = f" {counted(int(part), coin, case)}" if int(part) else ""
        return f"{_sign(match)}{counted(whole(match['number']), lemma, case)}{rest}"
    return _sign(match) + _amount(match, lemma, case) + _stop(match)


def said_unit(match: Match[str]) -> str:
    """«пять килограммов», «до пяти процентов»."""
    lemma = UNITS[_key(match["unit"])]
    return _sign(match) + _amount(match, lemma, _case(match, "n")) + _stop(match)


def said_range(match: Match[str]) -> str:
    """«два-три дня», «от пяти до десяти дней», after a preposition «за пять-десять дней»."""
    low, high = whole(match["low"]), whole(match["number"])
    groups = match.groupdict()
    unit, scale, noun = groups.get("unit"), groups.get("scale"), groups.get("noun")
    lemma = _lemma(unit) if unit else _lemma_of(noun, high)
    case = governed(match.string[: match.start()])
    gender = _gender(SCALES[scale.lower()] if scale else lemma)
    if case is None and high > low + 1:
        case = "g"
        said = f"от {cardinal(low, case, gender)} до {cardinal(high, case, gender)}"
    else:
        case = case or "n"
        said = f"{cardinal(low, case, gender)}-{cardinal(high, case, gender)}"
    if scale:
        word = SCALES[scale.lower()]
        tail = inflected(lemma, "g", plural=True) if lemma else ""
        return f"{said} {noun_after(high, word, case)} {tail}".rstrip() + _stop(match)
    if lemma:
        return f"{said} {noun_after(high, lemma, case)}" + (_stop(match) if unit else "")
    return f"{said} {noun}" if noun else said


def said_plain(match: Match[str]) -> str:
    """A number alone or before its noun: cardinal, or ordinal where the noun says so («на 5 этаже»)."""
    number, noun = whole(match["number"]), match["noun"]
    asked = governed(match.string[: match.start()])
    tail = f" {noun}" if noun else ""
    if match["part"]:
        return f"{_sign(match)}{_part_of(match, noun, asked)}"
    if match["scale"]:
        words = counted(number, SCALES[match["scale"].lower()], asked or "n", skip_one=False)
        return f"{_sign(match)}{words}{tail}"
    figures = match["number"]
    if (
        (figures[0] == "0" and len(figures) > 1)
        or (figures.isdecimal() and len(figures) >= _CODE)
        or number >= MOST
    ):
        words = digits(figures) + tail
    elif noun:
        words = _with_noun(number, noun, asked)
    else:
        words = cardinal(number, asked or "n")
    return _apart(match, _sign(match) + words)


def without_crosses(text: str) -> str:
    """«3х4» is three by four."""
    return _TIMES.sub(" на ", text)


def _apart(match: Match[str], words: str) -> str:
    """«А4»: what is glued to the figure stays a word of its own."""
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    return f"{' ' if before.isalpha() else ''}{words}{' ' if after.isalpha() else ''}"


def _part_of(match: Match[str], noun: str | None, asked: Case | None) -> str:
    lemma = None
    if match["scale"]:
        lemma = SCALES[match["scale"].lower()]
    elif noun:
        lemma = next((one[3] for one in readings(noun) if one[0] == "g"), None)
    number, part = whole(match["number"]), match["part"]
    if lemma is None:
        return decimal(number, part, asked or "n") + (f" {noun}" if noun else "")
    tail = f" {noun}" if noun and match["scale"] else ""
    return decimal_counted(number, part, lemma, asked or "n") + tail


def _with_noun(number: int, noun: str, asked: Case | None) -> str:
    found = readings(noun)
    if not found:
        return f"{cardinal(number, asked or 'n')} {noun}"
    fitting = [one for one in found if _fits(number, one[0], plural=one[1], asked=asked)]
    ordered = any(one[3] in _PLACES_IN_ORDER and not one[1] for one in fitting) and noun_ends_one(number)
    if fitting and not ordered:
        case = (
            asked
            if asked and any(_oblique(one, asked) for one in fitting)
            else _own_case(number, fitting, asked)
        )
        return f"{cardinal(number, case, fitting[0][2])} {noun}"
    single = [one for one in found if not one[1]]
    wanted = [one for one in single if asked in (None, one[0]) or (one[0], asked) == ("p", "a")] or single
    if wanted:
        return f"{ordinal(number, wanted[0][0], wanted[0][2])} {noun}"
    return f"{cardinal(number, asked or 'n', found[0][2])} {noun}"


def noun_ends_one(number: int) -> bool:
    """Whether a noun after the number stands in the singular: 1, 21, but not 11."""
    return number % 10 == 1 and number % 100 != 11


def _fits(number: int, case: Case, *, plural: bool, asked: Case | None) -> bool:
    """Whether a noun of that form may stand after the cardinal number."""
    one = noun_ends_one(number)
    few = 2 <= number % 10 <= 4 and not 12 <= number % 100 <= 14
    if one:
        return not plural and (asked is None or case == asked or (asked == "a" and case in ("n", "p", "d")))
    if case == "g":
        return plural or few
    return plural and case in ("d", "i", "p")


def _oblique(reading: tuple[Case, bool, Gender, str], asked: Case) -> bool:
    return reading[0] == asked or (asked == "a" and reading[0] in ("g", "n"))


def _own_case(number: int, fitting: list[tuple[Case, bool, Gender, str]], asked: Case | None) -> Case:
    """The case that the noun's own form tells: «12 месяцам» is dative."""
    cases = [one[0] for one in fitting]
    if noun_ends_one(number):
        return next((case for case in _SINGLE_FIRST if case in cases), cases[0])
    if "g" in cases:
        return asked if asked == "a" else "n"
    return cases[0]


def _amount(match: Match[str], lemma: str, case: Case) -> str:
    number, part, scale = whole(match["number"]), match["part"], match["scale"]
    if scale:
        word = SCALES[scale.lower()]
        said = decimal_counted(number, part, word, case) if part else counted(number, word, case)
        return f"{said} {inflected(lemma, 'g', plural=True)}"
    return decimal_counted(number, part, lemma, case) if part else counted(number, lemma, case)


def _case(match: Match[str], default: Case) -> Case:
    before = match.string[: match.start()]
    if re.search(r"(?:^|\s)по\s+$", before, re.IGNORECASE):
        return _each(whole(match["number"]))
    return governed(before) or default


def _each(number: int) -> Case:
    """«по одной тысяче», but «по пять рублей»."""
    while number and number % 1000 == 0:
        number //= 1000
    return "d" if noun_ends_one(number) else "a"


def _key(unit: str) -> str:
    key = unit.lower()
    return key if key in UNITS else key.rstrip(".")


def _lemma(unit: str) -> str:
    key = unit.lower().rstrip(".")
    return MONEY[key] if key in MONEY else UNITS[_key(unit)]


def _lemma_of(noun: str | None, number: int) -> str | None:
    if not noun:
        return None
    fitting = (one[3] for one in readings(noun) if _fits(number, one[0], plural=one[1], asked=None))
    return next(fitting, None)


def _gender(lemma: str | None) -> Gender:
    found = (
        readings(lemma.split()[-1] if lemma and " " in lemma and "в" not in lemma else lemma.split()[0])
        if lemma
        else ()
    )
    return next((one[2] for one in found if one[0] == "n"), "m")


def _sign(match: Match[str]) -> str:
    sign = match.groupdict().get("sign")
    if not sign:
        return ""
    return "плюс " if "+" in sign else "минус "


def _stop(match: Match[str]) -> str:
    """The full stop of «5 кг.» ends the sentence too where another one begins."""
    after = match.string[match.end() :]
    return "." if match[0].endswith(".") and re.match(r"[\s»\")]+[А-ЯЁ]", after) else ""
