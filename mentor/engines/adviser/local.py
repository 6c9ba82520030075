"""The local adviser: writes what to say to a lost client from the call and the company's own knowledge."""

from __future__ import annotations

from dataclasses import replace

from ..errors import EngineError
from ..profile import CompanyProfile
from .case import read_case
from .corrections import fitting, heeded_speech, heeding, sources_of
from .familiar import to_first_terms
from .guards import check_advice
from .lookup import expert_rule
from .parts import Draft
from .port import Advice, LostCall, Source
from .sameness import MOST_SHARED, most_shared, runs
from .why import write_why
from .wording import frames

NAME = "local-2"
TIMES = frames("times")
# Wordings that are tried before two clients are told much the same.
TURNS = 8


class LocalAdviser:
    """Needs nothing but this machine. Same call, knowledge and other clients' texts, same text."""

    name = NAME

    def advise(self, lost: LostCall, profile: CompanyProfile) -> Advice:
        """Raises ``EngineError`` for a call that was not lost, or where no text passes the guards.

        Where too much of the text has been told to another client, other wordings of the same matter are tried.
        """
        if lost.assessment.outcome != "lost" or lost.assessment.lost_reason is None:
            raise EngineError("Рекомендации пишутся только по потерянным клиентам.", permanent=True)
        advice, others = self._written(lost, profile), [runs(each) for each in lost.others]
        least = most_shared(advice.text, others)
        for turn in range(1, TURNS):
            if least <= MOST_SHARED:
                break
            try:
                other = self._written(replace(lost, turn=turn), profile)
            except EngineError:
                continue  # this wording does not pass the guards; the usual one did
            shared = most_shared(other.text, others)
            if shared < least:
                advice, least = other, shared
        return advice

    def _written(self, lost: LostCall, profile: CompanyProfile) -> Advice:
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
