"""What the pages of grading show."""

from __future__ import annotations

from dataclasses import dataclass

from mentor.analysis import grades, grading_queue
from mentor.analysis.grading_order import doubts
from mentor.analysis.grading_queue import Order
from mentor.analysis.models import Assessment, CallResult, Grade
from mentor.calls.models import Call
from mentor.clients.queries import phones_of
from mentor.companies import queries as companies
from mentor.companies.people import Viewer
from mentor.engines.rubric import STAGES
from mentor.pages.calls.queries import OUTCOME_TONES, client_words

from .words import doubt_words, sure_words

SHOWN = 20


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A call that waits; ``why`` says why it stands here."""

    call: Call
    client: str
    why: str


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The head of the queue, and how many calls of each manager have been graded."""

    order: Order
    waiting: int
    at_least: bool
    rows: list[QueueRow]
    managers: list[tuple[str, int]]
    graded: int


def queue_page(viewer: Viewer, order: Order) -> QueuePage:
    """A fixed number of queries."""
    pass_mark = viewer.company.pass_mark
    found = grading_queue.waiting(order, pass_mark=pass_mark, most=SHOWN)
    calls = {
        call.pk: call
        for call in Call.objects.defer("supplied_transcript")
        .filter(pk__in=[each.call_id for each in found.calls])
        .select_related("manager", "client")
    }
    phones = phones_of([call.client_id for call in calls.values() if call.client_id])
    by_manager = grading_queue.graded_by_manager()
    return QueuePage(
        order=order,
        waiting=found.total,
        at_least=found.at_least,
        rows=[
            QueueRow(
                call=calls[each.call_id],
                client=client_words(calls[each.call_id], phones)[0],
                why=doubt_words(each.confidence, doubts(each, pass_mark)) if order == "unsure" else "",
            )
            for each in found.calls
        ],
        managers=sorted(
            ((each.name, by_manager.get(each.pk, 0)) for each in companies.managers()),
            key=lambda row: (row[1], row[0]),
        ),
        graded=sum(by_manager.values()),
    )


@dataclass(frozen=True, slots=True)
class Side:
    """One judgement beside others: whose, what outcome, which scores, what was taken for which rule."""

    title: str
    note: str
    outcome: str
    outcome_tone: str
    lost: str
    scores: list[int | None]
    rules: list[tuple[str, int]]


def sides(call: Call, versions: list[Grade]) -> list[Side]:
    """The AI's judgement first, then the expert's versions, the newest first. Two queries."""
    ai = versions[0].ai if versions else grades.ai_assessment(call)
    judged = [each for each in (ai, *(version.assessment for version in versions)) if each is not None]
    rules: dict[int, list[tuple[str, int]]] = {each.pk: [] for each in judged}
    for row in grades.deductions_of(rules):
        rules[row.assessment_id].append((row.rule, row.points))
    found = [] if ai is None else [_side(ai, "ИИ", engine_words(ai), rules[ai.pk])]
    for version in versions:
        author = version.assessment.user
        note = f"{author.name if author else 'эксперт'}, {version.get_mode_display()}"
        found.append(
            _side(version.assessment, f"Эксперт, версия {version.number}", note, rules[version.assessment_id])
        )
    return found


def engine_words(ai: Assessment) -> str:
    """«local-2, уверен на 34 %»; the engine alone where it does not tell."""
    return ", ".join(filter(None, [ai.engine, sure_words(ai.confidence)]))


def _side(assessment: Assessment, title: str, note: str, rules: list[tuple[str, int]]) -> Side:
    lost = assessment.get_lost_stage_display() if assessment.lost_stage else ""
    reason = assessment.get_lost_reason_display() if assessment.lost_reason else ""
    return Side(
        title=title,
        note=note,
        outcome=str(assessment.get_outcome_display()),
        outcome_tone=OUTCOME_TONES.get(assessment.outcome, "neutral"),
        lost=", ".join(str(each) for each in (reason, lost) if each),
        scores=[getattr(assessment, stage) for stage in STAGES],
        rules=rules,
    )


def is_gradable(call: Call) -> bool:
    """Whether there is a transcript and a judgement to set a grade beside."""
    return hasattr(call, "transcript") and CallResult.objects.filter(call=call).exists()
