"""The local assessor."""

from __future__ import annotations

from ...conversation import Conversation
from ...profile import CompanyProfile
from ..guards import check_assessment
from ..judgeable import refuse_unjudgeable
from ..port import Assessment, Objection
from ..unanswered import nobody_reached
from .confidence import confidence
from .evidence import Evidence
from .facts import Facts, gather
from .linear import Heads, shipped_heads
from .objections import find_objections, judge_answers, objection_moment_of
from .outcome import judge_ending, next_step
from .reader.network import Network, shipped_network
from .reader.reading import read
from .scoring import score_stages
from .tagger import tag_call

NAME = "local-2"


class LocalAssessor:
    """Judges a call with nothing but this machine. Same input, same output."""

    name = NAME

    def __init__(self, heads: Heads | None = None, network: Network | None = None) -> None:
        self._heads = heads or shipped_heads()
        self._network = network or shipped_network()

    def assess(self, conversation: Conversation, profile: CompanyProfile) -> Assessment:
        """Raises ``EngineError(permanent=True)`` where there is nothing that can be judged."""
        if conversation.unanswered:
            return nobody_reached(profile, self.name)
        facts = self.facts(conversation, profile)
        call, ending = facts.call, facts.ending
        stages = score_stages(facts)
        result = Assessment(
            outcome=ending.outcome,
            lost_reason=ending.reason,
            other_reasons=ending.other_reasons,
            lost_stage=ending.stage,
            lost_at=ending.moment,
            stages=stages,
            objections=tuple(
                Objection(objection_moment_of(call, a.objection), a.objection.kind, a.handled)
                for a in facts.answers
            ),
            next_step=next_step(call, ending.outcome),
            engine=self.name,
            rubric_version=profile.rubric.version,
            confidence=confidence(facts, stages),
        )
        check_assessment(result, conversation)
        return result

    def facts(self, conversation: Conversation, profile: CompanyProfile) -> Facts:
        """What both witnesses say of the call, before the rubric's rules. Raises as ``assess`` does."""
        refuse_unjudgeable(conversation)
        call = tag_call(conversation, profile)
        evidence = Evidence(call, self._heads, read(call, self._network))
        call.objections = find_objections(call, evidence)
        answers = judge_answers(call, evidence)
        ending = judge_ending(call, answers, evidence)
        if ending.outcome == "not_sales":
            answers = []
        return gather(call, ending, tuple(answers), evidence)
