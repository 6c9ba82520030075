"""What every advice must satisfy before it is kept, whichever engine wrote it."""

from __future__ import annotations

from ..conversation import Conversation
from ..errors import EngineError
from ..profile import CompanyProfile
from .port import Advice, LostCall, Source
from .speech import is_allowed


def check_advice(advice: Advice, lost: LostCall, profile: CompanyProfile) -> None:
    """Raise ``EngineError`` unless sources are verbatim, texts are there and no forbidden phrase is in them."""
    problems: list[str] = []
    if not advice.why.strip() or not advice.say.strip():
        problems.append("нет текста")
    if not is_allowed(f"{advice.why}\n{advice.say}", profile):
        problems.append("в тексте запрещённая фраза")
    problems += [
        f"источник «{s.quote[:60]}» не дословен" for s in advice.sources if not _verbatim(s, lost, profile)
    ]
    if problems:
        raise EngineError("Рекомендация не прошла проверку: " + "; ".join(problems), permanent=False)


def _verbatim(source: Source, lost: LostCall, profile: CompanyProfile) -> bool:
    return bool(source.quote) and any(source.quote in text for text in _texts(source, lost, profile))


def _texts(source: Source, lost: LostCall, profile: CompanyProfile) -> list[str]:
    def spoken(conversation: Conversation) -> list[str]:
        return [u.text for u in conversation.utterances]

    if source.kind == "call":
        return [t for c in (lost.conversation, *lost.history) for t in spoken(c)]
    if source.kind == "reference_call":
        return [t for r in profile.reference_calls if r.ref == source.ref for t in spoken(r.conversation)]
    if source.kind == "known_objection":
        return [o.good_answer for o in profile.objections if o.text == source.ref]
    if source.kind == "expert_rule":
        return list(profile.expert_rules)
    if source.kind == "script":
        return [*(text for _, text in profile.script), *profile.required_in_presentation, profile.product]
    return [source.quote]
