"""Writes of the company's knowledge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from mentor.calls.models import Call
from mentor.companies.models import User

from .models import ExpertRule, ForbiddenPhrase, KnownObjection, ReferenceCall, Script


@transaction.atomic
def set_script(*, title: str, stages: Mapping[str, str], required: Sequence[str]) -> Script:
    """The company's main script by stages."""
    script, _ = Script.objects.update_or_create(
        kind=Script.Kind.SCRIPT, title=title, defaults={"stages": dict(stages), "required": list(required)}
    )
    return script


@transaction.atomic
def set_objections(pairs: Sequence[tuple[str, str]]) -> None:
    """Replace the known objections by (text, good answer)."""
    KnownObjection.objects.all().delete()
    KnownObjection.objects.bulk_create(
        KnownObjection(text=text, good_answer=answer, position=position)
        for position, (text, answer) in enumerate(pairs)
    )


@transaction.atomic
def set_expert_rules(texts: Sequence[str]) -> None:
    """Replace the expert's rules."""
    ExpertRule.objects.all().delete()
    ExpertRule.objects.bulk_create(ExpertRule(text=text, position=n) for n, text in enumerate(texts))


@transaction.atomic
def set_forbidden_phrases(rows: Sequence[tuple[str, str, str]]) -> None:
    """Replace the forbidden phrases by (phrase, why, instead)."""
    ForbiddenPhrase.objects.all().delete()
    ForbiddenPhrase.objects.bulk_create(
        ForbiddenPhrase(phrase=phrase, why=why, instead=instead) for phrase, why, instead in rows
    )


@transaction.atomic
def add_reference(*, call: Call, by: User | None, note: str = "") -> ReferenceCall:
    """Make a call one to learn from."""
    reference, _ = ReferenceCall.objects.get_or_create(call=call, defaults={"added_by": by, "note": note})
    return reference


@transaction.atomic
def remove_reference(*, call: Call) -> None:
    """The call is no longer one to learn from."""
    ReferenceCall.objects.filter(call=call).delete()


@transaction.atomic
def rename_script(*, script: Script, title: str) -> None:
    """Another title, the same script."""
    script.title = title
    script.save(update_fields=["title", "updated_at"])
