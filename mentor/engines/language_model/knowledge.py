"""The company's knowledge as a numbered list: the model names what it used, code turns the names into sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..adviser.port import Source
from ..profile import CompanyProfile
from ..rubric import STAGES
from ..text.likeness import likeness
from .examples import Passage

MOST_OBJECTIONS, MOST_RULES, MOST_LINES = 12, 30, 40


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of knowledge: ``id`` as the model sees it, its words, and the source that it is."""

    id: str
    text: str
    source: Source


def items_of(profile: CompanyProfile, words: str, passages: Sequence[Passage]) -> tuple[Item, ...]:
    """Known objections nearest to ``words`` first, then rules, script, requirements and reference passages."""
    near = sorted(profile.objections, key=lambda o: -likeness(o.text, words))[:MOST_OBJECTIONS]
    found = [
        Item(
            f"О{n}",
            f"на возражение „{o.text}“ отвечать: {o.good_answer}",
            Source("known_objection", o.text, o.good_answer),
        )
        for n, o in enumerate(near, 1)
        if o.good_answer
    ]
    found += [
        Item(f"П{n}", rule, Source("expert_rule", str(n - 1), rule))
        for n, rule in enumerate(profile.expert_rules[:MOST_RULES], 1)
        if rule
    ]
    lines = [(stage, line) for stage in STAGES for line in profile.script_of(stage)][:MOST_LINES]
    found += [Item(f"С{n}", line, Source("script", stage, line)) for n, (stage, line) in enumerate(lines, 1)]
    found += [
        Item(f"Т{n}", f"сказать обязательно: {text}", Source("script", "required_in_presentation", text))
        for n, text in enumerate(profile.required_in_presentation, 1)
        if text
    ]
    found += [
        Item(
            f"Э{n}",
            f"в эталонном звонке на „{p.client}“ ответили: {p.manager}",
            Source("reference_call", p.ref, p.manager),
        )
        for n, p in enumerate(passages, 1)
    ]
    found += [
        Item(f"К{n}", f"правка РОПа, говорить: {c.say}", Source("correction", c.ref, c.say))
        for n, c in enumerate(profile.corrections[:MOST_RULES], 1)
        if c.say
    ]
    return tuple(found)


def texts_of(profile: CompanyProfile) -> list[str]:
    """Every word of the company's own that a text may lean on."""
    return [
        profile.name,
        profile.industry,
        profile.product,
        *(text for _, text in profile.script),
        *profile.required_in_presentation,
        *profile.expert_rules,
        *(f"{o.text} {o.good_answer}" for o in profile.objections),
        *(p.instead for p in profile.forbidden_phrases),
        *(c.say for c in profile.corrections),
        *(u.text for r in profile.reference_calls for u in r.conversation.utterances),
    ]
