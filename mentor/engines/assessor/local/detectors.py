"""The closed catalogue of detectors: rule code → function that tells whether, and where, a rule was broken.

A detector gets the facts of a call and the rule, and returns places: a ``Moment`` for each breach, or ``None`` inside
the list where the thing is absent from the call. An empty list means that the rule was kept.
"""

from __future__ import annotations

from collections.abc import Callable

from ...rubric import Rule
from ..port import Moment
from ..scoring import overruled_by
from .acts import Act
from .facts import Facts
from .objections import answer_breaches
from .phrases import forbidden_said, may_say_like, says_like, script_lines_missing

Places = list[Moment | None]
Detector = Callable[[Facts, Rule], Places]

EVEN = 0.5
OPENING_TURNS = 4


def _absent(condition: bool) -> Places:
    return [None] if condition else []


# 1. Greeting


def _opening(facts: Facts) -> list[int]:
    return facts.call.of("manager")[:OPENING_TURNS]


def _unheard(facts: Facts, rule: str, indices: list[int], *acts: Act) -> bool:
    """Is a thing of the greeting missing, by its cues and by the reader."""
    heard = any(facts.call.has(i, *acts) for i in indices)
    return facts.evidence.greeting_rule(rule, heard=heard) >= EVEN


def no_hello(facts: Facts, _rule: Rule) -> Places:
    opening = _opening(facts)
    if not _unheard(facts, "no_hello", opening[:3], "hello"):
        return []
    return [facts.call.moment(opening[0])] if opening else [None]


def no_own_name(facts: Facts, _rule: Rule) -> Places:
    return _absent(_unheard(facts, "no_own_name", facts.call.of("manager")[:6], "own_name"))


def no_company(facts: Facts, _rule: Rule) -> Places:
    return _absent(_unheard(facts, "no_company", facts.call.of("manager")[:6], "company"))


def no_client_name(facts: Facts, _rule: Rule) -> Places:
    return _absent(_unheard(facts, "no_client_name", facts.call.of("manager"), "client_name", "ask_name"))


def no_purpose(facts: Facts, _rule: Rule) -> Places:
    opening = facts.call.of("manager")[:3]
    if facts.call.conversation.direction == "in":
        return _absent(_unheard(facts, "no_purpose", opening[:2], "help_offer"))
    return _absent(_unheard(facts, "no_purpose", opening, "convenience", "purpose"))


# 2. Discovery


def _missed(facts: Facts, code: str) -> bool:
    above = overruled_by(code)
    return facts.missed[code] >= EVEN and (above is None or facts.missed[above] < EVEN)


def _need_questions(facts: Facts) -> list[int]:
    return facts.call.where("need_question", role="manager")


def no_need_question(facts: Facts, _rule: Rule) -> Places:
    return _absent(_missed(facts, "no_need_question"))


def one_need_question(facts: Facts, _rule: Rule) -> Places:
    if not _missed(facts, "one_need_question"):
        return []
    return [facts.call.first_moment(_need_questions(facts), "need_question")]


def closed_questions_only(facts: Facts, _rule: Rule) -> Places:
    if not _missed(facts, "closed_questions_only"):
        return []
    return [facts.call.first_moment(_need_questions(facts), "need_question")]


def no_terms(facts: Facts, _rule: Rule) -> Places:
    return _absent(_missed(facts, "no_terms"))


def no_need_summary(facts: Facts, _rule: Rule) -> Places:
    return _absent(_missed(facts, "no_need_summary"))


# 3. Presentation


def _pitches(facts: Facts) -> list[int]:
    return facts.call.where("present", role="manager")


def _pitch_moment(facts: Facts) -> Moment | None:
    pitches = _pitches(facts) or facts.call.where("price", "proof", role="manager")
    longest = max(pitches, key=lambda i: len(facts.call.text(i)), default=None)
    return None if longest is None else facts.call.moment(longest, "present")


def no_presentation(facts: Facts, _rule: Rule) -> Places:
    return _absent(_missed(facts, "no_presentation"))


def not_tied(facts: Facts, _rule: Rule) -> Places:
    if not _missed(facts, "not_tied"):
        return []
    return [_pitch_moment(facts)]


def no_benefit(facts: Facts, _rule: Rule) -> Places:
    if not _missed(facts, "no_benefit"):
        return []
    return [_pitch_moment(facts)]


def no_proof(facts: Facts, _rule: Rule) -> Places:
    return _absent(_missed(facts, "no_proof"))


def unanswered_question(facts: Facts, _rule: Rule) -> Places:
    if not _missed(facts, "unanswered_question"):
        return []
    dodged = facts.call.where("defers_answer", role="manager")
    return [facts.call.first_moment(dodged, "defers_answer")]


def required_missing(facts: Facts, _rule: Rule) -> Places:
    required = bool(facts.call.profile.required_in_presentation)
    return _absent(required and _missed(facts, "required_missing"))


# 4. Objections


def brushed_aside(facts: Facts, _rule: Rule) -> Places:
    return answer_breaches("brushed_aside", facts.call, facts.answers)


def not_joined(facts: Facts, _rule: Rule) -> Places:
    return answer_breaches("not_joined", facts.call, facts.answers)


def no_substance(facts: Facts, _rule: Rule) -> Places:
    return answer_breaches("no_substance", facts.call, facts.answers)


def not_checked(facts: Facts, _rule: Rule) -> Places:
    return answer_breaches("not_checked", facts.call, facts.answers)


# 5. Closing


def no_next_step(facts: Facts, _rule: Rule) -> Places:
    if not _missed(facts, "no_next_step"):
        return []
    instead = facts.call.where("invite_to_call", role="manager")
    return [facts.call.moment(instead[-1], "invite_to_call") if instead else None]


def no_date(facts: Facts, _rule: Rule) -> Places:
    if not _missed(facts, "no_date"):
        return []
    proposed = facts.call.where("propose", role="manager")
    return [facts.call.moment(proposed[-1], "propose") if proposed else None]


def no_agreement_summary(facts: Facts, _rule: Rule) -> Places:
    return _absent(_missed(facts, "no_agreement_summary"))


def no_goodbye(facts: Facts, _rule: Rule) -> Places:
    return _absent(_missed(facts, "no_goodbye"))


# Company rules


def must_say(facts: Facts, rule: Rule) -> Places:
    """A doubt speaks for the manager: what was perhaps said takes no points."""
    return _absent(bool(rule.examples) and not perhaps_said(facts, rule))


def perhaps_said(facts: Facts, rule: Rule) -> Places:
    """Where ``must_say`` hears its words: for showing them, no rule of a rubric asks it."""
    said = [i for i in facts.call.of("manager") if may_say_like(facts.call.text(i), rule.examples)]
    return [facts.call.moment(said[0])] if said else []


def must_not_say(facts: Facts, rule: Rule) -> Places:
    """A doubt speaks for the manager: what was only perhaps said takes no points."""
    said = [i for i in facts.call.of("manager") if says_like(facts.call.text(i), rule.examples)]
    return [facts.call.moment(said[0])] if said else []


def forbidden_phrase(facts: Facts, _rule: Rule) -> Places:
    return list(forbidden_said(facts.call))


def script_line_missing(facts: Facts, rule: Rule) -> Places:
    return [None] * min(3, len(script_lines_missing(facts.call, rule.stage)))


CATALOGUE: dict[str, Detector] = {
    function.__name__: function
    for function in (
        no_hello, no_own_name, no_company, no_client_name, no_purpose,
        no_need_question, one_need_question, closed_questions_only, no_terms, no_need_summary,
        no_presentation, not_tied, no_benefit, no_proof, unanswered_question, required_missing,
        brushed_aside, not_joined, no_substance, not_checked,
        no_next_step, no_date, no_agreement_summary, no_goodbye,
        must_say, perhaps_said, must_not_say, forbidden_phrase, script_line_missing,
    )
}  # fmt: skip
