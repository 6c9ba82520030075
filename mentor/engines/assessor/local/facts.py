"""Everything that the rules ask about a call, gathered once: tags of blocks, answers to objections, the outcome."""

from __future__ import annotations

from dataclasses import dataclass

from ..port import Outcome
from .acts import TaggedCall
from .features import block_features
from .linear import Heads
from .objections import Answer
from .outcome import Ending

BLOCK_RULES = (
    "no_need_question", "one_need_question", "closed_questions_only", "no_terms", "no_need_summary",
    "no_presentation", "not_tied", "no_benefit", "no_proof", "unanswered_question", "required_missing",
    "no_next_step", "no_date", "no_agreement_summary", "no_goodbye",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """Input of the detectors. ``missed[rule]`` is the tagger's probability that a thing of a block is missing."""

    call: TaggedCall
    ending: Ending
    answers: tuple[Answer, ...]
    missed: dict[str, float]
    null: dict[str, float]
    left: dict[str, float]

    @property
    def outcome(self) -> Outcome:
        """The call's outcome."""
        return self.ending.outcome


def gather(call: TaggedCall, ending: Ending, answers: tuple[Answer, ...], heads: Heads) -> Facts:
    """Ask the block heads once."""
    features = block_features(call)
    stages = ("discovery", "presentation", "closing")
    return Facts(
        call=call,
        ending=ending,
        answers=answers,
        missed={rule: heads.probability(f"rule:{rule}", features) for rule in BLOCK_RULES},
        null={stage: heads.probability(f"null_{stage}", features) for stage in stages},
        left={stage: heads.probability(f"left_{stage}", features) for stage in stages},
    )
