"""Labelled calls as they are heard: spoken into two lanes of a telephone recording, recognised, and judged again.

Used by ``python manage.py evaluate DIR --audio``: how much each figure loses against the typed text.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from mentor.demonstration.content import Line
from mentor.demonstration.voice import record, timbre, wav_bytes
from mentor.engines import audio
from mentor.engines.assessor.port import Assessor
from mentor.engines.conversation import Utterance
from mentor.engines.speech_to_text.chunks import transcribe_blocks
from mentor.engines.speech_to_text.port import SpeechToText
from mentor.engines.text_to_speech.port import TextToSpeech
from mentor.engines.text_to_speech.spoken import spoken
from mentor.speech.rules import merge_lanes

from .hearing.errors import distance, plain
from .labelled import Labelled, load_labelled
from .measure import judge
from .metrics import figures

RATE = 16_000
Table = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Ears:
    """A voice that says the calls and a recogniser that listens."""

    voice: TextToSpeech
    recogniser: SpeechToText


@dataclass(frozen=True, slots=True)
class Heard:
    """A call with recognised words; ``wrong`` of ``said`` words were heard wrong."""

    call: Labelled
    wrong: int
    said: int


def listen(call: Labelled, ears: Ears) -> Heard:
    """Speak a call, hear it through the product's own path. Raises ``EngineError``."""
    talk = call.conversation
    manager = timbre(talk.manager_name or "manager", "female")
    client = timbre(call.id, "male", unlike=manager)
    lines = [
        Line("manager" if each.speaker == "manager" else "client", spoken(each.text, {}))
        for each in talk.utterances
        if any(letter.isalnum() for letter in each.text)
    ]
    recording = wav_bytes(record(lines, call_id=call.id, manager=manager, client=client, engine=ears.voice))
    utterances = recognised(recording, ears.recogniser)
    wrong = said = 0
    for side in ("manager", "client"):
        words = plain(" ".join(line.text for line in lines if line.speaker == side)).split()
        answer = plain(" ".join(each.text for each in utterances if each.speaker == side)).split()
        wrong, said = wrong + distance(words, answer), said + len(words)
    return Heard(replace(call, conversation=replace(talk, utterances=tuple(utterances))), wrong, said)


def recognised(recording: bytes, recogniser: SpeechToText) -> Sequence[Utterance]:
    """Two lanes into utterances: manager left, client right. Raises ``EngineError``."""
    with tempfile.TemporaryDirectory(prefix="mentor-heard-") as folder:
        activity = audio.prepare(io.BytesIO(recording), Path(folder) / "call.opus").activity
    with closing(audio.decode(io.BytesIO(recording), rate=RATE, lanes=len(activity))) as blocks:
        return merge_lanes(transcribe_blocks(recogniser, blocks, RATE, activity))


def evaluate(assessor: Assessor, ears: Ears, folder: Path, limit: int) -> dict[str, Table]:
    """Columns ``typed`` and ``heard`` of the first ``limit`` calls, spread over the folder."""
    calls = load_labelled(folder, contrast=False)
    chosen = calls[:: max(1, len(calls) // max(1, limit))][:limit]
    heard = [listen(call, ears) for call in chosen]
    typed = dict(figures(judge(assessor, chosen, [])))
    by_ear = dict(figures(judge(assessor, [each.call for each in heard], [])))
    said = sum(each.said for each in heard)
    by_ear["words wrong"] = sum(each.wrong for each in heard) / said if said else None
    typed["words wrong"] = 0.0
    return {"typed": typed, "heard": by_ear}


def show(columns: Mapping[str, Table]) -> str:
    """Figures down; typed, heard and the difference across."""
    lines = [f"{'':32}{'typed':>10}{'heard':>10}{'change':>10}"]
    for name, typed in columns["typed"].items():
        heard = columns["heard"].get(name)
        change = None if typed is None or heard is None else heard - typed
        cells = "".join(f"{'—' if cell is None else f'{cell:.3f}':>10}" for cell in (typed, heard))
        lines.append(f"{name:32}{cells}{'—' if change is None else f'{change:+.3f}':>10}")
    return "\n".join(lines)
