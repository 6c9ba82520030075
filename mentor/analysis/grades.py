"""Grades of experts: kept as versions, read back, and given to engines as examples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max, OuterRef, QuerySet, Subquery

from mentor.calls.models import Call
from mentor.companies.actions import audit
from mentor.companies.models import User
from mentor.engines.language_model.fallback import AFTER
from mentor.engines.profile import GradedMoment
from mentor.engines.rubric import STAGES, Rule
from mentor.speech.models import Transcript
from mentor.speech.queries import start_of

from .grade import HeardObjection, Mark, NewGrade, choices, picked_code, stored_code
from .models import Assessment, CallObjection, Deduction, Grade, Passage, RubricVersion
from .rubrics import STAGE_NUMBER, as_engine_rubric

MOST_GRADED_CALLS = 200
MOST_MOMENTS = 1_000


def ai_assessment(call: Call) -> Assessment | None:
    """The AI's own version in force: the newest."""
    return Assessment.objects.filter(call=call, author=Assessment.Author.AI).order_by("-pk").first()


def fallen_back(*, since: date) -> int:
    """How many calls the local engine judged from that day on because the language model gave no answer."""
    rows = Assessment.objects.filter(author=Assessment.Author.AI, created_at__date__gte=since)
    return rows.filter(engine__contains=AFTER).count()


@transaction.atomic
def keep_grade(
    *, call: Call, transcript: Transcript, grade: NewGrade, rubric: RubricVersion, by: User
) -> Grade:
    """Write one more version of the call's grade; earlier ones stay. The caller has checked ``grade.faults``.

    The figures do not follow yet: see ``pipeline.grading``.
    """
    Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    rules = choices(as_engine_rubric(rubric).rules)
    ai = ai_assessment(call)
    assessment = _keep_assessment(call, transcript, grade, rubric, by)
    _keep_deductions(assessment, transcript, grade, rules)
    CallObjection.objects.bulk_create(
        CallObjection(
            assessment=assessment,
            quote=each.quote,
            utterance=each.utterance,
            at_s=start_of(transcript, each.utterance),
            kind=each.kind,
            handled=each.handled,
        )
        for each in grade.objections
    )
    last = Grade.objects.filter(call=call).aggregate(last=Max("number"))["last"] or 0
    kept = Grade.objects.create(
        assessment=assessment,
        call=call,
        number=last + 1,
        mode=grade.mode,
        ai=ai,
        comment=grade.comment,
        stage_comments={stage: text for stage, text in grade.comments.items() if text.strip()},
    )
    _keep_passages(kept, transcript, grade, rules)
    audit(
        user=by,
        action="call.graded",
        subject=f"call:{call.pk}",
        version=kept.number,
        mode=kept.get_mode_display(),
        outcome=assessment.get_outcome_display(),
        scores=[
            "—" if getattr(assessment, stage) is None else str(getattr(assessment, stage)) for stage in STAGES
        ],
    )
    return kept


def _keep_assessment(
    call: Call, transcript: Transcript, grade: NewGrade, rubric: RubricVersion, by: User
) -> Assessment:
    at, quote = grade.lost_at or (None, "")
    return Assessment.objects.create(
        call=call,
        author=Assessment.Author.EXPERT,
        user=by,
        rubric=rubric,
        outcome=grade.outcome,
        lost_reason=grade.lost_reason,
        other_reasons=list(grade.other_reasons),
        lost_stage=grade.lost_stage,
        lost_quote=quote,
        lost_utterance=at,
        lost_at_s=start_of(transcript, at),
        step_agreed=grade.step_agreed,
        step_what=grade.step_what,
        step_when=grade.step_when,
        **{stage: grade.scores.get(stage) for stage in STAGES},
    )


def _keep_deductions(
    assessment: Assessment, transcript: Transcript, grade: NewGrade, rules: Sequence[Rule]
) -> None:
    """One row a picked rule, with the first words that were marked as breaking it."""
    said = {mark.code: mark for mark in reversed(grade.marks) if mark.code and not mark.good}
    rows = []
    for rule in rules:
        if rule.code in grade.rules:
            mark = said.get(rule.code)
            rows.append(
                Deduction(
                    assessment=assessment,
                    stage=STAGE_NUMBER[rule.stage],
                    code=stored_code(rule),
                    rule=rule.wording,
                    points=rule.points,
                    quote=mark.quote if mark else "",
                    utterance=mark.utterance if mark else None,
                    at_s=start_of(transcript, mark.utterance) if mark else None,
                )
            )
    Deduction.objects.bulk_create(rows)


def _keep_passages(kept: Grade, transcript: Transcript, grade: NewGrade, rules: Sequence[Rule]) -> None:
    by_code: Mapping[str, Rule] = {rule.code: rule for rule in rules}
    Passage.objects.bulk_create(
        Passage(
            grade=kept,
            good=mark.good,
            utterance=mark.utterance,
            quote=mark.quote,
            at_s=start_of(transcript, mark.utterance),
            stage=STAGE_NUMBER[by_code[mark.code].stage] if mark.code in by_code else mark.stage,
            code=stored_code(by_code[mark.code]) if mark.code in by_code else "",
            words=mark.words,
        )
        for mark in grade.marks
    )


def as_new_grade(assessment: Assessment, grade: Grade | None) -> NewGrade:
    """A kept judgement as an expert would write it down anew; ``grade`` is None for the AI's. Three queries."""
    deductions = list(assessment.deductions.order_by("id"))
    heard = assessment.heard_objections.order_by("id")
    lost = assessment.lost_utterance
    return NewGrade(
        outcome=assessment.outcome,
        scores={stage: getattr(assessment, stage) for stage in STAGES},
        rules=list(dict.fromkeys(picked_code(each.code, each.stage) for each in deductions)),
        comments=dict(grade.stage_comments) if grade else {},
        lost_reason=assessment.lost_reason,
        other_reasons=list(assessment.other_reasons),
        lost_stage=assessment.lost_stage,
        lost_at=(lost, assessment.lost_quote) if lost is not None else None,
        step_what=assessment.step_what,
        step_when=assessment.step_when,
        objections=[HeardObjection(row.utterance, row.quote, row.kind, row.handled) for row in heard],
        marks=_marks_of(grade) if grade else _marks_of_deductions(deductions),
        mode="blind" if grade and grade.mode == Grade.Mode.BLIND else "beside",
        comment=grade.comment if grade else "",
    )


def _marks_of(grade: Grade) -> list[Mark]:
    return [
        Mark(
            good=row.good,
            utterance=row.utterance,
            quote=row.quote,
            stage=row.stage,
            code=picked_code(row.code, row.stage or 1) if row.code else "",
            words=row.words,
        )
        for row in grade.passages.order_by("id")
    ]


def _marks_of_deductions(deductions: Sequence[Deduction]) -> list[Mark]:
    return [
        Mark(False, each.utterance, each.quote, each.stage, picked_code(each.code, each.stage))
        for each in deductions
        if each.utterance is not None
    ]


def newest_grades() -> QuerySet[Grade]:
    """Grades that count: of each call the newest version."""
    newest = Grade.objects.filter(call=OuterRef("call")).order_by("-number").values("pk")[:1]
    return Grade.objects.filter(pk=Subquery(newest))


def grades_of(call: Call) -> list[Grade]:
    """All versions of a call's grade, the newest first."""
    rows = Grade.objects.filter(call=call).select_related("assessment__user", "assessment__rubric", "ai")
    return list(rows.order_by("-number"))


def deductions_of(assessment_ids: Iterable[int]) -> list[Deduction]:
    """What these assessments took points for, by stage. One query."""
    return list(Deduction.objects.filter(assessment_id__in=list(assessment_ids)).order_by("stage", "id"))


def graded_moments(*, besides: int | None = None) -> tuple[GradedMoment, ...]:
    """Words marked in the newest graded calls, newest first: examples for later scoring. One query.

    ``besides`` leaves one call out, so that a call is never judged by its own grade.
    """
    counted = newest_grades()
    if besides is not None:
        counted = counted.exclude(call_id=besides)
    counted = counted.order_by("-created_at")[:MOST_GRADED_CALLS]
    rows = Passage.objects.filter(grade__in=counted.values("pk")).order_by("-grade__created_at", "id")
    return tuple(
        GradedMoment(row.code, row.quote, not row.good, STAGES[row.stage - 1] if row.stage else "")
        for row in rows[:MOST_MOMENTS]
    )
