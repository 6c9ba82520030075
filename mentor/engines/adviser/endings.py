"""How a speech ends: a next step with two times, an open door, or an end to the calls."""

from __future__ import annotations

from ..text.cues import Cues
from .hours import two_times
from .lookup import starts_with_deed, step_of
from .parts import Draft, future
from .port import Source
from .wording import frames

# Steps that are prepared, not attended: no hour is «for» them.
_CALL_BACK = Cues(
    "перезвон~", "позвони~", "набер~", "верн~", "созвон~", "напомни~", "потом", "после", "ближе к"
)
_PAPER = Cues("счет~", "договор~", "расчет~", "смет[уы]", "бриф~", "бронь~", "предложени~")


def step(draft: Draft) -> str:
    """The next step with two times that respect what the client said of their day."""
    slots = dict(draft.case.slots) | {"times": two_times(draft.lost.conversation, draft.choose)}
    if draft.case.kind == "send_info":
        things = slots["things"] or "материалы"
        return draft.one(
            "step_send", times=slots["times"], things=things, Things=things[:1].upper() + things[1:]
        )
    found = step_of(draft.profile)
    if found is None:
        together = draft.case.kind == "authority"
        return draft.one(
            "step_call_together" if together else "step_none", times=slots["times"], **{"with": slots["with"]}
        )
    slots["step"], line = found
    draft.sources.append(Source("script", "closing", line))
    return draft.one(_frame_of(draft, found[0]), **slots)


def _frame_of(draft: Draft, step_name: str) -> str:
    """Which frame suits the step of the script and the kind of the loss."""
    deed, kind = starts_with_deed(step_name), draft.case.kind
    if step_name in _PAPER:
        return "step_paper"
    if step_name.startswith("запись"):
        return "step_enrol"
    if kind == "timing" and any(s.kind == "known_objection" for s in draft.sources):
        return "step_after_small"
    if kind == "timing":
        return "step_small_infinitive" if deed else "step_small"
    if kind == "authority" and not deed:
        return "step_together"
    return "step_infinitive" if deed else "step"


def farewell(draft: Draft) -> str:
    """To somebody who refused for good: thanks and a door open at a named time."""
    asked_back = draft.case.words in _CALL_BACK and draft.case.reason.name != "need.changed"
    later = (draft.case.slots["when"] if asked_back else None) or draft.choose.pick("later", frames("later"))
    door = draft.one("door_bought" if draft.case.bought else "door", later=later)
    respect = "" if draft.case.bought or draft.case.kind == "need" else draft.one("respect")
    hurt = draft.case.rude or draft.case.reason.name == "other.offended"
    kept = "" if draft.case.bought or hurt else future(draft)
    return " ".join(part for part in (respect, draft.one("thanks"), kept, door) if part)


def stop(draft: Draft) -> str:
    """To somebody who asked not to be called."""
    names = ("stop_heard", "stop_removed", "" if draft.case.rude else "stop_regret", "stop_return")
    return " ".join(draft.one(name) for name in names if name)


def promised_stop(draft: Draft) -> str:
    """To somebody to whom silence was promised: the promise is kept."""
    return " ".join(draft.one(name) for name in ("stop_kept", "thanks", "stop_return"))
