"""The local adviser: writes what to say to a lost client from the call and the company's own knowledge."""

from __future__ import annotations

from ..errors import EngineError
from ..profile import CompanyProfile
from .case import read_case
from .corrections import fitting, heeded_speech, heeding, sources_of
from .familiar import to_first_terms
from .guards import check_advice
from .lookup import expert_rule
from .parts import Draft
from .port import Advice, LostCall, Source
from .why import write_why
from .wording import frames

NAME = "local-2"
TIMES = frames("times")


class LocalAdviser:
    """Needs nothing but this machine. Same call and knowledge, same text."""

    name = NAME

    def advise(self, lost: LostCall, profile: CompanyProfile) -> Advice:
        """Raises ``EngineError`` for a call that was not lost, or where no text passes the guards."""
        if lost.assessment.outcome != "lost" or lost.assessment.lost_reason is None:
            raise EngineError("Рекомендации пишутся только по потерянным клиентам.", permanent=True)
        case = read_case(lost, profile)
        corrections = fitting(profile, case)
        draft = Draft(lost, case, heeding(profile, corrections))
        draft.sources += [Source("call", str(m.utterance), m.quote) for m in case.telling[:2]]
        say = heeded_speech(draft, corrections)
        draft.sources += sources_of(corrections)
        if case.on_first_terms:
            say = to_first_terms(say, lost.conversation.client_name)
        rule = expert_rule(profile, case.reason, case.words)
        if rule is not None:
            draft.sources.append(Source("expert_rule", str(profile.expert_rules.index(rule)), rule))
        why = write_why(lost, case, profile)
        advice = Advice(why=why, say=say, sources=tuple(dict.fromkeys(draft.sources)), engine=self.name)
        check_advice(advice, lost, profile)
        return advice
