"""The step that puts words into a call: whose they are and when they were said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import BinaryIO, cast

import numpy as np
from django.conf import settings
from django.core.files.storage import default_storage
from numpy.typing import NDArray

from config import engines
from mentor.analysis import rubrics
from mentor.calls import actions as calls
from mentor.calls.models import Call, Recording
from mentor.companies import queries as companies
from mentor.engines import audio
from mentor.engines.assessor.local.speakers import tell_speakers, tell_voices
from mentor.engines.conversation import Utterance
from mentor.engines.diarization.port import voice_at
from mentor.engines.errors import EngineError, ModelMissingError
from mentor.engines.profile import CompanyProfile
from mentor.engines.speech_to_text.chunks import transcribe_blocks
from mentor.engines.speech_to_text.port import Segment
from mentor.engines.voice_activity.non_speech import NonSpeech, NonSpeechKind, without
from mentor.engines.voice_activity.port import Span
from mentor.knowledge import queries as knowledge
from mentor.speech import actions as speech
from mentor.speech import machines
from mentor.speech.models import SpeakersBy, Times
from mentor.speech.queries import conversation_from, speech_lanes
from mentor.speech.rules import estimate_times, join_turns, merge_lanes

RECOGNITION_RATE = 16_000


@dataclass(frozen=True, slots=True)
class Words:
    """A call's utterances with how their speakers are known; ``confidence`` where they are a guess."""

    utterances: Sequence[Utterance]
    speakers_by: str
    confidence: float | None = None


def keep_supplied(call: Call) -> None:
    """The telephony's transcript; times that it lacks are laid over the speech, speakers told by the words."""
    utterances: Sequence[Utterance] = [Utterance(**row) for row in call.supplied_transcript or []]
    words = Words(utterances, SpeakersBy.SOURCE)
    if any(each.speaker == "unknown" for each in utterances):
        words = _told_by_meaning(call, utterances, whole_turns=True)
    times = Times.GIVEN if all(each.start is not None for each in utterances) else Times.NONE
    utterances, activity = words.utterances, speech_lanes(call)
    if times == Times.NONE and activity and call.recording is not None:
        utterances = estimate_times(utterances, activity, call.recording.duration_s or call.duration_s)
        times = Times.ESTIMATED
    speech.keep_transcript(
        call=call,
        source="telephony",
        times=times,
        utterances=utterances,
        speakers_by=words.speakers_by,
        confidence=words.confidence,
    )


def recognise(call: Call) -> None:
    """The recogniser's words, of the stretches where somebody speaks; memory does not grow with the call."""
    recording = call.recording
    if recording is None:
        raise EngineError("У звонка нет ни записи, ни расшифровки.", permanent=True)
    activity = speech_lanes(call)
    if activity is None:
        raise EngineError("Звук записи ещё не подготовлен.", permanent=False)
    recogniser = engines.speech_to_text()
    rate = min(recording.sample_rate or RECOGNITION_RATE, RECOGNITION_RATE)
    with _blocks(recording, len(activity), rate) as blocks:
        lanes = transcribe_blocks(recogniser, blocks, rate, activity, heard_at=RECOGNITION_RATE)
    heard = merge_lanes(lanes) if len(lanes) == 2 else _sentences(lanes[0] if lanes else ())
    machine = machines.greeting(heard)
    played = frozenset[int]() if machine else machines.menu(heard)
    if played:
        _keep_as_sounds(recording, heard, played, "prompt")
        heard = [each for at, each in enumerate(heard) if at not in played]
    if machine:
        words = _to_a_machine(recording, heard, machine)
    elif len(lanes) == 2:
        words = Words(heard, SpeakersBy.LANES)
    else:
        words = _one_lane(call, recording, heard)
    speech.keep_transcript(
        call=call,
        source=recogniser.name,
        times=Times.GIVEN,
        utterances=words.utterances,
        speakers_by=words.speakers_by,
        confidence=words.confidence,
    )


@contextmanager
def _blocks(
    recording: Recording, lanes: int, rate: int = RECOGNITION_RATE
) -> Iterator[Iterator[NDArray[np.float32]]]:
    """The recording's samples, about two seconds at a time; the decoder is closed before its file."""
    with (
        default_storage.open(recording.file_name, "rb") as source,
        closing(audio.decode(cast(BinaryIO, source), rate=rate, lanes=lanes, limits=limits())) as blocks,
    ):
        yield blocks


def limits() -> audio.Limits:
    """What this installation accepts."""
    return audio.Limits(max_bytes=settings.MAX_RECORDING_BYTES, max_duration=settings.MAX_RECORDING_SECONDS)


def _sentences(segments: Sequence[Segment]) -> list[Utterance]:
    return [Utterance("unknown", each.text.strip(), each.start, each.end) for each in segments]


def _to_a_machine(recording: Recording, heard: Sequence[Utterance], machine: Set[int]) -> Words:
    """The machine's words become a sound of the recording; what else is said is the manager's."""
    lanes = _keep_as_sounds(recording, heard, machine, "voicemail")
    left = [replace(each, speaker="manager") for at, each in enumerate(heard) if at not in machine]
    return Words(join_turns(left), SpeakersBy.LANES if lanes == 2 else SpeakersBy.MEANING)


def _keep_as_sounds(
    recording: Recording, heard: Sequence[Utterance], machine: Set[int], kind: NonSpeechKind
) -> int:
    """What these utterances are of is no speech of their lane any more but a sound; how many lanes there are."""
    activity, sounds = list(recording.activity or []), list(recording.non_speech or [])
    sounds += [[]] * (len(activity) - len(sounds))
    for at in sorted(machine):
        said = heard[at]
        lane = 0 if said.speaker == "manager" else -1  # the only lane, or the client's
        found = NonSpeech(kind, said.start or 0.0, said.end or 0.0)
        kept = without([Span(*span) for span in activity[lane]], [found])
        activity[lane] = [[span.start, span.end] for span in kept]
        rows = [*sounds[lane], [found.kind, found.start, found.end]]
        sounds[lane] = sorted(rows, key=lambda row: float(row[1]))
    calls.note_prepared(recording=recording, activity=activity, non_speech=sounds)
    return len(activity)


def _one_lane(call: Call, recording: Recording, sentences: Sequence[Utterance]) -> Words:
    """Both sides in one lane: told apart by their voices where a model can, else by what is said."""
    voices = _voices(recording, sentences)
    if voices is None:
        told = _told_by_meaning(call, sentences, whole_turns=False)
    else:
        answer = tell_voices(voices, conversation_from(call, sentences), _profile())
        told = Words(_labelled(sentences, answer.roles), SpeakersBy.VOICES, answer.confidence)
    return replace(told, utterances=join_turns(told.utterances))


def _voices(recording: Recording, sentences: Sequence[Utterance]) -> list[int] | None:
    """The voice of each sentence, or None where nothing here can tell voices apart."""
    diarizer = engines.diarizer()
    if diarizer is None or not sentences or (recording.duration_s or 0.0) > diarizer.longest:
        return None
    with _blocks(recording, 1) as blocks:
        samples = np.concatenate([block[0] for block in blocks])
    try:
        turns = diarizer.diarize(samples, RECOGNITION_RATE)
    except ModelMissingError:
        return None  # the words are here and can be told apart by themselves
    found: list[int] = []
    for each in sentences:
        voice = voice_at(turns, each.start or 0.0, each.end or 0.0)
        found.append(voice if voice is not None else (found[-1] if found else 0))
    return found


def _told_by_meaning(call: Call, utterances: Sequence[Utterance], *, whole_turns: bool) -> Words:
    if not utterances:
        return Words(utterances, SpeakersBy.SOURCE)
    told = tell_speakers(conversation_from(call, utterances), _profile(), whole_turns=whole_turns)
    return Words(_labelled(utterances, told.roles), SpeakersBy.MEANING, told.confidence)


def _labelled(utterances: Sequence[Utterance], roles: Sequence[str]) -> list[Utterance]:
    return [
        replace(each, speaker="manager" if role == "manager" else "client")
        for each, role in zip(utterances, roles, strict=True)
    ]


def _profile() -> CompanyProfile:
    rubric = rubrics.as_engine_rubric(rubrics.current_version())
    return knowledge.profile(company=companies.company(), rubric=rubric, with_references=False)
