"""What telephony sends decodes; a hundred damaged copies of it neither crash nor hang the process."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from mentor.engines.audio import AudioError, Limits, decode, prepare

from .recordings import (
    KINDS,
    SECONDS,
    bit_flipped,
    conversation,
    gsm49_wav,
    holed,
    overwritten,
    truncated,
    write,
)

HARMS = (truncated, bit_flipped, holed, overwritten)
LIMITS = Limits(max_duration=60, max_wall=20)
SENT = {
    "mp3": "libmp3lame",
    "ogg": "libopus",
    "wav PCM": "pcm_s16le",
    "wav A-law": "pcm_alaw",
    "wav µ-law": "pcm_mulaw",
    "wav ADPCM": "adpcm_ms",
    "AMR": "libopencore_amrnb",
    "AAC": "aac",
}


def sample(name: str, folder) -> bytes:
    """A second or two of one kind."""
    if name == "gsm49":
        return gsm49_wav(2.0)
    kind = next(one for one in KINDS if one.name == name)
    return write(folder / "whole", kind, conversation(kind.rate, kind.channels, seconds=2.0)).read_bytes()


def survive(name: str, folder, first: int, count: int) -> int:
    """Prepare damaged copies; every one ends in a result or in an ``AudioError``. Returns results."""
    data, source, results = sample(name, folder), folder / "call", 0
    for seed in range(first, first + count):
        source.write_bytes(HARMS[seed % len(HARMS)](data, seed))
        try:
            prepared = prepare(source, folder / "out.opus", limits=LIMITS)
        except AudioError:
            continue
        results += 1
        assert 0 < prepared.real_duration <= LIMITS.max_duration
    return results


@pytest.mark.unit
def test_the_kinds_that_telephony_sends_are_all_tried_from_8_to_48_kilohertz_in_one_and_two_channels():
    tried = {kind.codec for kind in KINDS}
    assert set(SENT.values()) <= tried
    for codec in ("libmp3lame", "libopus", "pcm_s16le", "aac"):
        kinds = [kind for kind in KINDS if kind.codec == codec]
        assert {kind.channels for kind in kinds} == {1, 2}
        assert min(kind.rate for kind in kinds) == 8_000
        assert max(kind.rate for kind in kinds) >= 44_100
    assert {"m4a", "webm", "amr"} <= {kind.suffix for kind in KINDS}


@pytest.mark.unit
def test_microsofts_gsm_in_wav_decodes_whole(tmp_path):
    source = tmp_path / "call.wav"
    source.write_bytes(gsm49_wav())
    prepared = prepare(source, tmp_path / "out.opus")
    assert prepared.info.codec == "gsm_ms"
    assert not prepared.damaged
    assert prepared.real_duration == pytest.approx(SECONDS, abs=0.1)
    samples = np.concatenate(list(decode(source, rate=8_000)), axis=1)
    assert np.sqrt(np.mean(samples**2)) > 0.01


@pytest.mark.unit
@pytest.mark.parametrize(
    "name", ["gsm49", "wav-adpcm_ima_wav-8000-2", "aac-aac-8000-1", "3gp-libopencore_amrnb-8000-1"]
)
def test_damaged_copies_end_in_a_result_or_a_clear_error(tmp_path, name):
    assert survive(name, tmp_path, first=0, count=12) > 0


@pytest.mark.long
@pytest.mark.parametrize("name", ["gsm49", *(kind.name for kind in KINDS)])
def test_a_hundred_damaged_copies_neither_crash_nor_hang(tmp_path, name):
    """In a process of its own: a crash of the decoder would take the tests along."""
    program = (
        "import sys; from pathlib import Path; from mentor.engines.audio.tests.test_telephony import survive;"
        "print(survive(sys.argv[1], Path(sys.argv[2]), 1000, 100))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, name, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) > 0
