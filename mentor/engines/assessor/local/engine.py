"""The local assessor."""

from __future__ import annotations

from ...conversation import Conversation
from ...errors import EngineError
from ...profile import CompanyProfile
from ...text.normal import has_cyrillic, normalise
from ..guards import check_assessment
from ..port import Assessment, Objection
from .evidence import Evidence
from .facts import gather
from .linear import Heads, shipped_heads
from .objections import find_objections, judge_answers, objection_moment_of
from .outcome import judge_ending, next_step
from .reader.network import Network, shipped_network
from .reader.reading import read
from .scoring import score_stages
from .tagger import tag_call

NAME = "local-2"
MIN_WORDS = 6


class LocalAssessor:
    """Judges a call with nothing but this machine. Same input, same output."""

    name = NAME

    def __init__(self, heads: Heads | None = None, network: Network | None = None) -> None:
        self._heads = heads or shipped_heads()
        self._network = network or shipped_network()

    def assess(self, conversation: Conversation, profile: CompanyProfile) -> Assessment:
        """Raises ``EngineError(permanent=True)`` where there is nothing that can be judged."""
        conversation = _judgeable(conversation)
        call = tag_call(conversation, profile)
        evidence = Evidence(call, self._heads, read(call, self._network))
        call.objections = find_objections(call, evidence)
        answers = judge_answers(call, evidence)
        ending = judge_ending(call, answers, evidence)
        if ending.outcome == "not_sales":
            answers = []
        facts = gather(call, ending, tuple(answers), evidence)
        result = Assessment(
            outcome=ending.outcome,
            lost_reason=ending.reason,
            other_reasons=ending.other_reasons,
            lost_stage=ending.stage,
            lost_at=ending.moment,
            stages=score_stages(facts),
            objections=tuple(
                Objection(objection_moment_of(call, a.objection), a.objection.kind, a.handled)
                for a in answers
            ),
            next_step=next_step(call, ending.outcome),
            engine=self.name,
            rubric_version=profile.rubric.version,
        )
        check_assessment(result, conversation)
        return result


def _judgeable(conversation: Conversation) -> Conversation:
    """The conversation, or a plain refusal where judging it would be inventing."""
    spoken = [u for u in conversation.utterances if normalise(u.text).words]
    if not spoken:
        raise EngineError("Расшифровка пуста: оценивать нечего.", permanent=True)
    text = " ".join(u.text for u in spoken)
    if not has_cyrillic(text):
        raise EngineError("Разговор не на русском языке: такой звонок движок не оценивает.", permanent=True)
    if len(normalise(text).words) < MIN_WORDS:
        raise EngineError("В расшифровке слишком мало слов: оценивать нечего.", permanent=True)
    speakers = {u.speaker for u in spoken}
    if len(speakers) == 1 and "unknown" not in speakers:
        raise EngineError("Слышна только одна сторона разговора: оценивать нечего.", permanent=True)
    if len(spoken) == 1:
        raise EngineError("В расшифровке одна реплика: оценивать нечего.", permanent=True)
    return conversation
