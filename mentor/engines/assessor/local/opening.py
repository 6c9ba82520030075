"""Acts of the opening: greeting, own name, company, the client's name, convenience and purpose."""

from __future__ import annotations

from pathlib import Path

from ...conversation import Conversation
from ...profile import CompanyProfile
from ...text.cues import Cues, Span, load_cues
from ...text.names import same_name, says_company, says_name
from ...text.normal import normalise
from .acts import Act

_CUES = load_cues(Path(__file__).with_name("cues") / "opening.txt")
HELLO = _CUES["hello"]
INTRODUCES = _CUES["introduces"]
ASKS_NAME = _CUES["asks_name"]
CONVENIENCE = _CUES["convenience"]
PURPOSE = _CUES["purpose"]
OFFERS_HELP = _CUES["offers_help"]


def manager_names(conversation: Conversation, profile: CompanyProfile) -> tuple[str, ...]:
    """Names that the manager may call their own: of this call's manager, else of any manager of the company."""
    return (conversation.manager_name,) if conversation.manager_name else profile.manager_names


def says_own_name(text: str, names: tuple[str, ...]) -> bool:
    """Does the speaker give a name of their own."""
    return says_name(text, names) if names else text in INTRODUCES


def whole(text: str) -> Span:
    """The whole utterance as a place."""
    return Span(0, max(1, len(text)))


def tag_opening(
    text: str, order: int, conversation: Conversation, profile: CompanyProfile
) -> dict[Act, Span]:
    """Opening acts of a manager's utterance; ``order`` counts the manager's own utterances from 0."""
    found: dict[Act, Span] = {}
    cues: tuple[tuple[Act, Cues], ...] = (
        ("hello", HELLO),
        ("ask_name", ASKS_NAME),
        ("convenience", CONVENIENCE),
        ("purpose", PURPOSE),
        ("help_offer", OFFERS_HELP),
    )
    for act, cue in cues:
        place = cue.find(text)
        if place is not None:
            found[act] = place
    if order < 8:
        if says_own_name(text, manager_names(conversation, profile)) or text in INTRODUCES:
            found["own_name"] = whole(text)
        if says_company(text, profile.name):
            found["company"] = whole(text)
    return found


def client_names(conversation: Conversation, client_texts: list[str]) -> tuple[str, ...]:
    """Names of the client: as known, else as the client gave them («меня зовут …», a lone name as an answer)."""
    if conversation.client_name:
        return (conversation.client_name,)
    from ...text.morphology import name_kind

    given: list[str] = []
    for text in client_texts[:12]:
        words = normalise(text).words
        named = [w for w in words if len(w) > 2 and name_kind(w) == "Name"]
        if named and (len(words) <= 6 or "зовут" in words or "беспокоит" in words):
            given.extend(named)
    return tuple(given)


def addresses_client(text: str, client: tuple[str, ...], own: tuple[str, ...]) -> bool:
    """Does the manager call the client by name (a name that is not the manager's own)."""
    if not client:
        return False
    mine = {w for name in own for w in normalise(name).words}
    for name in client:
        for part in normalise(name).words:
            if len(part) <= 2 or any(same_name(part, w) for w in mine):
                continue
            if any(same_name(w, part) for w in normalise(text).words):
                return True
    return False
