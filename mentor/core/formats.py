"""How numbers, money, phones and moments are written for a Russian reader. Pure functions, no Django.

Every function takes None as "unknown" and answers `NO_DATA`: an unknown figure is never shown as zero.
Spaces inside a number are narrow no-break spaces (U+202F), between a number and its unit no-break spaces
(U+00A0), so that a sum never breaks over two lines. Minus is the true minus sign (U+2212).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

NO_DATA = "нет данных"
THIN = "\u202f"
NBSP = "\u00a0"
MINUS = "\u2212"

Number = int | float | Decimal

WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
MONTHS_SHORT = (
    "янв.",
    "февр.",
    "марта",
    "апр.",
    "мая",
    "июня",
    "июля",
    "авг.",
    "сент.",
    "окт.",
    "нояб.",
    "дек.",
)
MONTHS_OF = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
MONTHS = (
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
)


# Where figures are rounded; a page writes hundreds of them.
_LAST_DIGIT = tuple(Decimal(1).scaleb(-places) for places in range(10))


def _decimal(value: Number) -> Decimal | None:
    """The number exactly as it would be written; None for NaN and infinities, which no page may show."""
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    return number if number.is_finite() else None


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(_LAST_DIGIT[places], rounding=ROUND_HALF_UP)


def _grouped(value: Decimal, places: int) -> str:
    """Digits of |value| rounded half up, thousands apart, comma before the fraction."""
    whole, _, fraction = f"{abs(_rounded(value, places)):,f}".partition(".")
    text = whole.replace(",", THIN)
    return f"{text},{fraction}" if fraction else text


def _sign(value: Decimal, places: int, *, plus: bool = False) -> str:
    """Sign of the rounded value, so that −0,04 is written 0,0 and not −0,0."""
    rounded = _rounded(value, places)
    if rounded < 0:
        return MINUS
    return "+" if plus and rounded > 0 else ""


def integer(value: Number | None, *, plus: bool = False) -> str:
    """`12 345`; `plus` also writes + before positive numbers."""
    number = None if value is None else _decimal(value)
    if number is None:
        return NO_DATA
    return _sign(number, 0, plus=plus) + _grouped(number, 0)


def decimal_number(value: Number | None, places: int = 1, *, plus: bool = False) -> str:
    """`7,4`: a mean score, a count per call."""
    number = None if value is None else _decimal(value)
    if number is None:
        return NO_DATA
    return _sign(number, places, plus=plus) + _grouped(number, places)


def money(roubles: Number | None, *, plus: bool = False) -> str:
    """`1 234 567 ₽` from roubles; kopecks are written only when they are not zero: `10,50 ₽`."""
    number = None if roubles is None else _decimal(roubles)
    if number is None:
        return NO_DATA
    kopecks = _rounded(number, 2)
    places = 0 if kopecks == kopecks.to_integral_value() else 2
    return f"{_sign(kopecks, places, plus=plus)}{_grouped(kopecks, places)}{NBSP}₽"


def percent(share: Number | None, places: int = 1) -> str:
    """`12,4 %` from a share between 0 and 1 (0.124)."""
    number = None if share is None else _decimal(share)
    if number is None:
        return NO_DATA
    hundred = number * 100
    return f"{_sign(hundred, places)}{_grouped(hundred, places)}{NBSP}%"


def points(share_difference: Number | None, places: int = 1) -> str:
    """`+3,1 п.п.` from a difference of two shares (0.031): percentage points, always with a sign."""
    number = None if share_difference is None else _decimal(share_difference)
    if number is None:
        return NO_DATA
    hundred = number * 100
    return f"{_sign(hundred, places, plus=True)}{_grouped(hundred, places)}{NBSP}п.п."


def clock(seconds: Number | None) -> str:
    """`2:05` or `1:02:05`: a place in a recording, from seconds."""
    number = None if seconds is None else _decimal(seconds)
    if number is None:
        return NO_DATA
    # A place is floored: the mark 0:59 must not show as 1:00 before the minute is reached.
    total = max(0, int(number))
    hours, rest = divmod(total, 3600)
    minutes, secs = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{secs:02d}" if hours else f"{minutes}:{secs:02d}"


def duration(seconds: Number | None) -> str:
    """`45 с`, `2 мин 05 с`, `1 ч 05 мин`, `3 дн. 4 ч`: a length in words, from seconds."""
    number = None if seconds is None else _decimal(seconds)
    if number is None:
        return NO_DATA
    total = max(0, int(_rounded(number, 0)))
    days, rest = divmod(total, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, secs = divmod(rest, 60)
    if days:
        parts = [f"{days}{NBSP}дн.", f"{hours}{NBSP}ч" if hours else ""]
    elif hours:
        parts = [f"{hours}{NBSP}ч", f"{minutes:02d}{NBSP}мин" if minutes else ""]
    elif minutes:
        parts = [f"{minutes}{NBSP}мин", f"{secs:02d}{NBSP}с" if secs else ""]
    else:
        parts = [f"{secs}{NBSP}с"]
    return NBSP.join(part for part in parts if part)


def phone(e164: str | None) -> str:
    """`+7 900 000-71-03` from E.164; other countries in groups of three; anything else is left as it is."""
    if not e164:
        return NO_DATA
    digits = e164[1:] if e164.startswith("+") else ""
    if not digits.isdigit():
        return e164
    if len(digits) == 11 and digits.startswith("7"):
        return f"+7{NBSP}{digits[1:4]}{NBSP}{digits[4:7]}-{digits[7:9]}-{digits[9:]}"
    head, rest = digits[: len(digits) % 3 or 3], digits[len(digits) % 3 or 3 :]
    return "+" + NBSP.join([head, *(rest[at : at + 3] for at in range(0, len(rest), 3))])


def plural(count: int, one: str, few: str, many: str) -> str:
    """The word's form for a count: 1 звонок, 2 звонка, 5 звонков, 21 звонок, 11 звонков."""
    tens, units = abs(count) % 100, abs(count) % 10
    if units == 1 and tens != 11:
        return one
    if 2 <= units <= 4 and not 12 <= tens <= 14:
        return few
    return many


def counted(count: int | None, one: str, few: str, many: str) -> str:
    """`5 звонков`: the number with its word."""
    if count is None:
        return NO_DATA
    return f"{integer(count)}{NBSP}{plural(count, one, few, many)}"


def day(value: date | None, today: date) -> str:
    """«сегодня», «вчера», «завтра», «пн, 12 окт.»; the year only when it is not the current one."""
    if value is None:
        return NO_DATA
    near = {0: "сегодня", -1: "вчера", 1: "завтра"}.get((value - today).days)
    if near:
        return near
    text = f"{WEEKDAYS[value.weekday()]}, {value.day}{NBSP}{MONTHS_SHORT[value.month - 1]}"
    return text if value.year == today.year else f"{text} {value.year}"


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment on the wall clock of a zone; a naive moment has no place in time and is refused."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be shown")
    return moment.astimezone(zone)


def moment(value: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    """«сегодня, 14:20», «вчера, 09:05», «пн, 12 окт., 18:00» in the zone; ValueError for naive moments."""
    if value is None:
        return NO_DATA
    local = _local(value, zone)
    return f"{day(local.date(), _local(now, zone).date())}, {local:%H:%M}"


def date_long(value: date | None) -> str:
    """`12 октября 2026`: documents and reports, where «сегодня» would go stale."""
    if value is None:
        return NO_DATA
    return f"{value.day}{NBSP}{MONTHS_OF[value.month - 1]}{NBSP}{value.year}"


def month_name(value: date | None) -> str:
    """`октябрь 2026`: the name of the month that a date lies in."""
    if value is None:
        return NO_DATA
    return f"{MONTHS[value.month - 1]}{NBSP}{value.year}"


def date_range(first: date | None, last: date | None, today: date) -> str:
    """`1–31 окт.`, `28 сент. – 4 окт.`, `28 дек. 2025 – 4 янв. 2026`: both days belong to the range."""
    if first is None or last is None:
        return NO_DATA
    year = "" if first.year == last.year == today.year else f"{NBSP}{last.year}"
    end = f"{last.day}{NBSP}{MONTHS_SHORT[last.month - 1]}{year}"
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    start = f"{first.day}{NBSP}{MONTHS_SHORT[first.month - 1]}"
    if first.year != last.year:
        start += f"{NBSP}{first.year}"
    return f"{start} – {end}"


_STEPS = (
    (timedelta(days=365), ("год", "года", "лет")),
    (timedelta(days=30), ("месяц", "месяца", "месяцев")),
    (timedelta(days=1), ("день", "дня", "дней")),
    (timedelta(hours=1), ("час", "часа", "часов")),
    (timedelta(minutes=1), ("минуту", "минуты", "минут")),
)


def relative(value: datetime | None, now: datetime) -> str:
    """«только что», «2 минуты назад», «через 3 часа»: how far a moment lies from now."""
    if value is None:
        return NO_DATA
    gap = abs(value - now)
    for step, words in _STEPS:
        count = gap // step
        if count:
            text = counted(count, *words)
            return f"{text} назад" if value < now else f"через {text}"
    return "только что" if value <= now else "сейчас"


def initials(name: str | None) -> str:
    """`АП` from «Анна Петрова»; one letter from one word; «?» when nothing is known."""
    letters = [word[0].upper() for word in (name or "").split() if word[0].isalnum()]
    return "".join(letters[:2]) or "?"


_BROWSERS = (
    ("YaBrowser", "Яндекс Браузер"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device(user_agent: str | None) -> str:
    """`Chrome, Windows` from a User-Agent. Order matters: most browsers also name Chrome and Safari."""
    text = user_agent or ""
    found = [next((name for mark, name in marks if mark in text), "") for marks in (_BROWSERS, _SYSTEMS)]
    return ", ".join(name for name in found if name) or "неизвестное устройство"
