"""The judge behind any OpenAI-compatible endpoint: each point said, contradicted or absent; code counts the degree."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from ..assessor.local.tagger import tag_call
from ..conversation import Conversation
from ..errors import EngineError
from ..judge.guards import LEAST_FULL, MOST_NONE, check_verdict
from ..judge.local import LocalJudge
from ..judge.local.points import split_points
from ..judge.local.reach import nobody_reached
from ..judge.port import Fulfilled, Judge, Point, Verdict
from ..profile import CompanyProfile
from ..text.normal import words_of
from .answers import JudgeAnswer, PointAnswer
from .client import LanguageModel, Question, RejectedError
from .errors import NoAnswerError
from .fallback import signed_after
from .prompts import load_prompt
from .request import CONDENSED, Request, company_key, company_lines, prepare

log = logging.getLogger(__name__)


class LanguageModelJudge:
    """What the model cannot judge in two attempts is judged by ``fallback``, and the verdict says so."""

    def __init__(self, model: LanguageModel, fallback: Judge | None = None) -> None:
        self._model = model
        self._fallback: Judge = fallback or LocalJudge()
        self._prompt = load_prompt("judge")
        self.name = model.settings.engine_name(self._prompt.version)

    @property
    def parallel(self) -> int:
        """How many calls may be given to it at once."""
        return self._model.settings.parallel

    def judge(self, recommendation: str, followup: Conversation, profile: CompanyProfile) -> Verdict:
        """Raises ``EngineError(permanent=True)`` for an empty transcript or a recommendation that asks for nothing."""
        points = split_points(recommendation)
        call = tag_call(followup, profile)
        if not points or not any(words_of(u.text) for u in followup.utterances) or nobody_reached(call):
            # nothing to ask a model about: refused, or nobody was spoken to
            return self._fallback.judge(recommendation, followup, profile)
        context = "\n".join(
            [
                *company_lines(profile),
                "",
                "Пункты совета:",
                *(f"{n}. {text}" for n, text in enumerate(points, 1)),
            ]
        )
        try:
            request = prepare(call, self._model, self._prompt.text, context)
            engine = self.name + (CONDENSED if request.shown.condensed else "")
            return self._model.ask(
                Question(
                    company=company_key(profile),
                    engine=self.name,
                    instructions=self._prompt.text,
                    text=request.text,
                    schema=JudgeAnswer,
                    read=_Reader(points, request, followup, engine).read,
                )
            )
        except NoAnswerError as error:
            log.warning("%s: %s", self.name, error)
            local = self._fallback.judge(recommendation, followup, profile)
            return replace(local, engine=signed_after(local.engine, self.name))


@dataclass(frozen=True, slots=True)
class _Reader:
    points: tuple[str, ...]
    request: Request
    followup: Conversation
    engine: str

    def read(self, answer: JudgeAnswer) -> Verdict:
        problems: list[str] = []
        given = {each.number: each for each in reversed(answer.points)}
        missing = [str(n) for n in range(1, len(self.points) + 1) if n not in given]
        if missing:
            raise RejectedError(["нет ответа на пункты " + ", ".join(missing)])
        judged = tuple(self._point(text, given[n], problems) for n, text in enumerate(self.points, 1))
        if problems:
            raise RejectedError(problems)
        degree = round(sum(p.state == "said" for p in judged) / len(judged), 2)
        verdict = Verdict(fulfilled_of(degree), degree, answer.agreed, judged, self.engine)
        try:
            check_verdict(verdict, self.followup)
        except EngineError as error:
            raise RejectedError([str(error)]) from error
        return verdict

    def _point(self, text: str, given: PointAnswer, problems: list[str]) -> Point:
        if given.state == "absent":
            return Point(text, "absent", None)
        found = self.request.shown.find_restored(given.quote or "", self.request.masker, "manager")
        if found is None:
            problems.append(f"пункт {given.number}: у менеджера нет дословно «{(given.quote or '')[:80]}»")
            return Point(text, "absent", None)
        return Point(text, given.state, found.quote)


def fulfilled_of(degree: float) -> Fulfilled:
    """The class of a share of points, by the guards' bounds."""
    return "full" if degree >= LEAST_FULL else "none" if degree <= MOST_NONE else "partial"
