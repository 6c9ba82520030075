"""Dates, years and times of day."""

from __future__ import annotations

import re
from re import Match

from .grammar import Case, cardinal, counted, governed, noun_after, ordinal
from .tables import MONTHS_OF, SHORT_MONTHS

_MONTH = rf"(?P<month>{'|'.join(MONTHS_OF)}|(?:{'|'.join(SHORT_MONTHS)})[а-яё]{{0,2}}\.?(?![а-яё]))"
_YEAR = r"(?:\s*(?P<year>\d{4})(?:\s*(?P<word>г\.?г?\.?|год[а-яё]*)(?![а-яё]))?)?"
NUMERIC = re.compile(
    r"(?<![\d.])(?P<day>\d{1,2})\.(?P<month>\d{2})\.(?P<year>\d{4}|\d{2})(?:\s*(?:г\.|года)(?![а-яё]))?(?!\.?\d)"
)
ISO = re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)")
SHORT = re.compile(r"(?<![^\s(])(?P<day>\d{1,2})\.(?P<month>0[1-9]|1[0-2])(?![\d.]*\d|\s*%)")
_SHORT_AFTER = re.compile(r"(?:^|\s)(?:с|со|до|от|к|на|по|после|перед|назначено|дата)\s$", re.IGNORECASE)
_UNLIKE_DECIMAL = re.compile(r"0\d\.\d\d|\d\d\.(?:10|0\d)")
NAMED_RANGE = re.compile(
    rf"(?<!\d)(?P<first>\d{{1,2}})\s*[-–—]\s*(?P<day>\d{{1,2}})\s+{_MONTH}", re.IGNORECASE
)
NAMED = re.compile(rf"(?<![\d-])(?P<day>\d{{1,2}})(?:-?го|-?е)?\s+{_MONTH}{_YEAR}", re.IGNORECASE)
MONTH_YEAR = re.compile(
    rf"(?P<name>{'|'.join(MONTHS_OF)}|январ[ье]|феврал[ье]|марте?|апрел[ье]|ма[йе]|июн[ье]|июл[ье]|августе?|(?:сентябр|октябр|ноябр|декабр)[ье])\s+(?P<year>(?:19|20)\d\d)(?:\s*(?P<word>г\.|год[а-яё]*)(?![а-яё]))?",
    re.IGNORECASE,
)
YEAR = re.compile(
    r"(?<![\d.,])(?P<year>(?:1[5-9]|20)\d\d)\s*(?P<word>г\.(?!\s*[А-ЯЁ][а-яё])|гг\.|год(?:а|у|ом|е)?(?![а-яё]))",
    re.IGNORECASE,
)
TIME_RANGE = re.compile(
    r"(?<![\d:])(?P<from>[01]?\d|2[0-3])[:.](?P<fmin>[0-5]\d)\s*[-–—]\s*(?P<to>[01]?\d|2[0-4])[:.](?P<tmin>[0-5]\d)(?![\d:])"
)
TIME = re.compile(
    r"(?<![\d:])(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?::[0-5]\d)?(?![\d:])(?:\s*(?:ч\.|ч(?![а-яё])|час(?:а|ов)?(?![а-яё])))?",
    re.IGNORECASE,
)
_ENDINGS: dict[str, Case] = {"год": "n", "года": "g", "году": "p", "годом": "i", "годе": "p"}
_WORDS: dict[Case, str] = {"n": "год", "g": "года", "d": "году", "a": "год", "i": "годом", "p": "году"}


def said_numeric(match: Match[str]) -> str:
    """«12.10.2026» is «двенадцатого октября две тысячи двадцать шестого года»."""
    day, month, year = int(match["day"]), int(match["month"]), int(match["year"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return match[0]
    return f"{_day(match, day)} {MONTHS_OF[month - 1]} {_full_year(year)} года"


def said_short(match: Match[str]) -> str:
    """«до 15.10»: where the word before it or its noughts speak of a date; elsewhere it is a number."""
    day, month = int(match["day"]), int(match["month"])
    dated = _SHORT_AFTER.search(match.string[: match.start()]) or _UNLIKE_DECIMAL.fullmatch(match[0])
    if not 1 <= day <= 31 or not dated:
        return match[0]
    return f"{_day(match, day)} {MONTHS_OF[month - 1]}"


def said_named(match: Match[str]) -> str:
    """«5 окт.» is «пятого октября»."""
    day = int(match["day"])
    if not 1 <= day <= 31:
        return match[0]
    year = f" {_full_year(int(match['year']))} года" if match["year"] else ""
    return f"{_day(match, day)} {_month(match['month'])}{year}{_stop(match)}"


def said_named_range(match: Match[str]) -> str:
    """«5–7 октября» is «с пятого по седьмое октября»."""
    first, last = int(match["first"]), int(match["day"])
    lead = "" if governed(match.string[: match.start()]) == "g" else "с "
    return f"{lead}{ordinal(first, 'g', 'n')} по {ordinal(last, 'n', 'n')} {_month(match['month'])}"


def said_month_year(match: Match[str]) -> str:
    """«октябрь 2026», «в октябре 2026 года»."""
    return f"{match['name']} {ordinal(int(match['year']), 'g')} года"


def said_year(match: Match[str]) -> str:
    """«в 2026 г.» is «в две тысячи двадцать шестом году»; the noun tells the case, else the preposition."""
    word, before = match["word"].lower(), match.string[: match.start()]
    asked = governed(before)
    in_it = bool(re.search(r"(?:^|\s)(?:в|во|о|об|при)\s$", before, re.IGNORECASE))
    if word.startswith("гг"):
        return f"{ordinal(int(match['year']), 'n')} годы"
    case: Case
    if word.startswith("г."):
        case = "p" if in_it else asked or "g"
        return f"{ordinal(int(match['year']), case)} {_WORDS[case]}"
    case = _ENDINGS[word]
    if case == "p" and asked == "d":
        case = "d"
    return f"{ordinal(int(match['year']), case)} {word}"


def said_time(match: Match[str]) -> str:
    """«14:30» is «четырнадцать тридцать», «до 9:00» is «до девяти часов»."""
    case = governed(match.string[: match.start()]) or "n"
    return _clock(int(match["hour"]), int(match["minute"]), case)


def said_time_range(match: Match[str]) -> str:
    """«9:00–18:00» is «с девяти часов до восемнадцати часов»."""
    lead = "" if governed(match.string[: match.start()]) == "g" else "с "
    first = _clock(int(match["from"]), int(match["fmin"]), "g")
    return f"{lead}{first} до {_clock(int(match['to']), int(match['tmin']), 'g')}"


def _clock(hour: int, minute: int, case: Case) -> str:
    if minute == 0:
        if hour == 1:
            return f"{cardinal(1, case)} {noun_after(1, 'час', case)}"
        return counted(hour, "час", case)
    said = "ноль " + cardinal(minute) if minute < 10 else cardinal(minute, case)
    return f"{cardinal(hour, case)} {said}"


def _day(match: Match[str], day: int) -> str:
    case = governed(match.string[: match.start()])
    # «5 октября приедем», «заявка от 5 октября»: without a preposition a date answers «когда»
    asked: Case = "g" if case is None else case
    return ordinal(day, "n" if asked == "a" else asked, "n")


def _month(written: str) -> str:
    return next(name for name in MONTHS_OF if name[:3] == written.lower()[:3])


def _full_year(year: int) -> str:
    return ordinal(year + (2000 if year < 70 else 1900) if year < 100 else year, "g")


def _stop(match: Match[str]) -> str:
    """The full stop of «2026 г.» ends the sentence too where another one begins."""
    after = match.string[match.end() :]
    return "." if match[0].endswith(".") and re.match(r"[\s»\")]+[А-ЯЁ]", after) else ""
