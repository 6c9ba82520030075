"""What the name of a recording says of its call. Pure."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from mentor.telephony.report import Direction, Facts

_FIELDS = {
    "date": r"(?P<date>\d{4}-?\d\d-?\d\d)",
    "time": r"(?P<time>\d\d[-.:]?\d\d[-.:]?\d\d)",
    "client": r"(?P<client>\+?\d{3,20}|anonymous|unknown)",
    "manager": r"(?P<manager>[\w.@]{1,64}?)",
    "id": r"(?P<id>[\w.]{1,100})",
    "direction": r"(?P<direction>in|out|incoming|outgoing|inbound|outbound)",
    "any": r".*?",
    "in": "",
    "out": "",
}
_HIDDEN = ("anonymous", "unknown")
MOST_PATTERNS = 10


class PatternError(ValueError):
    """A pattern that cannot be used; the text says why."""


class Pattern:
    """One way of naming files. ``way``: the direction that it stands for, where the name itself does not say it."""

    def __init__(self, text: str) -> None:
        parts = re.split(r"\{(\w+)\}", text.strip())
        unknown = [name for name in parts[1::2] if name not in _FIELDS]
        if unknown:
            raise PatternError(
                f"Поля {{{unknown[0]}}} нет. Есть: {', '.join(f'{{{name}}}' for name in _FIELDS)}."
            )
        names = parts[1::2]
        if {"date", "time", "client"} - set(names) or not {"direction", "in", "out"} & set(names):
            raise PatternError(
                "В шаблоне нужны {date}, {time}, {client} и направление: {direction}, {in} или {out}."
            )
        if any(names.count(name) > 1 for name in set(names) - {"any"}):
            raise PatternError("Поле названо в шаблоне дважды.")
        self.way: Literal["in", "out"] = "out" if "out" in names else "in"
        pieces = [re.escape(part) if at % 2 == 0 else _FIELDS[part] for at, part in enumerate(parts)]
        self.rule = re.compile("".join(pieces), re.IGNORECASE)


def patterns_of(text: str) -> list[Pattern]:
    """Patterns in the order in which they are tried. Raises ``PatternError``."""
    found = [Pattern(each) for each in re.split(r"[;\n]", text) if each.strip()]
    if not 0 < len(found) <= MOST_PATTERNS:
        raise PatternError(f"Нужен хотя бы один шаблон и не больше {MOST_PATTERNS}.")
    return found


def facts_of(stem: str, patterns: list[Pattern], zone: ZoneInfo) -> Facts | None:
    """What the name tells; None where no pattern fits it."""
    for pattern in patterns:
        fits = pattern.rule.fullmatch(stem)
        found = {name: value for name, value in fits.groupdict().items() if value} if fits else {}
        began = _began(found, zone)
        if began is None:
            continue
        said = found.get("direction", pattern.way).lower()
        direction: Direction = "out" if said.startswith("out") else "in"
        client = found["client"]
        return Facts(
            ended=True,
            direction=direction,
            started_at=began,
            manager=found.get("manager"),
            client_phone="" if client.lower() in _HIDDEN else client,
            missed=False,
        )
    return None


def _began(found: dict[str, str], zone: ZoneInfo) -> datetime | None:
    digits = re.sub(r"\D", "", found.get("date", "") + found.get("time", ""))
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=zone)
    except ValueError:
        return None
