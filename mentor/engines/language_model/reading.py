"""From a model's answer to an assessment: quotes found in the call, reasons checked, points counted by the rubric."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from ..assessor.guards import check_assessment
from ..assessor.local.acts import Objected, Role, TaggedCall
from ..assessor.local.objections import Answer
from ..assessor.local.outcome import substantive_open
from ..assessor.local.scoring import could_answer
from ..assessor.port import Assessment, LostReason, Moment, NextStep, Objection
from ..assessor.scoring import Course, score_course
from ..errors import EngineError
from ..text.cues import Span
from .answers import AssessAnswer, CourseAnswer, LeftOn, ObjectionAnswer, Reached
from .checks import Check, Verdict, broken_rules
from .client import RejectedError
from .request import Request

_REASON: dict[LeftOn, LostReason] = {
    "objection": "unhandled_objection",
    "refusal": "refusal",
    "nothing_agreed": "no_next_step",
}
assert set(_REASON) == set(get_args(LeftOn))


class AssessmentReader:
    """Reads the answers to one request; the same answer always gives the same assessment."""

    def __init__(self, call: TaggedCall, request: Request, checks: Sequence[Check], engine: str) -> None:
        self._call, self._request, self._checks, self._engine = call, request, checks, engine
        self._problems: list[str] = []

    def read(self, answer: AssessAnswer) -> Assessment:
        """Raises ``RejectedError`` with everything that is wrong."""
        self._problems = []
        objections = answer.objections if answer.outcome != "not_sales" else []
        heard = [
            (o, at) for o in objections if (at := self._found(o.quote, "client", "возражение")) is not None
        ]
        self._call.objections = [_objected(o, at) for o, at in heard]
        answers = [self._answer(o, thing) for (o, _), thing in zip(heard, self._call.objections, strict=True)]
        verdicts = self._verdicts(answer)
        reason, others, lost_at = self._loss(answer, answers)
        step = self._next_step(answer)
        if self._problems:
            raise RejectedError(self._problems)
        lost = answer.outcome == "lost"
        course = self._course(answer, answers)
        result = Assessment(
            outcome=answer.outcome,
            lost_reason=reason,
            other_reasons=others,
            lost_stage=answer.lost_stage if lost else None,
            lost_at=lost_at,
            stages=score_course(course, broken_rules(self._call, self._checks, verdicts, answers, course)),
            objections=tuple(
                Objection(at, o.kind, a.handled) for (o, at), a in zip(heard, answers, strict=True)
            ),
            next_step=step,
            engine=self._engine,
            rubric_version=self._call.profile.rubric.version,
        )
        return self._guarded(result)

    def _guarded(self, result: Assessment) -> Assessment:
        try:
            check_assessment(result, self._call.conversation)
        except EngineError as error:
            raise RejectedError([str(error)]) from error
        return result

    def _found(self, quote: str | None, role: Role | None, what: str) -> Moment | None:
        """The place of a quote; notes a problem where the call does not say it."""
        if not quote or not quote.strip():
            return None
        at = self._request.shown.find_restored(quote, self._request.masker, role)
        if at is None and role is not None:
            at = self._request.shown.find_restored(quote, self._request.masker)
        if at is None:
            self._problems.append(f"{what}: в разговоре нет дословно «{quote.strip()[:80]}»")
        return at

    def _verdicts(self, answer: AssessAnswer) -> dict[str, Verdict]:
        known = {check.id for check in self._checks}
        found: dict[str, Verdict] = {}
        for each in answer.checks:
            if each.id in known and each.id not in found:
                at = self._found(each.quote, "manager", each.id) if each.broke else None
                found[each.id] = Verdict(each.broke, at)
        missing = [check.id for check in self._checks if check.id not in found]
        if missing:
            self._problems.append("нет ответа на проверки: " + ", ".join(missing))
        return {check.id: found.get(check.id, Verdict(broke=False)) for check in self._checks}

    def _answer(self, seen: ObjectionAnswer, objection: Objected) -> Answer:
        """As the local engine has it: what was brushed aside carries all the rules of the stage."""
        brushed = seen.brushed
        return Answer(
            objection=objection,
            reply=next(iter(self._call.of("manager", after=objection.utterance)), None),
            handled=seen.answered and not brushed and not seen.stayed,
            brushed=brushed,
            joined=not brushed and (seen.joined or seen.clarified),
            substance=not brushed and seen.answered,
            checked=not brushed and seen.checked,
        )

    def _loss(
        self, answer: AssessAnswer, answers: Sequence[Answer]
    ) -> tuple[LostReason | None, tuple[LostReason, ...], Moment | None]:
        if answer.outcome != "lost":
            return None, (), None
        at = self._found(answer.lost_quote, "client", "lost_quote")
        if answer.left_on is None or answer.lost_stage is None or not (answer.lost_quote or "").strip():
            self._problems.append("для lost нужны left_on, lost_stage и lost_quote")
            return None, (), at
        is_open = bool(substantive_open(list(answers)))
        if answer.left_on == "objection" and not is_open:
            self._problems.append("left_on = objection, но среди objections нет содержательного без ответа")
        refused = self._found(answer.refusal_quote, "client", "refusal_quote")
        reason = _REASON[answer.left_on]
        others: list[LostReason] = []
        if is_open:
            others.append("unhandled_objection")
        if refused is not None:
            others.append("refusal")
        others.append("no_next_step")  # a lost call has none, whatever it was lost on
        return reason, tuple(other for other in others if other != reason), at

    def _next_step(self, answer: AssessAnswer) -> NextStep:
        if answer.outcome != "success":
            return NextStep(agreed=False)
        what = self._found(answer.step_quote, None, "step_quote")
        when = self._found(answer.step_when, None, "step_when")
        return NextStep(True, what.quote if what else None, when.quote if when else None)

    def _course(self, answer: AssessAnswer, answers: Sequence[Answer]) -> Course:
        return Course(
            outcome=answer.outcome,
            answered=could_answer(self._call, answer.outcome, answers),
            not_reached=_stages(answer.course, "cut"),
            left_before=_stages(answer.course, "left"),
        )


def _objected(seen: ObjectionAnswer, at: Moment) -> Objected:
    return Objected(at.utterance, Span(0, max(1, len(at.quote))), seen.kind, 1.0)


def _stages(course: CourseAnswer, wanted: Reached) -> frozenset[str]:
    states = (
        ("discovery", course.discovery),
        ("presentation", course.presentation),
        ("closing", course.closing),
    )
    return frozenset(stage for stage, state in states if state == wanted)
