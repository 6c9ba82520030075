"""What hearing and speaking cost around the engines: run ``python -m benchmarks speech [--calls 8] [--long-hours 3]``.

The recogniser is the miniature one, so quick that the pipeline's share looks larger than beside a real model: both
are printed. ``--calls 0`` leaves out the calls at once.
"""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing
import tempfile
import time
from functools import cache
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import Any

from mentor.demonstration.content import Line
from mentor.demonstration.voice import record, timbre, wav_bytes
from mentor.engines import audio
from mentor.engines.speech_to_text.chunks import transcribe_blocks
from mentor.engines.speech_to_text.miniature import NAME
from mentor.engines.speech_to_text.miniature import engine as miniature
from mentor.engines.speech_to_text.onnx_asr_engine import OnnxAsrSpeechToText, Recogniser
from mentor.engines.speech_to_text.port import Segment
from mentor.engines.text_to_speech.espeak import EspeakTextToSpeech
from mentor.engines.text_to_speech.reading import ReadingTextToSpeech
from mentor.speech.rules import merge_lanes

from . import report, speech_load, talks
from .audio import make, peak_of_this_process

LIMIT_SHARE = 0.05  # of the bare recogniser's time
LIMIT_GROWTH_MB = 32.0
LIMIT_FIRST_MS = 60.0
USUAL_FACTOR = 0.03  # a real model's time on a processor, of the audio's: the quickest that is published
RATE = 16_000
SENTENCE = "Добрый день, звоню по вашей заявке на остекление балкона сегодня"


@cache
def recording(number: int) -> bytes:
    """One of the benchmark's talks, spoken: WAV, two lanes, 8 kHz."""
    talk = json.loads(talks.body(number, "speech"))["transcript"]["utterances"]
    lines = [Line("client" if each["speaker"] == "client" else "manager", each["text"]) for each in talk]
    own = timbre(f"manager {number}", "female")
    other = timbre(f"client {number}", "male")
    return wav_bytes(
        record(lines, call_id=str(number), manager=own, client=other, engine=EspeakTextToSpeech())
    )


class Clock:
    """A loaded recogniser that counts the processor's seconds spent inside, whatever else the machine does."""

    def __init__(self, inner: Recogniser) -> None:
        self.inner, self.seconds = inner, 0.0

    def recognize(self, waveform: list[Any], *, sample_rate: int, **options: str) -> Any:
        began = time.process_time()
        try:
            return self.inner.recognize(waveform, sample_rate=sample_rate, **options)
        finally:
            self.seconds += time.process_time() - began


def share() -> None:
    """The pipeline around the recogniser: decoding, cutting, merging; processor seconds of one run."""
    clocks: list[Clock] = []

    def load(*asked: Any) -> Recogniser:
        clocks.append(Clock(miniature.load(*asked)))
        return clocks[-1]

    recogniser = OnnxAsrSpeechToText("nemo-conformer-ctc", miniature.FOLDER, load=load)
    calls = [recording(number) for number in range(4)]
    spoken = [(call, known(call)) for call in calls]
    hear(spoken[:1], recogniser)  # what is loaded once is no part of it
    clocks[0].seconds = 0.0
    began = time.process_time()
    hear(spoken, recogniser)
    spent = time.process_time() - began
    inside, seconds = clocks[0].seconds, sum(prepared.real_duration for _, prepared in spoken)
    around, real = spent - inside, USUAL_FACTOR * seconds
    report.table(
        ("recogniser", "inside, ms a minute", "around it, ms a minute", "share", f"<= {LIMIT_SHARE:.0%}"),
        [
            (name, f"{time_ * 60_000 / seconds:.0f}", f"{around * 60_000 / seconds:.0f}",
             f"{around / time_:.1%}", report.at_most(around / time_, LIMIT_SHARE))
            for name, time_ in ((NAME, inside), (f"one at {USUAL_FACTOR:g} of real time", real))
        ],
    )  # fmt: skip


def hear(calls: list[tuple[bytes, audio.Prepared]], recogniser: OnnxAsrSpeechToText) -> None:
    """What the pipeline's step does; where somebody speaks is known before it."""
    for call, prepared in calls:
        rate = min(prepared.info.sample_rate, RATE)
        blocks = audio.decode(io.BytesIO(call), rate=rate, lanes=2)
        merge_lanes(transcribe_blocks(recogniser, blocks, rate, prepared.activity, heard_at=RATE))


def known(call: bytes) -> audio.Prepared:
    with tempfile.TemporaryDirectory() as folder:
        return audio.prepare(io.BytesIO(call), Path(folder) / "call.opus")


class Nobody:
    """Hears nothing: what is left is the memory of everything around."""

    name = "nobody"

    def transcribe(self, *_sound: Any, **_options: Any) -> tuple[Segment, ...]:
        return ()


def _peak(path: str, answer: SimpleQueue[float]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        activity = audio.prepare(Path(path), Path(folder) / "call.opus").activity
        transcribe_blocks(Nobody(), audio.decode(Path(path), rate=RATE, lanes=2), RATE, activity)
    answer.put(peak_of_this_process())


def memory(hours: float) -> None:
    context = multiprocessing.get_context("spawn")
    peaks = []
    with tempfile.TemporaryDirectory() as folder:
        for minutes in (10, int(hours * 60)):
            path = Path(folder) / f"{minutes}.wav"
            make(path, "wav", "pcm_alaw", 8_000, 2, minutes)
            answer: SimpleQueue[float] = context.SimpleQueue()
            process = context.Process(target=_peak, args=(str(path), answer))
            process.start()
            process.join()
            peaks.append(float(answer.get()) if process.exitcode == 0 else float("nan"))
    grown = peaks[1] - peaks[0]
    print(
        f"peak memory, 10 minutes: {peaks[0]:.0f} MB, {hours:g} hours: {peaks[1]:.0f} MB; growth {grown:.1f} MB, "
        f"limit {LIMIT_GROWTH_MB:.0f}: {report.at_most(grown, LIMIT_GROWTH_MB)}\n"
    )


def first_audio() -> None:
    voice = ReadingTextToSpeech(EspeakTextToSpeech())
    next(voice.stream(SENTENCE))  # what is loaded once is no part of it
    took = []
    for number in range(20):
        began = time.perf_counter()
        next(voice.stream(f"{SENTENCE} {number}"))
        took.append((time.perf_counter() - began) * 1000)
    middle = report.median(took)
    print(
        f"first audio of a sentence, espeak-ng: median {middle:.0f} ms, p95 {report.percentile(took, 0.95):.0f} ms, "
        f"limit {LIMIT_FIRST_MS:.0f}: {report.at_most(middle, LIMIT_FIRST_MS)}\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--calls", type=int, default=8)
    parser.add_argument("--long-hours", type=float, default=3.0)
    asked = parser.parse_args()
    share()
    first_audio()
    memory(asked.long_hours)
    if asked.calls:
        speech_load.at_once(asked.calls, recording)


if __name__ == "__main__":
    main()
