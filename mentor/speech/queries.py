"""From stored transcripts to what engines read."""

from __future__ import annotations

from collections.abc import Sequence

from mentor.calls.models import Call
from mentor.engines.conversation import Conversation, Utterance
from mentor.engines.voice_activity.non_speech import UNANSWERED, NonSpeech
from mentor.engines.voice_activity.port import Span

from .measures import Heard, Measures, measure
from .models import SpeakersBy, Times, Transcript


def utterances_of(transcript: Transcript) -> tuple[Utterance, ...]:
    """The stored rows in the engines' type."""
    return tuple(Utterance(**row) for row in transcript.utterances)


def speech_lanes(call: Call) -> tuple[tuple[Span, ...], ...] | None:
    """Where somebody speaks in each lane of the recording; None where that was not listened for."""
    activity = call.recording.activity if call.recording else None
    if activity is None:
        return None
    return tuple(tuple(Span(start, end) for start, end in lane) for lane in activity)


def non_speech_lanes(call: Call) -> tuple[tuple[NonSpeech, ...], ...]:
    """Music, ringing and the like in each lane; empty where it was not listened for."""
    found = (call.recording.non_speech if call.recording else None) or []
    return tuple(tuple(NonSpeech(*row) for row in lane) for lane in found)


def heard_in(call: Call, *, true_times: bool) -> Heard:
    """What the call's sound says besides its words."""
    besides = [Span(each.start, each.end) for lane in non_speech_lanes(call) for each in lane]
    return Heard(speech_lanes(call), besides, true_times)


def measures_of(call: Call, transcript: Transcript) -> Measures:
    """How the call was spoken, computed from what is stored; no query."""
    return measure(utterances_of(transcript), heard_in(call, true_times=transcript.times == Times.GIVEN))


def conversation_of(call: Call, transcript: Transcript) -> Conversation:
    """The call's words as engines see them."""
    sure = transcript.speakers_by == SpeakersBy.PERSON
    return conversation_from(call, utterances_of(transcript), speakers_sure=sure)


def conversation_from(
    call: Call, utterances: Sequence[Utterance], *, speakers_sure: bool = False
) -> Conversation:
    """The same from words that are not stored yet."""
    return Conversation(
        utterances=tuple(utterances),
        direction="in" if call.direction == "in" else "out",
        manager_name=call.manager.name if call.manager else None,
        client_name=(call.client_name or (call.client.name if call.client else "")) or None,
        duration=call.duration_s,
        speakers_sure=speakers_sure,
        unanswered=_nobody_answers(call, utterances),
    )


def _nobody_answers(call: Call, utterances: Sequence[Utterance]) -> bool:
    if any(each.speaker != "manager" and each.text.strip() for each in utterances):
        return False
    return any(each.kind in UNANSWERED for lane in non_speech_lanes(call) for each in lane)


def conversations_before(call: Call, limit: int = 5) -> tuple[Conversation, ...]:
    """The client's earlier transcribed calls, oldest first, the last ``limit`` of them."""
    if call.client_id is None:
        return ()
    earlier = (
        Transcript.objects.select_related("call__manager", "call__client")
        .filter(call__client_id=call.client_id, call__started_at__lt=call.started_at)
        .order_by("-call__started_at")[:limit]
    )
    return tuple(conversation_of(each.call, each) for each in reversed(earlier))


def start_of(transcript: Transcript, utterance: int | None) -> float | None:
    """Seconds from the start of the recording where the utterance begins, if known."""
    if utterance is None or utterance >= len(transcript.utterances):
        return None
    start: float | None = transcript.utterances[utterance]["start"]
    return start
