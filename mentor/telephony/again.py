"""«Разобрать снова»: what was put aside is tried once more, after somebody has changed something."""

from __future__ import annotations

from dataclasses import dataclass

from . import events, sounds, taking
from .models import Connection, Event, EventState, SoundState, Trace, TraceState

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Done:
    """Events and calls that are read now, recordings that are asked for again, and what stays aside."""

    taken: int
    sounds: int
    left: int


def everything(*, connection: Connection) -> Done:
    """Events first: they may complete calls. At most 200 of each kind; the rest waits for the next time."""
    parked = Event.objects.filter(connection=connection, state=EventState.PARKED)
    read = sum(events.read_again(event=event) for event in parked.order_by("id")[:AT_ONCE])
    aside = Trace.objects.filter(connection=connection, state=TraceState.PARKED)
    taken = sum(_told_anew(trace) for trace in aside.order_by("id")[:AT_ONCE])
    lost = Trace.objects.filter(connection=connection, sound=SoundState.MISSING)
    asked = list(lost.order_by("id")[:AT_ONCE])
    for trace in asked:
        sounds.ask_again(trace=trace)
    return Done(read + taken, len(asked), parked.count() + aside.count())


def _told_anew(trace: Trace) -> bool:
    """Its events are read by the settings of now: another time zone makes another moment of them."""
    for event in trace.events.select_related("connection").order_by("id"):
        events.read(connection=event.connection, event=event)
    return taking.take_again(trace=trace)
