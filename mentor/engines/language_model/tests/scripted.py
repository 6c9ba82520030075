"""A model that knows the answer: what the local engines say, put into the words that a model is asked for."""

from __future__ import annotations

from typing import Any

from mentor.engines.assessor.local import LocalAssessor
from mentor.engines.assessor.port import Assessment, StageScore
from mentor.engines.assessor.scoring import NOT_REACHED_CODE
from mentor.engines.conversation import Conversation
from mentor.engines.judge.local import LocalJudge
from mentor.engines.judge.port import Verdict
from mentor.engines.language_model.assessor import LanguageModelAssessor
from mentor.engines.language_model.checks import checks_of
from mentor.engines.language_model.client import LanguageModel
from mentor.engines.language_model.judge import LanguageModelJudge
from mentor.engines.profile import CompanyProfile

from .server import Endpoint, Reply, said

LEFT_ON = {"unhandled_objection": "objection", "refusal": "refusal", "no_next_step": "nothing_agreed"}


def assess_answer(found: Assessment, profile: CompanyProfile) -> dict[str, Any]:
    """The answer from which exactly this assessment follows."""
    broken = {d.code: d for score in found.stages.values() for d in score.deductions}
    checks = [
        {
            "id": check.id,
            "broke": check.rule.code in broken,
            "quote": _quote(broken[check.rule.code]) if check.rule.code in broken else None,
        }
        for check in checks_of(profile)
    ]
    lost = found.outcome == "lost"
    return {
        "checks": checks,
        "objections": [_objection(o.at.quote, o.kind, o.handled, set(broken)) for o in found.objections],
        "outcome": found.outcome,
        "left_on": LEFT_ON[found.lost_reason] if found.lost_reason else None,
        "lost_quote": found.lost_at.quote if found.lost_at else None,
        "lost_stage": found.lost_stage if lost else None,
        "refusal_quote": found.lost_at.quote if found.lost_at and "refusal" in found.other_reasons else None,
        "step_quote": found.next_step.what,
        "step_when": found.next_step.when,
        "course": {s: _reached(found.stages[s]) for s in ("discovery", "presentation", "closing")},
    }


def _quote(deduction: Any) -> str | None:
    return deduction.at.quote if deduction.at else None


def _objection(quote: str, kind: str, handled: bool, broken: set[str]) -> dict[str, Any]:
    return {
        "quote": quote,
        "kind": kind,
        "brushed": "brushed_aside" in broken,
        "joined": "not_joined" not in broken,
        "clarified": False,
        "answered": handled or "no_substance" not in broken,
        "checked": "not_checked" not in broken,
        "stayed": not handled,
    }


def _reached(score: StageScore) -> str:
    if score.score is None:
        return "cut"
    return "left" if any(d.code == NOT_REACHED_CODE for d in score.deductions) else "reached"


def judge_answer(verdict: Verdict) -> dict[str, Any]:
    """The answer from which these points follow."""
    points = [{"number": n, "state": p.state, "quote": p.quote} for n, p in enumerate(verdict.points, 1)]
    return {"points": points, "agreed": verdict.agreed}


class KnowingAssessor:
    """The language-model assessor before an endpoint that answers as the local engine would."""

    def __init__(self) -> None:
        self._answer: Reply = said("")
        self._endpoint = Endpoint(lambda _body: self._answer)
        self._model = LanguageModel(self._endpoint.settings())
        self._engine = LanguageModelAssessor(self._model)
        self.name = self._engine.name

    def assess(self, conversation: Conversation, profile: CompanyProfile) -> Assessment:
        try:
            self._answer = said(assess_answer(LocalAssessor().assess(conversation, profile), profile))
        except Exception:
            self._answer = said("нечего оценивать")
        return self._engine.assess(conversation, profile)

    def close(self) -> None:
        self._model.close()
        self._endpoint.close()


class KnowingJudge:
    """The language-model judge before an endpoint that answers as the local engine would."""

    def __init__(self) -> None:
        self._answer: Reply = said("")
        self._endpoint = Endpoint(lambda _body: self._answer)
        self._model = LanguageModel(self._endpoint.settings())
        self._engine = LanguageModelJudge(self._model)
        self.name = self._engine.name

    def judge(self, recommendation: str, followup: Conversation, profile: CompanyProfile) -> Verdict:
        try:
            self._answer = said(judge_answer(LocalJudge().judge(recommendation, followup, profile)))
        except Exception:
            self._answer = said("судить не о чем")
        return self._engine.judge(recommendation, followup, profile)

    def close(self) -> None:
        self._model.close()
        self._endpoint.close()
