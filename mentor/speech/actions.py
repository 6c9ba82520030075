"""Writes of transcripts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from mentor.calls.models import Call
from mentor.engines.conversation import Utterance

from .models import Transcript


def keep_transcript(*, call: Call, source: str, times: str, utterances: Iterable[Utterance]) -> Transcript:
    """The transcript in force of this call; writing it again replaces it."""
    rows = [asdict(utterance) for utterance in utterances]
    transcript, _ = Transcript.objects.update_or_create(
        call=call, defaults={"source": source, "times": times, "utterances": rows}
    )
    return transcript
