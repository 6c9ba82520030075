"""How a speech ends: a next step with two times, an open door, or an end to the calls."""

from __future__ import annotations

from .hours import two_times
from .lookup import starts_with_deed, step_of
from .parts import Draft
from .port import Source
from .wording import frames


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
        return draft.one("step_none", times=slots["times"])
    slots["step"], line = found
    draft.sources.append(Source("script", "closing", line))
    deed = starts_with_deed(found[0])
    if draft.case.kind == "timing" and any(s.kind == "known_objection" for s in draft.sources):
        return draft.one("step_after_small", **slots)
    if draft.case.kind == "timing":
        return draft.one("step_small_infinitive" if deed else "step_small", **slots)
    if draft.case.kind == "authority" and not deed:
        return draft.one("step_together", **slots)
    return draft.one("step_infinitive" if deed else "step", **slots)


def farewell(draft: Draft) -> str:
    """To somebody who refused for good: thanks and a door open at a named time."""
    later = draft.case.slots["when"] or draft.choose.pick("later", frames("later"))
    door = draft.one("door_bought" if draft.case.bought else "door", later=later)
    respect = "" if draft.case.bought or draft.case.kind == "need" else draft.one("respect")
    return " ".join(part for part in (respect, draft.one("thanks"), door) if part)


def stop(draft: Draft) -> str:
    """To somebody who asked not to be called."""
    return draft.one("stop")


def promised_stop(draft: Draft) -> str:
    """To somebody to whom silence was promised: the promise is kept."""
    return draft.one("stop_promised")
