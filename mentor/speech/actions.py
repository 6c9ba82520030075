"""Writes of transcripts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from mentor.calls.models import Call
from mentor.engines.conversation import Utterance

from .measures import measure
from .models import SpeakersBy, Times, Transcript
from .queries import heard_in, utterances_of

_OTHER = {"manager": "client", "client": "manager"}


def keep_transcript(
    *,
    call: Call,
    source: str,
    times: str,
    utterances: Iterable[Utterance],
    speakers_by: str = SpeakersBy.SOURCE,
    confidence: float | None = None,
) -> Transcript:
    """The transcript in force of this call; writing it again replaces it.

    ``confidence``: 0.5–1 where the speakers are a guess, None where they are known.
    """
    kept = list(utterances)
    transcript, _ = Transcript.objects.update_or_create(
        call=call,
        defaults={
            "source": source,
            "times": times,
            "utterances": [asdict(utterance) for utterance in kept],
            "speakers_by": speakers_by,
            "speakers_confidence": confidence,
            "figures": measure(kept, heard_in(call, true_times=times == Times.GIVEN)).figures(),
        },
    )
    return transcript


def swap_speakers(*, transcript: Transcript) -> None:
    """«Поменять местами»: the manager's words become the client's and back. The words and times stay.

    Done twice it is undone. Judgements are not touched here: see ``pipeline.speakers``.
    """
    for row in transcript.utterances:
        row["speaker"] = _OTHER.get(row["speaker"], row["speaker"])
    transcript.speakers_by, transcript.speakers_confidence = SpeakersBy.PERSON, None
    heard = heard_in(transcript.call, true_times=transcript.times == Times.GIVEN)
    transcript.figures = measure(utterances_of(transcript), heard).figures()
    transcript.save(update_fields=["utterances", "speakers_by", "speakers_confidence", "figures"])
