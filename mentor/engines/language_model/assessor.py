"""The assessor behind any OpenAI-compatible endpoint: yes-or-no checks with quotes; code counts the points."""

from __future__ import annotations

import logging
from dataclasses import replace

from ..assessor.judgeable import refuse_unjudgeable
from ..assessor.local import LocalAssessor
from ..assessor.local.acts import TaggedCall
from ..assessor.local.tagger import tag_call
from ..assessor.port import Assessment, Assessor
from ..assessor.unanswered import nobody_reached
from ..conversation import Conversation
from ..profile import CompanyProfile
from .answers import AssessAnswer
from .checks import checks_of, questions
from .client import LanguageModel, Question
from .errors import NoAnswerError
from .examples import Experience, similar_experience
from .fallback import signed_after
from .prompts import load_prompt
from .reading import AssessmentReader
from .request import CONDENSED, company_key, company_lines, prepare

log = logging.getLogger(__name__)
MOST_RULES = 30


class LanguageModelAssessor:
    """What the model cannot answer in two attempts is judged by ``fallback``, and the result says so."""

    def __init__(self, model: LanguageModel, fallback: Assessor | None = None) -> None:
        self._model = model
        self._fallback: Assessor = fallback or LocalAssessor()
        self._prompt = load_prompt("assess")
        self.name = model.settings.engine_name(self._prompt.version)

    @property
    def parallel(self) -> int:
        """How many calls may be given to it at once."""
        return self._model.settings.parallel

    def assess(self, conversation: Conversation, profile: CompanyProfile) -> Assessment:
        """Raises ``EngineError(permanent=True)`` where there is nothing that can be judged."""
        if conversation.unanswered:
            return nobody_reached(profile, self.name)
        refuse_unjudgeable(conversation)
        try:
            return self._asked(conversation, profile)
        except NoAnswerError as error:
            log.warning("%s: %s", self.name, error)
            local = self._fallback.assess(conversation, profile)
            return replace(local, engine=signed_after(local.engine, self.name))

    def _asked(self, conversation: Conversation, profile: CompanyProfile) -> Assessment:
        call = tag_call(conversation, profile)
        checks = checks_of(profile)
        context = assess_context(call, questions(checks), similar_experience(conversation, profile))
        request = prepare(call, self._model, self._prompt.text, context)
        engine = self.name + (CONDENSED if request.shown.condensed else "")
        return self._model.ask(
            Question(
                company=company_key(profile),
                engine=self.name,
                instructions=self._prompt.text,
                text=request.text,
                schema=AssessAnswer,
                read=AssessmentReader(call, request, checks, engine).read,
            )
        )


def assess_context(call: TaggedCall, asked: str, experience: Experience) -> str:
    """Everything beside the talk. Nothing in it is about the manager's other calls."""
    lines = company_lines(call.profile)
    if call.profile.expert_rules:
        lines += [
            "",
            "Правила этой компании:",
            *(f"- {rule}" for rule in call.profile.expert_rules[:MOST_RULES]),
        ]
    if experience.moments:
        lines += ["", "Как эксперт этой компании оценил похожие слова менеджеров:"]
        for moment in experience.moments:
            verdict = "нарушение" if moment.broke else "хороший пример"
            about = f" ({moment.rule_code})" if moment.rule_code else ""
            lines.append(f"- {verdict}{about}: «{moment.quote}»")
    if experience.passages:
        lines += ["", "Как отвечали в эталонных звонках этой компании:"]
        lines += [f"- К: {p.client} М: {p.manager}" for p in experience.passages]
    lines += ["", "Проверки:", asked]
    return "\n".join(lines)
