"""Neglect («саботаж», decision 11): what it is, when it is told again, when it is over. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The company's settings: working days without a log-in, overdue recommendations, working days ignored."""

    silent_days: int = 3
    overdue: int = 3
    ignored_days: int = 3


@dataclass(frozen=True, slots=True)
class Conduct:
    """A manager's facts now. Days are working days without those of absence.

    ``ignored_days``: of the longest overdue recommendation that was neither marked, nor put off, nor answered.
    """

    silent_days: int = 0
    overdue: int = 0
    ignored_days: int = 0


@dataclass(frozen=True, slots=True)
class Levels:
    """How many times over each limit is reached; 0: not reached."""

    silent: int = 0
    overdue: int = 0
    ignored: int = 0

    @property
    def any(self) -> bool:
        return bool(self.silent or self.overdue or self.ignored)

    @property
    def sum(self) -> int:
        """How far over the limits altogether."""
        return self.silent + self.overdue + self.ignored

    def worse_than(self, told: Levels) -> bool:
        """Another reason has come, or a limit was reached once more."""
        return self.silent > told.silent or self.overdue > told.overdue or self.ignored > told.ignored

    def worst(self, told: Levels) -> Levels:
        return Levels(
            max(self.silent, told.silent), max(self.overdue, told.overdue), max(self.ignored, told.ignored)
        )


def levels(conduct: Conduct, limits: Limits) -> Levels:
    """A limit of 3 days is level 1 from the third day on, level 2 from the sixth."""
    return Levels(
        conduct.silent_days // max(1, limits.silent_days),
        conduct.overdue // max(1, limits.overdue),
        conduct.ignored_days // max(1, limits.ignored_days),
    )
