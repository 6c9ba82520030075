"""The company's rubric: versions of rules as data."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from mentor.companies.actions import audit
from mentor.companies.models import User
from mentor.core.problems import Problem
from mentor.engines.rubric import STAGES, Rubric, Rule, seed_rubric

from .models import RubricRule, RubricVersion, Stage

STAGE_NUMBER = {code: Stage(number) for number, code in enumerate(STAGES, start=1)}


def current_version() -> RubricVersion:
    """The version in force; a company without one gets the seed."""
    version = RubricVersion.objects.order_by("-number").first()
    return version or save_version(rules=seed_rubric().rules, note="исходный регламент", by=None)


@transaction.atomic
def save_version(*, rules: Iterable[Rule], note: str, by: User | None) -> RubricVersion:
    """A new version: it applies to calls assessed from now on, older assessments keep theirs."""
    last = RubricVersion.objects.aggregate(last=Max("number"))["last"] or 0
    version = RubricVersion.objects.create(number=last + 1, note=note, created_by=by)
    RubricRule.objects.bulk_create(
        RubricRule(
            version=version,
            code=rule.code,
            stage=STAGE_NUMBER[rule.stage],
            wording=rule.wording,
            points=rule.points,
            detector=rule.detector or "",
            examples=list(rule.examples),
            enabled=rule.enabled,
            position=position,
        )
        for position, rule in enumerate(rules)
    )
    if by is not None:
        audit(user=by, action="rubric.saved", subject=f"rubric:{version.number}", note=note)
    return version


def check_base(number: int) -> RubricVersion:
    """The version in force, if it is the one that an editor started from; ``Problem`` where somebody was faster."""
    version = current_version()
    if version.number != number:
        raise Problem(
            "rubric_moved",
            f"Пока вы правили, сохранили версию {version.number}. Ваши правки на экране целы: сверьте их с новой "
            "версией в соседней вкладке и сохраните ещё раз.",
            status=409,
        )
    return version


def versions() -> list[tuple[RubricVersion, tuple[Rule, ...]]]:
    """Every version with its rules, the newest first; two queries."""
    found = RubricVersion.objects.select_related("created_by").prefetch_related("rules").order_by("-number")
    return [(version, as_engine_rubric(version).rules) for version in found]


def used_codes() -> list[str]:
    """Codes of all rules that any version ever had."""
    return list(RubricRule.objects.values_list("code", flat=True).distinct().order_by())


def as_engine_rubric(version: RubricVersion) -> Rubric:
    """The version as engines read it."""
    return Rubric(
        rules=tuple(
            Rule(
                code=row.code,
                stage=STAGES[row.stage - 1],
                wording=row.wording,
                points=row.points,
                detector=row.detector or None,
                examples=tuple(row.examples),
                enabled=row.enabled,
            )
            for row in version.rules.all()
        ),
        version=version.number,
    )
