"""From stored transcripts to what engines read."""

from __future__ import annotations

from mentor.calls.models import Call
from mentor.engines.conversation import Conversation, Utterance

from .models import Transcript


def conversation_of(call: Call, transcript: Transcript) -> Conversation:
    """The call's words as engines see them."""
    return Conversation(
        utterances=tuple(Utterance(**row) for row in transcript.utterances),
        direction="in" if call.direction == "in" else "out",
        manager_name=call.manager.name if call.manager else None,
        client_name=(call.client_name or (call.client.name if call.client else "")) or None,
        duration=call.duration_s,
    )


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
