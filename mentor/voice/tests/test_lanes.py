from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mentor.engines.audio import decode
from mentor.engines.text_to_speech.port import Speech
from mentor.engines.voice_activity.live import RATE
from mentor.voice.lanes import Lanes
from mentor.voice.sound import at_wire_rate, to_wire

pytestmark = pytest.mark.unit
TONE = np.sin(np.arange(RATE * 4) * 0.2).astype(np.float32) / 2
SECOND = to_wire(TONE[:RATE])


def test_both_sides_stand_in_one_recording_each_in_its_lane_and_place(tmp_path: Path):
    lanes = Lanes(tmp_path / "talk")
    for _ in range(3):
        lanes.hear(SECOND)
    lanes.speak(TONE, at=2.0)
    lanes.cut(2.5)
    lanes.seal(tmp_path / "talk.ogg")
    sound = np.concatenate(list(decode(tmp_path / "talk.ogg", rate=RATE, lanes=2)), axis=1)
    assert sound.shape[1] == pytest.approx(3 * RATE, abs=RATE // 10)
    loud = [
        np.abs(sound[1, round(at * RATE) : round((at + 0.2) * RATE)]).mean() > 0.1 for at in (1.0, 2.1, 2.7)
    ]
    assert loud == [False, True, False]


def test_a_process_that_was_killed_goes_on_at_the_end_of_what_it_had_written(tmp_path: Path):
    before = Lanes(tmp_path / "talk")
    for start in range(0, len(SECOND), 640):  # frames of 20 ms, the last of them is never waited for
        before.hear(SECOND[start : start + 640])
    after = Lanes(tmp_path / "talk")
    assert after.seconds == 1.0
    after.hear(SECOND)
    assert Lanes(tmp_path / "talk").seconds == 2.0


def test_a_note_that_cannot_be_read_is_no_note(tmp_path: Path):
    lanes = Lanes(tmp_path / "talk")
    assert lanes.noted() is None
    (tmp_path / "talk" / "heard.json").write_text('{"turn": 1, "te')
    assert lanes.noted() is None
    lanes.note({"turn": 2, "text": "да"})
    assert lanes.noted() == {"turn": 2, "text": "да"}


def test_a_voice_of_another_rate_comes_out_at_ours_with_its_tone_in_place():
    at = np.arange(22_050) / 22_050
    heard = at_wire_rate(Speech(np.sin(2 * np.pi * 440 * at).astype(np.float32), 22_050))
    assert len(heard) == RATE
    assert np.argmax(np.abs(np.fft.rfft(heard))) == 440
