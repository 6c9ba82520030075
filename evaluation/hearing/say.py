"""Says the corpus and keeps what the recogniser's network sees of it, ready to be learned from.

    python -m evaluation.hearing.say FOLDER --passes 2 --invented 60

Each pass says every text once, by a voice, at a pace and over a line drawn anew, and then come so many thousand texts
that are invented from them; kept are features of onnx-asr's
NeMo front end, 8 bits each: about 22 MB an hour of speech.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnx_asr.preprocessors.numpy_preprocessor import NemoPreprocessorNumpy

from mentor.engines.text_to_speech.espeak import EspeakTextToSpeech

from .kept import BINS, SCALE
from .sound import on_the_line
from .texts import Reading, invented, readings

LONGEST = 1500  # frames of 10 ms
USUAL = [f"m{n}" for n in range(1, 9)] + ["f1", "f2", "f3", "f5"]
KLATT = ["klatt", "klatt2", "klatt3", "klatt5", "klatt6"]
# other people's variants of the same synthesizer, without whispers and robots
OTHERS = [
    *(
        "Alex",
        "Alicia",
        "Andrea",
        "Andy",
        "Annie",
        "Denis",
        "Diogo",
        "Gene",
        "Henrique",
        "Hugo",
        "Jacky",
        "Lee",
    ),
    *(
        "Marco",
        "Mario",
        "Michael",
        "Mike",
        "Reed",
        "adam",
        "anika",
        "announcer",
        "antonio",
        "aunty",
        "belinda",
    ),
    *("benjamin", "boris", "caleb", "david", "ed", "edward", "grandma", "grandpa", "gustave", "ian", "iven"),
    *("john", "linda", "marcelo", "max", "michel", "miguel", "norbert", "pablo", "paul", "pedro", "quincy"),
    *("rob", "robert", "sandro", "shelby", "steph", "travis", "victor", "zac"),
]
PART = 1000  # texts of one file: learning can begin with the first
HELD = 240
UNSEEN = ("klatt4", "f4")


class Ear:
    """The front end of the network: what onnx-asr computes for ``nemo-conformer-ctc``, in 8 bits."""

    def __init__(self) -> None:
        self._front = NemoPreprocessorNumpy("nemo80")

    def features(self, sound: NDArray[np.float32]) -> NDArray[np.int8]:
        """``sound``: 16 kHz, shape (n,). Shape (frames, BINS)."""
        found, lengths = self._front(sound[None], np.array([len(sound)]))
        kept = found[0, :BINS, : int(lengths[0])].T
        return np.clip(np.round(kept * SCALE), -127, 127).astype(np.int8)


def drawn_voice(draw: np.random.Generator) -> str:
    kind = draw.random()
    names = USUAL if kind < 0.5 else KLATT if kind < 0.68 else OTHERS
    return f"ru+{names[int(draw.integers(len(names)))]}"


def say(texts: list[Reading], path: Path, seed: int, voices: tuple[str, ...] = ()) -> None:
    """Write ``path``.bin (int8) and ``path``.json: ends in frames, and what was written."""
    draw = np.random.default_rng(seed)
    engine, ear = EspeakTextToSpeech(), Ear()
    ends, written = [0], []
    began = time.perf_counter()
    with path.with_suffix(".bin").open("wb") as out:
        for number, at in enumerate(draw.permutation(len(texts))):
            text = texts[int(at)]
            voice = f"ru+{voices[number % len(voices)]}" if voices else drawn_voice(draw)
            speech = engine.speak(
                text.said,
                voice=voice,
                rate=float(draw.uniform(0.8, 1.12)),
                pitch=float(draw.uniform(0.75, 1.35)),
            )
            features = ear.features(on_the_line(speech, draw))
            if len(features) > LONGEST:
                continue
            out.write(features.tobytes())
            ends.append(ends[-1] + len(features))
            written.append(text.written)
            if number % 1000 == 999:
                print(
                    f"{path.name}: {number + 1}, {ends[-1] / 360000:.1f} h, {time.perf_counter() - began:.0f} s",
                    flush=True,
                )
    path.with_suffix(".json").write_text(json.dumps({"ends": ends, "written": written}, ensure_ascii=False))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--passes", type=int, default=2)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--invented", type=int, default=0, help="so many parts of a thousand")
    parser.add_argument("--first-invented", type=int, default=0)
    parser.add_argument("--few", type=int, help="only so many texts, for a check")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    known = readings(asked.folder / "readings.json")[: asked.few]
    taught, held = [r for r in known if not r.held_out], [r for r in known if r.held_out]
    wanted = [("held-seen", held[:HELD], 101, tuple(USUAL + KLATT))]
    wanted += [("tune-seen", held[HELD : 2 * HELD], 103, tuple(USUAL + KLATT))]
    wanted += [("held-seen-more", held[2 * HELD :], 104, tuple(USUAL + KLATT))]
    wanted += [(f"held-{voice}", held[:HELD], 102, (voice,)) for voice in UNSEEN]
    for number in range(asked.first, asked.passes):
        order = np.random.default_rng(number).permutation(len(taught))
        for part, start in enumerate(range(0, len(order), PART)):
            chosen = [taught[int(at)] for at in order[start : start + PART]]
            wanted.append((f"pass-{number}-{part:02d}", chosen, 100 * number + part + 1000, ()))
    for name, texts, seed, voices in wanted:
        if not (asked.folder / f"{name}.json").exists():  # each has its own seed: a stopped run goes on
            say(texts, asked.folder / name, seed, voices)
    for part in range(asked.first_invented, asked.invented):
        path, seed = asked.folder / f"pass-new-{part:03d}", 100_000 + part
        if not path.with_suffix(".json").exists():
            say(invented(taught, PART, np.random.default_rng(seed)), path, seed)


if __name__ == "__main__":
    main()
