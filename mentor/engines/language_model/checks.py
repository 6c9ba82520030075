"""The rubric as yes-or-no questions, and broken rules from the answers to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..assessor.local.acts import TaggedCall
from ..assessor.local.objections import ANSWER_RULES, Answer, answer_breaches
from ..assessor.local.phrases import forbidden_said
from ..assessor.local.scoring import FLOATING, place_of_points
from ..assessor.port import Deduction, Moment
from ..assessor.scoring import Course, overruled_by
from ..profile import CompanyProfile
from ..rubric import STAGES, Rule

MOST_SCRIPT_LINES = 3
STAGE_WORDS = {
    "greeting": "приветствие",
    "discovery": "выявление потребностей",
    "presentation": "презентация",
    "objections": "возражения",
    "closing": "закрытие",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One question to the model: ``id`` is the rule's code, with a number where a rule asks several times."""

    id: str
    rule: Rule
    question: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A check answered: the place is None where the thing is absent from the call."""

    broke: bool
    at: Moment | None = None


def checks_of(profile: CompanyProfile) -> tuple[Check, ...]:
    """Every enabled rule that is to be asked about.

    Forbidden phrases are found word for word in code, rules of the fourth stage follow from the objections, rules
    without a detector are the experts' alone.
    """
    return tuple(
        check
        for stage in STAGES
        for rule in profile.rubric.of_stage(stage)
        if rule.detector and rule.detector not in FLOATING and rule.detector not in ANSWER_RULES
        for check in _checks(rule, profile)
    )


def _checks(rule: Rule, profile: CompanyProfile) -> Iterable[Check]:
    if rule.detector == "script_line_missing":
        for number, line in enumerate(profile.script_of(rule.stage), 1):
            yield Check(
                f"{rule.code}.{number}",
                rule,
                f"менеджер ничего не сказал по смыслу этой строки скрипта: {line}",
            )
    elif rule.detector == "required_missing":
        if profile.required_in_presentation:
            listed = "; ".join(profile.required_in_presentation)
            yield Check(
                rule.code, rule, f"{rule.wording}: хотя бы одно из этого менеджер не сказал: {listed}"
            )
    elif rule.detector in ("must_say", "must_not_say"):
        if rule.examples:
            said = "ни разу не сказал" if rule.detector == "must_say" else "сказал"
            listed = "; ".join(rule.examples)
            yield Check(
                rule.code,
                rule,
                f"{rule.wording} (нарушено, если менеджер {said} что-то близкое по смыслу: {listed})",
            )
    else:
        yield Check(rule.code, rule, rule.wording)


def questions(checks: Sequence[Check]) -> str:
    """The checks as lines of a prompt, stage by stage."""
    lines: list[str] = []
    for stage in STAGES:
        own = [c for c in checks if c.rule.stage == stage]
        if own:
            lines.append(f"Этап «{STAGE_WORDS[stage]}»")
            lines += [f"- {c.id}: {c.question}" for c in own]
    return "\n".join(lines)


def broken_rules(
    call: TaggedCall,
    checks: Sequence[Check],
    verdicts: Mapping[str, Verdict],
    answers: Sequence[Answer],
    course: Course,
) -> dict[str, list[Deduction]]:
    """Deductions by stage; which of the stages are judged at all is ``score_course``'s to say."""
    found: dict[str, list[Deduction]] = {stage: [] for stage in STAGES}
    for stage in STAGES:
        for rule in call.profile.rubric.of_stage(stage):
            for place in _places(rule, call, checks, verdicts, answers):
                target = place_of_points(call, course, rule, place)
                found[target].append(Deduction(rule.code, rule.wording, rule.points, place))
    return found


def _places(
    rule: Rule,
    call: TaggedCall,
    checks: Sequence[Check],
    verdicts: Mapping[str, Verdict],
    answers: Sequence[Answer],
) -> list[Moment | None]:
    if rule.detector in FLOATING:
        return list(forbidden_said(call))
    if rule.detector in ANSWER_RULES:
        return answer_breaches(rule.detector, call, answers)
    above = overruled_by(rule.code)
    if above is not None and above in verdicts and verdicts[above].broke:
        return []
    own = [verdicts[c.id] for c in checks if c.rule == rule]
    most = MOST_SCRIPT_LINES if rule.detector == "script_line_missing" else 1
    return [verdict.at for verdict in own if verdict.broke][:most]
