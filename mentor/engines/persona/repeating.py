"""«Повторить проигранный звонок»: a lost call as a scenario, its client with the same words and the same doubts."""

from __future__ import annotations

from collections.abc import Iterator

from ..assessor.port import Objection
from ..profile import CompanyProfile
from ..text.meaning import alike
from .building import ALIKE_OF_KIND, HeardCall, answer_to, by_chance, kind_of, named
from .facts import facts_of
from .goals import goal_of
from .scenario import Character, Doubt, Scenario
from .voices import fits, is_womans_name, majority, names_somebody

MOST_DOUBTS = 3
LEFT = "Клиент ушёл в этом звонке на словах: «{words}»"


def lost_call_scenario(profile: CompanyProfile, call: HeardCall, title: str) -> Scenario:
    """The same client once more; what was not answered then comes first. ``title`` names the call for people."""
    talk, judged = call.conversation, call.assessment
    said = [u.text for u in talk.utterances if u.speaker == "client"]
    told = is_womans_name(talk.client_name)
    gender = told if told is not None else majority(said)
    feminine = by_chance(call.ref) if gender is None else gender
    facts = tuple(f for f in facts_of(talk, profile) if fits(f.text, feminine=feminine))
    words = judged.lost_at.quote if judged.lost_at else ""
    name = _first_name(talk.client_name) or named(call.ref, feminine=feminine)
    return Scenario(
        kind="lost_call",
        title=title,
        stage=judged.lost_stage or 4,
        direction=talk.direction,
        character=Character(
            name=name,
            feminine=feminine,
            portrait=LEFT.format(words=words) if words else f"{name}: клиент вашего проигранного звонка.",
            need=next((f.text for f in facts if f.topic == "need"), ""),
            facts=facts,
        ),
        doubts=tuple(_doubts(profile, call))[:MOST_DOUBTS],
        goal=goal_of(profile),
        convinces=profile.required_in_presentation,
        repels=tuple(each.phrase for each in profile.forbidden_phrases),
        sources=(f"call:{call.ref}",),
    )


def _doubts(profile: CompanyProfile, call: HeardCall) -> Iterator[Doubt]:
    """Unanswered objections, then the answered ones, one of a kind; the words of the loss where none was heard."""
    seen: set[str] = set()
    for each in sorted(call.assessment.objections, key=lambda o: o.handled):
        quote = each.at.quote.strip()
        if each.kind not in seen and not names_somebody(quote):
            seen.add(each.kind)
            yield Doubt(quote, each.kind, (quote,), "", _known_answer(profile, quote, each))
    lost = call.assessment.lost_at
    if not seen and lost is not None and not names_somebody(lost.quote):
        kind = kind_of(lost.quote)
        yield Doubt(lost.quote, kind, (lost.quote,), "", answer_to(lost.quote, "", profile))


def _known_answer(profile: CompanyProfile, quote: str, heard: Objection) -> str:
    near = {i: alike(known.text, quote) for i, known in enumerate(profile.objections)}
    same = [i for i, known in enumerate(profile.objections) if kind_of(known.text) == heard.kind]
    best = max(same or near, key=lambda i: near[i], default=None)
    good = (
        ""
        if best is None or (not same and near[best] < ALIKE_OF_KIND)
        else profile.objections[best].good_answer
    )
    return answer_to(quote, good, profile)


def _first_name(full: str | None) -> str:
    return (full or "").split()[0].capitalize() if (full or "").split() else ""
