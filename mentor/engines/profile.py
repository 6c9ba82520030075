"""The engines' only view of a company: one frozen profile, built from the database or from a JSON file."""

from __future__ import annotations

from dataclasses import dataclass, field

from .conversation import Conversation
from .rubric import Rubric, seed_rubric


@dataclass(frozen=True, slots=True)
class ForbiddenPhrase:
    """Words this company does not use, why, and what to say instead."""

    phrase: str
    why: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True)
class KnownObjection:
    """An objection this company hears often and the answer that works."""

    text: str
    good_answer: str


@dataclass(frozen=True, slots=True)
class ReferenceCall:
    """A very good call of this company; ``ref`` is how a source names it (the call's id)."""

    ref: str
    conversation: Conversation


@dataclass(frozen=True, slots=True)
class GradedMoment:
    """What an expert of this company heard in a graded call: ``quote`` is verbatim.

    ``broke`` tells whether the words broke the rule ``rule_code`` or are a good example of it. ``rule_code`` is
    empty where no rule says it yet. ``stage`` is a stage code, empty where the expert named none.
    """

    rule_code: str
    quote: str
    broke: bool
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Habit:
    """How often experts and engine took a rule in ``graded`` calls whose stage both scored."""

    rule_code: str
    graded: int
    by_experts: int
    by_engine: int


@dataclass(frozen=True, slots=True)
class TextCorrection:
    """What the head said of a recommendation: ``wrong`` is its text, ``situation`` the client's words in that loss.

    ``say`` are the right words, empty where the head gave a reason alone. ``ref`` is how a source names it. ``own``: it
    was said of a text for this very client, so it is heeded whatever their words give away.
    """

    ref: str
    situation: str
    wrong: str
    why: str = ""
    say: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class CompanyProfile:
    """What an engine may know of a company.

    ``script`` maps a stage code (``greeting`` … ``closing``) to the script's lines, one item a line. ``graded`` and
    ``corrections`` are newest first. ``key`` is how its owner names the company where a name may change (an id, a
    file's key).
    """

    name: str
    industry: str = ""
    product: str = ""
    script: tuple[tuple[str, str], ...] = ()
    required_in_presentation: tuple[str, ...] = ()
    expert_rules: tuple[str, ...] = ()
    forbidden_phrases: tuple[ForbiddenPhrase, ...] = ()
    objections: tuple[KnownObjection, ...] = ()
    manager_names: tuple[str, ...] = ()
    reference_calls: tuple[ReferenceCall, ...] = ()
    rubric: Rubric = field(default_factory=seed_rubric)
    graded: tuple[GradedMoment, ...] = ()
    habits: tuple[Habit, ...] = ()
    corrections: tuple[TextCorrection, ...] = ()
    key: str = ""

    def script_of(self, stage: str) -> tuple[str, ...]:
        """Lines of the company's script for one stage; empty where it has none."""
        for code, text in self.script:
            if code == stage:
                return tuple(line.strip() for line in text.splitlines() if line.strip())
        return ()
