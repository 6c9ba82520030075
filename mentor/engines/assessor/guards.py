"""What every assessment must satisfy before it is kept, whichever engine made it."""

from __future__ import annotations

from ..conversation import Conversation
from ..errors import EngineError
from ..rubric import MAX_SCORE, STAGES
from .port import Assessment, Moment


def check_assessment(assessment: Assessment, conversation: Conversation) -> None:
    """Raise ``EngineError`` unless quotes are verbatim, points add up and nulls are consistent."""
    problems = [*_stages(assessment, conversation), *_outcome(assessment, conversation)]
    if problems:
        raise EngineError("Разбор не прошёл проверку: " + "; ".join(problems), permanent=False)


def _verbatim(moment: Moment | None, conversation: Conversation, what: str) -> list[str]:
    if moment is None:
        return []
    if not 0 <= moment.utterance < len(conversation.utterances):
        return [f"{what}: нет реплики {moment.utterance}"]
    if not moment.quote.strip() or moment.quote not in conversation.utterances[moment.utterance].text:
        return [f"{what}: цитата «{moment.quote[:60]}» не дословна"]
    return []


def _stages(assessment: Assessment, conversation: Conversation) -> list[str]:
    problems: list[str] = []
    if set(assessment.stages) != set(STAGES):
        problems.append("этапы не те: " + ", ".join(sorted(assessment.stages)))
    for stage, score in assessment.stages.items():
        if score.score is None and score.deductions:
            problems.append(f"{stage}: этап не оценён, а баллы сняты")
        if score.score is not None and score.score != max(
            0, MAX_SCORE - sum(d.points for d in score.deductions)
        ):
            problems.append(f"{stage}: оценка {score.score} не сходится со снятиями")
        if any(d.points < 0 or not d.rule for d in score.deductions):
            problems.append(f"{stage}: снятие без правила или с отрицательными баллами")
        for deduction in score.deductions:
            problems += _verbatim(deduction.at, conversation, stage)
    return problems


def _outcome(assessment: Assessment, conversation: Conversation) -> list[str]:
    problems: list[str] = []
    lost = assessment.outcome == "lost"
    if lost != (assessment.lost_reason is not None) or lost != (assessment.lost_stage is not None):
        problems.append("причина и этап потери ставятся только потерянному звонку")
    if lost != (assessment.lost_at is not None):
        problems.append("место потери ставится только потерянному звонку")
    if assessment.other_reasons and not lost:
        problems.append("дополнительные причины без потери")
    if assessment.lost_reason in assessment.other_reasons:
        problems.append("главная причина повторена среди дополнительных")
    if assessment.lost_stage is not None and not 1 <= assessment.lost_stage <= len(STAGES):
        problems.append(f"этап потери {assessment.lost_stage} вне 1–{len(STAGES)}")
    if assessment.outcome == "not_sales" and any(s.score is not None for s in assessment.stages.values()):
        problems.append("непродажный звонок не оценивается по этапам")
    if assessment.next_step.agreed and assessment.outcome != "success":
        problems.append("следующий шаг согласован только в успешном звонке")
    problems += _verbatim(assessment.lost_at, conversation, "место потери")
    for objection in assessment.objections:
        problems += _verbatim(objection.at, conversation, "возражение")
    return problems
