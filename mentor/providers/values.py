"""Values as other systems write them: moments, lengths, yes and no. Pure rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from .errors import incomplete, unreadable

_BASIC = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)")
_RUSSIAN = re.compile(r"(\d\d)\.(\d\d)\.(\d{4}) (\d\d):(\d\d)(?::(\d\d))?")
_LATEST_UNIX = 32_503_680_000  # the year 3000; larger numbers are milliseconds
_LATEST_YEAR = 2100
_NO = frozenset({"", "0", "false", "no", "none", "null", "нет"})


def moment(value: object, zone: ZoneInfo) -> datetime:
    """An aware moment: Unix seconds or milliseconds, ISO 8601, ``YYYYmmddTHHMMSSZ``, ``dd.mm.YYYY HH:MM``.

    A time without an offset is that of ``zone``. Raises ``Problem``.
    """
    text = str(value).strip()
    try:
        if re.fullmatch(r"\d{9,14}(\.\d+)?", text):
            number = float(text)
            return _sane(datetime.fromtimestamp(number / 1000 if number > _LATEST_UNIX else number, UTC))
        if found := _BASIC.fullmatch(text):
            year, month, day, hour, minute, second = (int(each) for each in found.groups()[:6])
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC if found[7] else zone)
        if found := _RUSSIAN.fullmatch(text):
            day, month, year, hour, minute = (int(each) for each in found.groups()[:5])
            return datetime(year, month, day, hour, minute, int(found[6] or 0), tzinfo=zone)
        read = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        raise unreadable(f"«{text[:40]}» — не время") from None
    return read if read.tzinfo else read.replace(tzinfo=zone)


def _sane(read: datetime) -> datetime:
    if read.year > _LATEST_YEAR:
        raise ValueError("a broken clock")
    return read


def seconds(value: object) -> float:
    """Seconds from a number or ``HH:MM:SS``; raises ``Problem``."""
    text = str(value).strip().replace(",", ".")
    try:
        if ":" in text:
            total = 0.0
            for part in text.split(":"):
                total = total * 60 + float(part)
        else:
            total = float(text)
    except ValueError:
        raise unreadable(f"«{text[:40]}» — не длительность") from None
    if not 0 <= total < 48 * 3600:
        raise unreadable(f"длительность {text[:40]} с")
    return total


def yes(value: object) -> bool:
    """Whether a flag in any usual spelling is set."""
    return str(value).strip().lower() not in _NO


def needed(fields: Mapping[str, Any], name: str) -> Any:
    """A field that must be there. Raises ``Problem``."""
    value = fields.get(name)
    if value is None or value == "":
        raise incomplete(name)
    return value


def plain(value: object, most: int = 200) -> str:
    """Text fit to be stored: no control characters, not longer than ``most``."""
    return re.sub(r"[\x00-\x1f\x7f]", "", str(value)).strip()[:most]
