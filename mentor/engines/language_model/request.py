"""What every request to a model shares: personal data hidden, the company's words beside the talk, room counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..assessor.local.acts import TaggedCall
from ..profile import CompanyProfile
from .client import LanguageModel
from .errors import TooLongError
from .masking import Masker
from .transcript import Shown, show

# Less of a talk than this is no ground for a judgement.
LEAST_ROOM = 1_500
CONDENSED = " (сжато)"


@dataclass(frozen=True, slots=True)
class Request:
    """A prepared request: ``text`` is all that leaves the server, beside the instructions."""

    text: str
    shown: Shown
    masker: Masker


def prepare(call: TaggedCall, model: LanguageModel, instructions: str, context: str) -> Request:
    """Mask ``context`` and the talk; condense the talk where it is too long. Raises ``TooLongError``."""
    masker = masker_for(call, [context])
    hidden = masker.mask(context).text
    room = model.room(instructions) - len(hidden) - 200
    if room < LEAST_ROOM:
        raise TooLongError("Окно языковой модели мало даже для правил компании.")
    shown = show(call, masker, room)
    text = f"{hidden}\n\nРазговор ({direction_of(call)}):\n<<<\n{shown.text}\n>>>"
    return Request(text, shown, masker)


def masker_for(call: TaggedCall, texts: Iterable[str]) -> Masker:
    """Knows the people of the call's header and the company's staff."""
    talk = call.conversation
    return Masker(
        known=(talk.manager_name, talk.client_name, *call.profile.manager_names),
        company=call.profile.name,
        texts=[*(u.text for u in talk.utterances), *texts],
    )


def direction_of(call: TaggedCall) -> str:
    """Who called whom."""
    return "входящий звонок клиента" if call.conversation.direction == "in" else "исходящий звонок менеджера"


def company_lines(profile: CompanyProfile) -> list[str]:
    """Who the company is, one line a fact."""
    facts = (("Компания", profile.name), ("Чем занята", profile.industry), ("Что продаёт", profile.product))
    return [f"{what}: {text}" for what, text in facts if text]


def company_key(profile: CompanyProfile) -> str:
    """By what the ledger knows the company."""
    return profile.key or profile.name
