"""The company's knowledge as engines see it."""

from __future__ import annotations

from django.db.models import QuerySet

from mentor.calls.models import Call
from mentor.companies.models import Company, Member, Role
from mentor.engines.profile import CompanyProfile, GradedMoment, Habit, ReferenceCall
from mentor.engines.profile import ForbiddenPhrase as Forbidden
from mentor.engines.profile import KnownObjection as Known
from mentor.engines.rubric import Rubric
from mentor.speech.measures import usual
from mentor.speech.models import Transcript
from mentor.speech.queries import conversation_of

from . import nearest
from .models import ExpertRule, ForbiddenPhrase, KnownObjection, Script
from .models import ReferenceCall as StoredReference

MOST_REFERENCES = 50


def profile(
    *,
    company: Company,
    rubric: Rubric,
    with_references: bool = True,
    graded: tuple[GradedMoment, ...] = (),
    habits: tuple[Habit, ...] = (),
    near: str = "",
) -> CompanyProfile:
    """One frozen profile; seven queries. ``with_references=False`` saves reading whole transcripts.

    ``near``: words of the call that it is for. Of a knowledge too large to be read whole, what is nearest to them.

    ``graded`` and ``habits`` come from the room above that keeps grades.
    """
    script = main_script()
    return CompanyProfile(
        name=company.name,
        industry=company.industry,
        product=company.product,
        script=tuple(script.stages.items()) if script else (),
        required_in_presentation=tuple(script.required) if script else (),
        expert_rules=tuple(nearest.expert_rules(near).values_list("text", flat=True)),
        forbidden_phrases=tuple(
            Forbidden(row.phrase, row.why, row.instead) for row in ForbiddenPhrase.objects.order_by("id")
        ),
        objections=tuple(Known(row.text, row.good_answer) for row in nearest.objections(near)),
        manager_names=tuple(Member.objects.filter(role=Role.MANAGER).values_list("name", flat=True)),
        reference_calls=_references(near) if with_references else (),
        rubric=rubric,
        graded=graded,
        habits=habits,
        key=str(company.pk),
    )


def main_script() -> Script | None:
    """The script that engines read: the company's first."""
    return Script.objects.filter(kind=Script.Kind.SCRIPT).order_by("id").first()


def objections() -> QuerySet[KnownObjection]:
    """In the order in which they were written."""
    return KnownObjection.objects.order_by("position", "id")


def presentations() -> list[Script]:
    """By title."""
    return list(Script.objects.filter(kind=Script.Kind.PRESENTATION).order_by("title", "id"))


def presentation(pk: int) -> Script | None:
    """The presentation with this id, if it is this company's."""
    return Script.objects.filter(kind=Script.Kind.PRESENTATION, pk=pk).first()


def expert_rules() -> list[str]:
    return list(ExpertRule.objects.order_by("position", "id").values_list("text", flat=True))


def forbidden_phrases() -> QuerySet[ForbiddenPhrase]:
    """In the order in which they were written."""
    return ForbiddenPhrase.objects.order_by("id")


def reference_of(call: Call) -> StoredReference | None:
    """What makes the call one to learn from; None where it is not."""
    return StoredReference.objects.filter(call=call).first()


def references() -> list[StoredReference]:
    """Calls to learn from, the latest first."""
    rows = StoredReference.objects.select_related("call__manager", "call__client", "call__result", "added_by")
    return list(rows.order_by("-added_at", "-id"))


def _references(near: str) -> tuple[ReferenceCall, ...]:
    """The newest, or those nearest to the call where there are many, the nearest first."""
    rows = Transcript.objects.select_related("call__manager", "call__client")
    chosen = nearest.reference_calls(near)
    if chosen is None:
        newest = rows.filter(call__reference__isnull=False).order_by("-call__reference__added_at")
        found = list(newest[:MOST_REFERENCES])
    else:
        found = sorted(rows.filter(call__in=chosen), key=lambda row: chosen.index(row.call_id))
    return tuple(ReferenceCall(str(each.call_id), conversation_of(each.call, each)) for each in found)


def usual_speech() -> dict[str, tuple[float, float]]:
    """How the company's reference calls are spoken: the middle half of each figure. One query, no words read."""
    rows = Transcript.objects.filter(call__reference__isnull=False)
    newest = rows.order_by("-call__reference__added_at").values_list("figures", flat=True)
    return usual([figures for figures in newest[:MOST_REFERENCES] if figures])
