"""Who is the manager: by the labels where they make sense, else by what is said."""

from __future__ import annotations

from ...conversation import Conversation
from ...profile import CompanyProfile
from ...text.names import says_company
from .acts import Role
from .answers import JOINS
from .client import EVADES, OBJECTION_CUES, REFUSES
from .closing import PROPOSES
from .not_sales import MACHINE
from .opening import ASKS_NAME, CONVENIENCE, OFFERS_HELP, PURPOSE, manager_names, says_own_name
from .pitch import BENEFIT, OFFERS, PRICE_QUESTION
from .questions import SUMMARY

_MANAGER_CUES = (
    (ASKS_NAME, 2.0),
    (OFFERS_HELP, 2.0),
    (CONVENIENCE, 1.5),
    (PURPOSE, 0.5),
    (SUMMARY, 0.7),
    (PROPOSES, 0.5),
    (BENEFIT, 0.5),
    (OFFERS, 0.4),
    (JOINS, 0.4),
)
_CLIENT_CUES = ((REFUSES, 1.0), (EVADES, 0.8), (PRICE_QUESTION, 0.8))
# Labels are overruled only where the words speak for the opposite this clearly.
_SWAP_MARGIN = 2.0
# Turns of a transcript mostly alternate: one side twice running must be well supported by the words.
STAY = 5.0


def manager_likeness(text: str, order: int, conversation: Conversation, profile: CompanyProfile) -> float:
    """Positive where an utterance sounds like the company's side, negative where it sounds like a client's."""
    score = sum(weight for cue, weight in _MANAGER_CUES if text in cue)
    score -= sum(weight for cue, weight in _CLIENT_CUES if text in cue)
    score -= 0.7 * sum(text in cue for cue in OBJECTION_CUES.values())
    score -= 3.0 * (text in MACHINE)
    if order < 4:
        if says_company(text, profile.name):
            score += 2.0
        names = manager_names(conversation, profile)
        if names and says_own_name(text, names):
            score += 1.0
    return score


def resolve_roles(conversation: Conversation, profile: CompanyProfile) -> tuple[Role, ...]:
    """A role for every utterance.

    Complete labels are kept unless what is said clearly speaks for the opposite, which it never does where a
    person has said who is who. Missing labels are filled by
    likeness and by turns taking over from each other.
    """
    likeness = [
        manager_likeness(u.text, i, conversation, profile) for i, u in enumerate(conversation.utterances)
    ]
    labels = [u.speaker for u in conversation.utterances]
    known = {label for label in labels if label != "unknown"}
    if "unknown" not in labels and (len(known) == 1 or conversation.speakers_sure):
        return tuple("manager" if label == "manager" else "client" for label in labels)
    if "unknown" in labels:
        return _fill(list(labels), likeness)
    manager = [x for label, x in zip(labels, likeness, strict=True) if label == "manager"]
    client = [x for label, x in zip(labels, likeness, strict=True) if label == "client"]
    swapped = sum(client) - sum(manager) > _SWAP_MARGIN and _mean(client) > _mean(manager)
    return tuple(_as_role(label == "manager", swapped=swapped) for label in labels)


def _as_role(is_manager: bool, *, swapped: bool) -> Role:
    return "manager" if is_manager != swapped else "client"


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _fill(labels: list[str], likeness: list[float]) -> tuple[Role, ...]:
    """The best alternation of turns: two neighbours of one side cost a little, a sure label is never changed."""
    stay = STAY
    best: list[dict[Role, tuple[float, Role | None]]] = []
    for i, label in enumerate(labels):
        step: dict[Role, tuple[float, Role | None]] = {}
        roles: tuple[Role, ...] = ("manager", "client")
        for role in roles:
            own = likeness[i] if role == "manager" else -likeness[i]
            if label not in ("unknown", role):
                own -= 1000.0
            if i == 0:
                step[role] = (own, None)
                continue
            before = {p: best[-1][p][0] - (stay if p == role else 0.0) for p in roles}
            chosen: Role = "manager" if before["manager"] > before["client"] else "client"
            step[role] = (own + before[chosen], chosen)
        best.append(step)
    role_now: Role = max(best[-1], key=lambda r: best[-1][r][0])
    path: list[Role] = []
    for step in reversed(best):
        path.append(role_now)
        role_now = step[role_now][1] or role_now
    return tuple(reversed(path))
