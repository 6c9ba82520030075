"""The step that a talk of this company is led to, read from the closing of its script."""

from __future__ import annotations

import re

from ..profile import CompanyProfile
from .scenario import Goal, GoalKind

# The first line of the closing that names a step decides; of two in one line, the earlier one.
_STEPS: tuple[tuple[GoalKind, str], ...] = (
    ("trial", r"пробн|тест-?драйв|демонстрац|вводн\w* модул|тестов"),
    ("visit", r"приезж|приезд|выезд|замер|осмотр|при[её]м|визит|консультац|инженер|показ"),
    ("payment", r"оплат|предоплат|сч[её]т"),
    ("order", r"договор|оформ|брон|удержан|заказ|машин"),
    ("meeting", r"встреч"),
    ("call", r"созвон|звон|перезвон"),
)
_NUMBER = re.compile(r"^\s*\d+[.)]\s*")
NO_SCRIPT = Goal("call", "Договориться о следующем шаге с точной датой и временем")


def goal_of(profile: CompanyProfile) -> Goal:
    """What the manager has to win."""
    for line in profile.script_of("closing"):
        low = line.lower()
        places = {kind: at.start() for kind, pattern in _STEPS if (at := re.search(pattern, low))}
        if places:
            first = min(places, key=lambda kind: places[kind])
            return Goal(first, _NUMBER.sub("", line).rstrip("."))
    return NO_SCRIPT
