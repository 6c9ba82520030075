"""Scenarios made of a company's knowledge and calls. Pure: the same company and calls give the same scenarios."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..assessor.local.client import objection_kind_cues
from ..assessor.local.plain_objections import plain_kinds
from ..assessor.port import Assessment, ObjectionKind
from ..conversation import Conversation
from ..profile import CompanyProfile, KnownObjection
from ..rubric import STAGES
from ..text.meaning import alike
from ..text.normal import words_of
from ..text.quotes import sentences
from .facts import facts_of
from .goals import goal_of
from .scenario import Character, Doubt, Fact, Scenario, ScenarioKind
from .voices import MEN, WOMEN, fits, is_womans_name, majority, names_somebody

MOST_QUOTES, MOST_QUOTE_WORDS = 5, 22
# How alike a heard objection and a known one must be; less where they are of one kind.
ALIKE, ALIKE_OF_KIND = 0.5, 0.28
MOST_DOUBTS = 4
_ASIDE = re.compile(r"\s*\([^)]*\)")


@dataclass(frozen=True, slots=True)
class HeardCall:
    """A call of the company with its judgement; ``ref`` is how its owner names it."""

    ref: str
    conversation: Conversation
    assessment: Assessment


def kind_of(text: str) -> ObjectionKind:
    """What an objection is about, by its wording."""
    found = plain_kinds(text) or [kind for kind, _ in objection_kind_cues(text)]
    return found[0] if found else "other"


def spoken(text: str) -> str:
    """A known objection as somebody says it: of «Надо с мужем (женой) обсудить / подумать» the first reading."""
    return _ASIDE.sub("", text).split("/")[0].strip(' .,«»"')


def objection_scenario(profile: CompanyProfile, index: int, calls: Sequence[HeardCall] = ()) -> Scenario:
    """The scenario of the company's known objection ``index`` (from 0). Raises ``IndexError`` where there is none."""
    known = profile.objections[index]
    others = [*profile.objections[index + 1 :], *profile.objections[:index]]
    return _scenario(profile, known, others, calls, kind="objection", title=known.text, stage=4)


def script_scenario(
    profile: CompanyProfile, calls: Sequence[HeardCall] = (), *, title: str = "Разговор по скрипту"
) -> Scenario:
    """The whole course of the script: every stage, the company's commonest objection on the way."""
    lines = script_lines(profile)
    first, *rest = profile.objections or (KnownObjection("Мне надо подумать", ""),)
    return _scenario(profile, first, rest, calls, kind="script", title=title, stage=2, course=lines)


def script_lines(profile: CompanyProfile) -> tuple[str, ...]:
    """The whole script in its order."""
    return tuple(line for stage in STAGES for line in profile.script_of(stage))


def presentation_scenario(
    profile: CompanyProfile, title: str, lines: Sequence[str], calls: Sequence[HeardCall] = ()
) -> Scenario:
    """A client who listens to one presentation and asks about it; ``lines`` are what it has to say."""
    first, *rest = profile.objections or (KnownObjection("Мне надо подумать", ""),)
    return _scenario(
        profile, first, rest, calls, kind="presentation", title=title, stage=3, course=tuple(lines)
    )


def _scenario(
    profile: CompanyProfile,
    main: KnownObjection,
    others: Iterable[KnownObjection],
    calls: Sequence[HeardCall],
    *,
    kind: ScenarioKind,
    title: str,
    stage: int,
    course: tuple[str, ...] = (),
) -> Scenario:
    first = _doubt(main, profile, calls)
    donor, told = _donor(first, profile, calls)
    gender = _gender(first, donor)
    feminine = by_chance(profile.name + title) if gender is None else gender
    doubts = [_of_gender(first, feminine=feminine)]
    for each in others:
        doubt = _doubt(each, profile, calls)
        if fits(doubt.text, feminine=feminine) and doubt.kind not in {d.kind for d in doubts}:
            doubts.append(_of_gender(doubt, feminine=feminine))
    own = gender is None or donor is None or feminine == _gender(Doubt("", "other"), donor)
    facts = tuple(fact for fact in told if own and fits(fact.text, feminine=feminine))
    return Scenario(
        kind=kind,
        title=title,
        stage=stage,
        direction="out",
        character=_character(profile, title, feminine, facts, first),
        doubts=tuple(doubts[:MOST_DOUBTS]),
        goal=goal_of(profile),
        convinces=_convinces(profile, doubts),
        repels=tuple(each.phrase for each in profile.forbidden_phrases),
        course=course or (() if calls else script_lines(profile)),
        sources=tuple(f"call:{each}" for each in ([donor.ref] if donor else [])),
    )


def _doubt(known: KnownObjection, profile: CompanyProfile, calls: Sequence[HeardCall]) -> Doubt:
    text = spoken(known.text)
    kind = kind_of(text)
    return Doubt(text, kind, _quotes(text, kind, calls), "", answer_to(text, known.good_answer, profile))


def answer_to(text: str, good_answer: str, profile: CompanyProfile) -> str:
    """What convinces: the head's own words where a correction speaks of such a situation, else the known answer."""
    for each in profile.corrections:
        if each.say and alike(each.situation, text) >= ALIKE:
            return each.say
    return good_answer


def _quotes(text: str, kind: ObjectionKind, calls: Sequence[HeardCall]) -> tuple[str, ...]:
    """Clients' own words for this objection, the most alike first."""
    found: dict[str, float] = {}
    for call in calls:
        for each in call.assessment.objections:
            quote = _telling(each.at.quote, text)
            near = alike(text, quote)
            enough = near >= ALIKE or (each.kind == kind != "other" and near >= ALIKE_OF_KIND)
            if enough and len(words_of(quote)) <= MOST_QUOTE_WORDS and not names_somebody(quote):
                found[quote] = near
    return tuple(sorted(found, key=lambda quote: (-found[quote], quote))[:MOST_QUOTES])


def _telling(quote: str, text: str) -> str:
    """The sentence of a quote that says the objection: what stands around it belongs to another talk."""
    return max(
        (quote[span.start : span.end] for span in sentences(quote)),
        key=lambda each: alike(text, each),
        default=quote,
    ).strip()


def _of_gender(doubt: Doubt, *, feminine: bool) -> Doubt:
    kept = tuple(quote for quote in doubt.quotes if fits(quote, feminine=feminine))
    return Doubt(doubt.text, doubt.kind, kept, doubt.behind, doubt.good_answer)


def _donor(
    doubt: Doubt, profile: CompanyProfile, calls: Sequence[HeardCall]
) -> tuple[HeardCall | None, tuple[Fact, ...]]:
    """The call whose client lends the facts: one that raised this objection and told most; the first of equals."""
    best: tuple[HeardCall | None, tuple[Fact, ...]] = (None, ())
    worth = (False, 0)
    for call in calls:
        if call.assessment.outcome not in ("success", "lost"):
            continue
        told = facts_of(call.conversation, profile)
        now = (bool(told) and any(each.kind == doubt.kind for each in call.assessment.objections), len(told))
        if now > worth:
            best, worth = (call, told), now
    return best


def _gender(doubt: Doubt, donor: HeardCall | None) -> bool | None:
    """True for a woman: by the objection's own words, else by whose words the facts are."""
    own = majority([doubt.text])
    if own is not None or donor is None:
        return own if own is not None else majority(doubt.quotes)
    talk = donor.conversation
    named = is_womans_name(talk.client_name)
    return named if named is not None else majority(u.text for u in talk.utterances if u.speaker == "client")


def by_chance(key: str) -> bool:
    """A coin that falls the same way for the same key."""
    return hashlib.sha256(key.encode()).digest()[0] % 2 == 0


def named(key: str, *, feminine: bool) -> str:
    """A first name for who has none."""
    names = WOMEN if feminine else MEN
    return names[hashlib.sha256(key.encode()).digest()[1] % len(names)]


_PORTRAITS = {
    "price": "считает деньги и сравнивает предложения",
    "think": "не торопится с решением и не любит, когда подгоняют",
    "need": "не уверен{a}, что это вообще нужно",
    "competitor": "уже работает с другими и не видит причины менять",
    "timing": "откладывает: сейчас не до этого",
    "authority": "решает не {one}",
    "trust": "осторож{cautious}: однажды уже обманывали",
    "send_info": "предпочитает прочитать, а не разговаривать",
    "other": "сомневается и ждёт ясного ответа",
}


def _character(
    profile: CompanyProfile,
    title: str,
    feminine: bool,
    facts: tuple[Fact, ...],
    first: Doubt,
) -> Character:
    name = named(title + profile.name, feminine=feminine)
    ends = {"a": "а" if feminine else "", "one": "одна" if feminine else "один"}
    portrait = _PORTRAITS[first.kind].format(cautious="на" if feminine else "ен", **ends)
    need = next((fact.text for fact in facts if fact.topic == "need"), "")
    return Character(name, feminine, f"{name}: {portrait}.", need, facts)


def _convinces(profile: CompanyProfile, doubts: Sequence[Doubt]) -> tuple[str, ...]:
    answers = [each.good_answer for each in doubts[:1] if each.good_answer]
    return (*answers, *profile.required_in_presentation)
