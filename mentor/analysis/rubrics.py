"""The company's rubric: versions of rules as data."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from mentor.companies.models import User
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
    return version


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
