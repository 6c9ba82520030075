"""Phrases of the company's reference calls that do what a rule asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mentor.companies.models import Company
from mentor.engines.assessor.local.acts import Act, TaggedCall
from mentor.engines.assessor.local.tagger import tag_call
from mentor.engines.assessor.scoring import NOT_REACHED_CODE
from mentor.engines.rubric import seed_rubric
from mentor.knowledge import queries as knowledge
from mentor.knowledge.models import ReferenceCall
from mentor.speech.models import Transcript
from mentor.speech.queries import conversation_of

from .models import CallResult, Deduction

# The acts that fulfil a rule of the seed rubric: the first list is the best example, later ones will do.
FULFILLED_BY: dict[str, tuple[tuple[Act, ...], ...]] = {
    "no_hello": (("hello", "own_name"), ("hello",)),
    "no_own_name": (("own_name", "company"), ("own_name",)),
    "no_company": (("company", "own_name"), ("company",)),
    "no_client_name": (("ask_name",), ("client_name",)),
    "no_purpose": (("purpose", "convenience"), ("purpose",), ("convenience",), ("help_offer",)),
    "no_need_question": (("need_question", "open_question"), ("need_question",)),
    "one_need_question": (("need_question", "open_question"), ("need_question",)),
    "closed_questions_only": (("need_question", "open_question"),),
    "no_terms": (("ask_budget",), ("ask_term",), ("ask_decision",)),
    "no_need_summary": (("need_summary",),),
    "no_presentation": (("present", "benefit"), ("present",)),
    "not_tied": (("present", "tie"),),
    "no_benefit": (("present", "benefit"), ("benefit",)),
    "no_proof": (("present", "proof"), ("proof",)),
    "unanswered_question": (("price",),),
    "brushed_aside": (("join", "substance"), ("join", "clarify"), ("substance",)),
    "not_joined": (("join", "clarify"), ("join",), ("clarify",)),
    "no_substance": (("substance",),),
    "not_checked": (("check",),),
    "no_next_step": (("propose", "time"), ("propose",)),
    "no_date": (("propose", "time"),),
    "no_agreement_summary": (("recap",),),
    "no_goodbye": (("thanks", "bye"), ("bye",)),
}
# A stage that was never reached: what it begins with where it goes well.
NOT_REACHED: dict[int, tuple[tuple[Act, ...], ...]] = {
    2: (("need_question", "open_question"), ("need_question",)),
    3: (("present", "benefit"), ("present",)),
    5: (("propose", "time"), ("propose",)),
}
ANSWERS: frozenset[Act] = frozenset({"join", "clarify", "substance", "check"})
RESISTANCE: tuple[Act, ...] = ("objects", "evades", "refuses")
OPENING: frozenset[Act] = frozenset(
    {"hello", "own_name", "company", "ask_name", "client_name", "purpose", "convenience", "help_offer"}
)
OPENING_TURNS = 2
PITCH: frozenset[Act] = frozenset({"present", "benefit", "proof"})
MOST_REFERENCES = 5
# A reference phrase is to be read at a glance and said aloud.
LONGEST = 320


@dataclass(frozen=True, slots=True)
class Example:
    """What was said, verbatim, in a reference call; ``at_s`` in seconds where the transcript has times."""

    call_id: int
    manager: str
    text: str
    at_s: float | None


@dataclass(frozen=True, slots=True)
class _Reference:
    call_id: int
    manager: str
    tagged: TaggedCall
    broken: frozenset[str]


def examples(rules: Iterable[tuple[int, str]], company: Company) -> dict[tuple[int, str], Example]:
    """For each rule, named by stage and code, the best phrase of a reference call that did not break it."""
    wanted = {rule: acts for rule in rules if (acts := _fulfilled_by(*rule))}
    if not wanted or not ReferenceCall.objects.exists():
        return {}
    references = _references(company)
    found = {rule: _example(rule[1], acts, references) for rule, acts in wanted.items()}
    return {rule: example for rule, example in found.items() if example is not None}


def _fulfilled_by(stage: int, code: str) -> tuple[tuple[Act, ...], ...]:
    return NOT_REACHED.get(stage, ()) if code == NOT_REACHED_CODE else FULFILLED_BY.get(code, ())


def _references(company: Company) -> list[_Reference]:
    profile = knowledge.profile(company=company, rubric=seed_rubric(), with_references=False)
    transcripts = list(
        Transcript.objects.select_related("call__manager", "call__client")
        .filter(call__reference__isnull=False)
        .order_by("-call__reference__added_at")[:MOST_REFERENCES]
    )
    broken = _broken([each.call_id for each in transcripts])
    return [
        _Reference(
            call_id=each.call_id,
            manager=each.call.manager.name if each.call.manager else "",
            tagged=tag_call(conversation_of(each.call, each), profile),
            broken=broken.get(each.call_id, frozenset()),
        )
        for each in transcripts
    ]


def _broken(call_ids: list[int]) -> dict[int, frozenset[str]]:
    """Rules that the reference calls broke themselves: no example of those."""
    calls = dict(CallResult.objects.filter(call_id__in=call_ids).values_list("assessment_id", "call_id"))
    found: dict[int, set[str]] = {}
    for assessment_id, code in Deduction.objects.filter(assessment_id__in=calls).values_list(
        "assessment_id", "code"
    ):
        found.setdefault(calls[assessment_id], set()).add(code)
    return {call_id: frozenset(codes) for call_id, codes in found.items()}


def _example(code: str, wanted: tuple[tuple[Act, ...], ...], references: list[_Reference]) -> Example | None:
    for acts in wanted:
        for reference in references:
            if code in reference.broken:
                continue
            at = where(reference.tagged, acts)
            if at is not None:
                spoken = reference.tagged.conversation.utterances[at]
                return Example(reference.call_id, reference.manager, spoken.text, spoken.start)
    return None


def _places(call: TaggedCall, acts: tuple[Act, ...]) -> list[int]:
    """Where such acts belong: an introduction stands at the beginning."""
    spoken = call.of("manager")
    return spoken[:OPENING_TURNS] if OPENING & set(acts) else spoken


def where(call: TaggedCall, acts: tuple[Act, ...]) -> int | None:
    """An utterance of the manager that carries all the acts and is short enough to learn from.

    An answer to an objection must follow one. Of several pitches the fullest teaches most; else the first.
    """
    fitting = [
        at
        for at in _places(call, acts)
        if all(call.has(at, act) for act in acts)
        and len(call.text(at)) <= LONGEST
        and (not ANSWERS & set(acts) or (at > 0 and call.has(at - 1, *RESISTANCE)))
    ]
    if PITCH & set(acts):
        return max(fitting, key=lambda at: len(call.text(at)), default=None)
    return next(iter(fitting), None)
