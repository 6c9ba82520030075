"""How fast recordings are decoded, split and prepared, as a multiple of real time, and in how much memory.

Run: ``python -m benchmarks.audio [--minutes 10] [--long-hours 2]``. Files are made up in a temporary folder.
The limit stands beside each figure; a figure under its limit is printed as such, nothing is left out.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream

from mentor.engines.audio import decode, peaks, prepare
from mentor.engines.voice_activity.energy import EnergyVoiceActivity

LIMIT_DECODE = 500.0  # times real time, decoding and splitting
LIMIT_GROWTH_MB = 32.0  # memory of a long file over that of a short one
KINDS = (
    ("wav A-law, 2 lanes", "wav", "pcm_alaw", 8_000, 2, 0),
    ("wav PCM16, 2 lanes", "wav", "pcm_s16le", 8_000, 2, 0),
    ("mp3 16 kHz, 2 lanes", "mp3", "libmp3lame", 16_000, 2, 0),
    ("mp3 8 kHz, 1 lane", "mp3", "libmp3lame", 8_000, 1, 0),
    *((f"ogg opus, 2 lanes, {bits} kbit/s", "ogg", "libopus", 48_000, 2, bits) for bits in (24, 32, 48, 64)),
    ("ogg opus, 2 lanes, as music", "ogg", "libopus", 48_000, 2, 0),
    ("m4a aac 44.1 kHz, 2 lanes", "ipod", "aac", 44_100, 2, 0),
    ("amr-nb, 1 lane", "amr", "libopencore_amrnb", 8_000, 1, 12),
)


def minute(rate: int, lanes: int, seed: int) -> np.ndarray:
    """A minute of turns: harmonics with a syllable rhythm, the lanes taking turns, line noise under them."""
    random = np.random.default_rng(seed)
    at = np.arange(60 * rate) / rate
    tone = sum(np.sin(2 * np.pi * 130 * k * at) / k for k in range(1, 10))
    tone = tone * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * at)) * 0.15
    turns = (np.floor(at / 3.0) % 2).astype(bool)
    sides = [tone * turns, tone * ~turns] if lanes == 2 else [tone]
    return (np.stack(sides) + random.normal(0, 1e-3, (lanes, len(at)))).astype(np.float32)


def make(path: Path, container: str, codec: str, rate: int, lanes: int, minutes: int, kbits: int = 0) -> None:
    """``kbits``: as recorders of calls ask for; 0: what the encoder takes where nothing is asked."""
    layout = "stereo" if lanes == 2 else "mono"
    packed = np.ascontiguousarray(minute(rate, lanes, seed=1).T).reshape(1, -1)
    with av.open(str(path), "w", format=container) as out:
        options = {"application": "voip"} if codec == "libopus" and kbits else {}
        stream = cast("AudioStream", out.add_stream(codec, rate=rate, layout=layout, options=options))
        if kbits:
            stream.bit_rate = 12_200 if codec == "libopencore_amrnb" else kbits * 1000
        for number in range(minutes):
            frame = AudioFrame.from_ndarray(packed, format="flt", layout=layout)
            frame.sample_rate, frame.time_base = rate, Fraction(1, rate)
            frame.pts = number * 60 * rate
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def speed(seconds: float, work: Callable[[], object]) -> float:
    """Best of three, as a multiple of real time."""
    best = min(_timed(work) for _ in range(3))
    return seconds / best


def _timed(work: Callable[[], object]) -> float:
    """Processor seconds of all threads: what else the machine does is no part of it."""
    began = time.process_time()
    work()
    return time.process_time() - began


def drain(path: Path) -> None:
    for _ in decode(path, rate=16_000):
        pass


def drain_own_rate(path: Path, rate: int, lanes: int) -> None:
    for _ in decode(path, rate=rate, lanes=lanes):
        pass


def _peak_of(path: str, out: str, answer: SimpleQueue[float]) -> None:
    prepare(Path(path), Path(out))
    answer.put(peak_of_this_process())


def peak_of_this_process() -> float:
    """MB; not ru_maxrss: Linux keeps the parent's through exec."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def peak_memory(path: Path, folder: Path) -> float:
    """MB that a fresh process reaches while it prepares one file."""
    context = multiprocessing.get_context("spawn")
    answer: SimpleQueue[float] = context.SimpleQueue()
    process = context.Process(target=_peak_of, args=(str(path), str(folder / "memory.opus"), answer))
    process.start()
    process.join()
    return float(answer.get()) if process.exitcode == 0 else float("nan")


def verdict(value: float, limit: float, *, at_least: bool) -> str:
    return (
        "ok"
        if (value >= limit if at_least else value <= limit)
        else "UNDER THE LIMIT"
        if at_least
        else "OVER"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=10)
    parser.add_argument("--long-hours", type=float, default=2.0)
    asked = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, PyAV {av.__version__}")
    print(f"{asked.minutes}-minute files; x = times real time, by the processor's time; best of three\n")
    print(f"{'file':<32}{'decode+split x':>15}{'to 16 kHz x':>13}{'peaks x':>10}{'prepare x':>11}  limit")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for title, container, codec, rate, lanes, kbits in KINDS:
            path = folder / f"{codec}-{rate}-{lanes}"
            make(path, container, codec, rate, lanes, asked.minutes, kbits)
            row(title, path, min(rate, 16_000), lanes, asked.minutes)
            path.unlink()
        activity(asked.minutes)
        memory(folder, asked.minutes, asked.long_hours)


def row(title: str, path: Path, rate: int, lanes: int, minutes: int) -> None:
    seconds = minutes * 60.0
    decoding = speed(seconds, lambda: drain_own_rate(path, rate, lanes))
    print(
        f"{title:<32}{decoding:>15.0f}{speed(seconds, lambda: drain(path)):>13.0f}"
        f"{speed(seconds, lambda: peaks(path)):>10.0f}"
        f"{speed(seconds, lambda: prepare(path, path.with_suffix('.opus'))):>11.0f}"
        f"  decode >= {LIMIT_DECODE:.0f}: {verdict(decoding, LIMIT_DECODE, at_least=True)}"
    )


def activity(minutes: int) -> None:
    lane = np.tile(minute(8_000, 1, seed=2)[0], minutes)
    heard = speed(minutes * 60.0, lambda: EnergyVoiceActivity().speech(lane, 8_000))
    print(f"\nvoice activity, 8 kHz lane: {heard:.0f} x")


def memory(folder: Path, minutes: int, hours: float) -> None:
    short, long = folder / "short.wav", folder / "long.wav"
    make(short, "wav", "pcm_alaw", 8_000, 2, minutes)
    make(long, "wav", "pcm_alaw", 8_000, 2, int(hours * 60))
    small, large = peak_memory(short, folder), peak_memory(long, folder)
    print(
        f"peak memory of a process preparing {minutes} min: {small:.0f} MB, {hours:g} h: {large:.0f} MB; "
        f"growth {large - small:.1f} MB, limit {LIMIT_GROWTH_MB:.0f}: "
        f"{verdict(large - small, LIMIT_GROWTH_MB, at_least=False)}"
    )


if __name__ == "__main__":
    main()
