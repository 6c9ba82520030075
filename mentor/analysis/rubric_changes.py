"""What one version of the rubric changed against another, and what a version must hold. Pure rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mentor.engines.rubric import MAX_SCORE, STAGES, Rule

Kind = Literal["added", "removed", "wording", "points", "switched_on", "switched_off", "examples"]
BY_EXAMPLES = ("must_say", "must_not_say")
COMPANY_CODE = "company_"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``before`` and ``after`` are the texts or points that differ, empty where none are told."""

    kind: Kind
    rule: Rule
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a rule cannot be saved: its code, the field, and the code of the reason."""

    rule: str
    field: Literal["wording", "points", "examples"]
    code: Literal["empty", "out_of_range", "needed"]


def changes(before: Sequence[Rule], after: Sequence[Rule]) -> list[Change]:
    """Differences by the rules' codes, in the order of ``after``, what was taken away last."""
    known = {rule.code: rule for rule in before}
    found: list[Change] = []
    for rule in after:
        old = known.pop(rule.code, None)
        found += [Change("added", rule)] if old is None else _between(old, rule)
    return found + [Change("removed", rule) for rule in known.values()]


def _between(old: Rule, new: Rule) -> list[Change]:
    found = []
    if old.enabled != new.enabled:
        found.append(Change("switched_on" if new.enabled else "switched_off", new))
    if old.wording != new.wording:
        found.append(Change("wording", new, old.wording, new.wording))
    if old.points != new.points:
        found.append(Change("points", new, str(old.points), str(new.points)))
    if old.examples != new.examples:
        found.append(Change("examples", new, "; ".join(old.examples), "; ".join(new.examples)))
    return found


def faults(rules: Sequence[Rule]) -> list[Fault]:
    """Everything that keeps the rules from being saved."""
    found = []
    for rule in rules:
        if not rule.wording.strip():
            found.append(Fault(rule.code, "wording", "empty"))
        if not 1 <= rule.points <= MAX_SCORE:
            found.append(Fault(rule.code, "points", "out_of_range"))
        if rule.detector in BY_EXAMPLES and not rule.examples:
            found.append(Fault(rule.code, "examples", "needed"))
    return found


def is_company_rule(rule: Rule) -> bool:
    """Written for this company: it may be taken away; a rule of the seed is only switched off."""
    return rule.code.startswith(COMPANY_CODE)


def next_code(codes: Sequence[str]) -> str:
    """A code that no version ever used, so that old deductions keep meaning what they meant."""
    tails = (code.removeprefix(COMPANY_CODE) for code in codes if code.startswith(COMPANY_CODE))
    return f"{COMPANY_CODE}{max((int(tail) for tail in tails if tail.isdigit()), default=0) + 1}"


def with_added(rules: Sequence[Rule], rule: Rule) -> list[Rule]:
    """The rules with one more, after the others of its stage."""
    found = list(rules)
    later = [at for at, each in enumerate(found) if STAGES.index(each.stage) <= STAGES.index(rule.stage)]
    found.insert(max(later, default=-1) + 1, rule)
    return found
