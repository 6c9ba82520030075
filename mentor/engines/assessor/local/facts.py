"""Everything that the rules ask about a call, gathered once: tags of blocks, answers to objections, the outcome."""

from __future__ import annotations

from dataclasses import dataclass

from ..port import Outcome
from .acts import TaggedCall
from .blocks import closing_features, discovery_features, presentation_features, reached_features
from .evidence import Evidence
from .objections import Answer
from .outcome import Ending

BLOCK_RULES = {
    "discovery": (
        "no_need_question",
        "one_need_question",
        "closed_questions_only",
        "no_terms",
        "no_need_summary",
    ),
    "presentation": (
        "no_presentation",
        "not_tied",
        "no_benefit",
        "no_proof",
        "unanswered_question",
        "required_missing",
    ),
    "closing": ("no_next_step", "no_date", "no_agreement_summary", "no_goodbye"),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """Input of the detectors. ``missed[rule]`` is the tagger's probability that a thing of a block is missing."""

    call: TaggedCall
    ending: Ending
    answers: tuple[Answer, ...]
    missed: dict[str, float]
    null: dict[str, float]
    left: dict[str, float]
    evidence: Evidence

    @property
    def outcome(self) -> Outcome:
        """The call's outcome."""
        return self.ending.outcome


def gather(call: TaggedCall, ending: Ending, answers: tuple[Answer, ...], evidence: Evidence) -> Facts:
    """Ask both witnesses once."""
    blocks = {
        "discovery": discovery_features(call),
        "presentation": presentation_features(call),
        "closing": closing_features(call),
    }
    reached = reached_features(call)
    return Facts(
        call=call,
        ending=ending,
        answers=answers,
        missed={
            rule: evidence.rule(stage, rule, blocks[stage])
            for stage, rules in BLOCK_RULES.items()
            for rule in rules
        },
        null={stage: evidence.course(f"null_{stage}", reached) for stage in blocks},
        evidence=evidence,
        left={stage: evidence.course(f"left_{stage}", reached) for stage in blocks},
    )
