"""`{% load formats %}`: the formats of mentor.core.formats as filters, in the active time zone."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone

from mentor.core import formats

register = template.Library()


def _zone() -> ZoneInfo:
    """The zone that the request activated (the company's), else the installation's."""
    return ZoneInfo(timezone.get_current_timezone_name())


def _number(value: object) -> formats.Number | None:
    """What a template hands over as a number; an empty value or a text is unknown."""
    if isinstance(value, bool) or not isinstance(value, formats.Number):
        return None
    return value


@register.filter
def money(value: object) -> str:
    """`{{ sum|money }}` → 1 234 567 ₽, from roubles."""
    return formats.money(_number(value))


@register.filter
def money_plus(value: object) -> str:
    """`{{ change|money_plus }}` → +12 000 ₽."""
    return formats.money(_number(value), plus=True)


@register.filter
def percent(value: object, places: int = 1) -> str:
    """`{{ share|percent }}` → 12,4 % from 0.124; `|percent:0` → 12 %."""
    return formats.percent(_number(value), places)


@register.filter
def points(value: object, places: int = 1) -> str:
    """`{{ difference|points }}` → +3,1 п.п. from 0.031."""
    return formats.points(_number(value), places)


@register.filter
def integer(value: object) -> str:
    """`{{ count|integer }}` → 12 345."""
    return formats.integer(_number(value))


@register.filter
def decimal(value: object, places: int = 1) -> str:
    """`{{ mean|decimal }}` → 7,4."""
    return formats.decimal_number(_number(value), places)


@register.filter
def clock(value: object) -> str:
    """`{{ seconds|clock }}` → 2:05, a place in a recording."""
    return formats.clock(_number(value))


@register.filter
def duration(value: object) -> str:
    """`{{ seconds|duration }}` → 1 ч 05 мин."""
    return formats.duration(_number(value))


@register.filter
def phone(value: object) -> str:
    """`{{ e164|phone }}` → +7 900 000-71-03."""
    return formats.phone(None if value is None else str(value))


@register.filter
def day(value: date | datetime | None) -> str:
    """`{{ date|day }}` → «сегодня», «пн, 12 окт.»."""
    today = timezone.now().astimezone(_zone()).date()
    if isinstance(value, datetime):
        value = value.astimezone(_zone()).date()
    return formats.day(value or None, today)


@register.filter
def moment(value: datetime | None) -> str:
    """`{{ at|moment }}` → «сегодня, 14:20»."""
    return formats.moment(value or None, timezone.now(), _zone())


@register.filter
def ago(value: datetime | None) -> str:
    """`{{ at|ago }}` → «2 минуты назад», «через 3 часа»."""
    return formats.relative(value or None, timezone.now())


@register.filter
def date_long(value: date | None) -> str:
    """`{{ date|date_long }}` → 12 октября 2026."""
    return formats.date_long(value or None)


@register.filter
def month_name(value: date | None) -> str:
    """`{{ date|month_name }}` → октябрь 2026."""
    return formats.month_name(value or None)


@register.filter
def plural(count: object, words: str) -> str:
    """`{{ n|plural:"звонок,звонка,звонков" }}` → the word alone."""
    one, few, many = words.split(",")
    number = _number(count)
    return many if number is None else formats.plural(int(number), one, few, many)


@register.filter
def counted(count: object, words: str) -> str:
    """`{{ n|counted:"звонок,звонка,звонков" }}` → 5 звонков."""
    one, few, many = words.split(",")
    number = _number(count)
    return formats.counted(None if number is None else int(number), one, few, many)


@register.filter
def initials(name: object) -> str:
    """`{{ name|initials }}` → АП."""
    return formats.initials(str(name or ""))


@register.filter
def device(user_agent: object) -> str:
    """`{{ session.user_agent|device }}` → Chrome, Windows."""
    return formats.device(str(user_agent or ""))
