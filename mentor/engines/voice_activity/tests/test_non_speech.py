from __future__ import annotations

import numpy as np
import pytest

from mentor.engines.voice_activity.energy import EnergyVoiceActivity
from mentor.engines.voice_activity.machines import announcements
from mentor.engines.voice_activity.non_speech import (
    NonSpeech,
    NonSpeechDetector,
    Pieces,
    long_silences,
    sort_out,
    without,
)
from mentor.engines.voice_activity.port import Span

from .sounds import KINDS, RATE, line, music, noise, speech, tone

pytestmark = pytest.mark.unit

VOICES = (
    ("ru", 1.0, 1.0),
    ("ru+m3", 1.0, 0.9),
    ("ru+f2", 1.0, 1.2),
    ("ru+f5", 0.8, 1.0),
    ("ru+m1", 1.3, 1.0),
)


def found(samples, rate=RATE):
    return listened(samples, rate).sounds


def listened(samples, rate=RATE):
    detector = NonSpeechDetector(rate)
    for block in np.split(samples, range(2 * rate, len(samples), 2 * rate)):
        detector.push(block)
    return detector.finish()


def sorted_out(*lanes):
    sounding = [EnergyVoiceActivity().speech(lane, RATE) for lane in lanes]
    return sort_out(sounding, [listened(lane) for lane in lanes])


def seconds(spans):
    return sum(span.end - span.start for span in spans)


@pytest.mark.parametrize("kind", KINDS)
def test_music_of_every_kind_is_found_whole(kind):
    pieces = found(line(noise(2), music(kind), noise(3)))
    assert [piece.kind for piece in pieces] == ["music"]
    assert pieces[0].start == pytest.approx(2.0, abs=1.3)
    assert pieces[0].end == pytest.approx(22.0, abs=1.3)


@pytest.mark.parametrize("rate", [8_000, 12_000, 16_000, 24_000])
def test_music_is_found_at_every_rate(rate):
    assert seconds(found(music("guitar", 10, rate), rate)) > 8


@pytest.mark.parametrize(("voice", "pace", "pitch"), VOICES)
def test_speech_is_neither_music_nor_a_tone(voice, pace, pitch):
    assert found(line(speech(voice, pace, pitch))) == ()


def test_several_people_at_once_are_no_music():
    voices = [speech(*each)[: 10 * RATE] for each in VOICES[:4]]
    assert found(line(sum(voices) / 4)) == ()


@pytest.mark.parametrize("level", [1e-3, 0.05, 0.3])
def test_noise_is_neither_music_nor_a_tone(level):
    assert found(noise(15, level)) == ()


def test_a_voice_over_quiet_music_in_the_room_stays_a_voice():
    voice = speech()
    assert found(line(voice + 0.13 * music("chords", len(voice) / RATE + 1)[: len(voice)])) == ()


@pytest.mark.parametrize(
    ("hertz", "on", "off", "times", "kind"),
    [
        (425, 0.8, 3.2, 4, "ringback"),
        (425, 1.0, 4.0, 3, "ringback"),
        (425, 0.35, 0.35, 8, "busy"),
        (425, 0.175, 0.175, 10, "busy"),
        (420, 0.4, 0.4, 6, "busy"),
        (1_000, 0.5, 1.0, 1, "beep"),
        (1_400, 0.4, 1.0, 1, "beep"),
    ],
)
def test_tones_of_the_network_are_found_pulse_by_pulse(hertz, on, off, times, kind):
    pieces = found(line(noise(1.5), tone(hertz, on, off, times), noise(1)))
    assert [piece.kind for piece in pieces] == [kind] * times
    assert seconds(pieces) == pytest.approx(on * times, rel=0.35)
    assert pieces[0].start == pytest.approx(1.5, abs=0.1)


@pytest.mark.parametrize(
    ("hertz", "on", "times"), [(425, 0.35, 2), (425, 0.1, 1), (300, 0.5, 2), (1_000, 0.2, 1)]
)
def test_a_tone_too_short_or_of_another_kind_is_left_alone(hertz, on, times):
    assert found(line(noise(2), tone(hertz, on, on, times), noise(2))) == ()


def test_the_answer_does_not_depend_on_the_blocks():
    samples = line(tone(425, 0.8, 3.2, 2), speech(), music("guitar", 12))
    whole, cut = NonSpeechDetector(RATE), NonSpeechDetector(RATE)
    whole.push(samples)
    for block in np.split(samples, [1, 700, 701, 9_000, 40_001, 200_000]):
        cut.push(block)
    assert whole.finish() == cut.finish()


@pytest.mark.parametrize("samples", [0, 1, 500, 16_000])
def test_silence_of_any_length_holds_nothing(samples):
    assert found(np.zeros(samples, dtype=np.float32)) == ()


def test_ringing_is_one_piece_and_the_speech_after_it_stays_whole():
    said = speech()
    result = sorted_out(line(tone(425, 0.8, 3.2, 3), said))
    assert [piece.kind for piece in result.non_speech[0]] == ["ringback"]
    assert result.non_speech[0][0].end == pytest.approx(8.8, abs=0.1)
    alone = EnergyVoiceActivity().speech(line(noise(12), said), RATE)
    assert result.speech[0][0].start == pytest.approx(12.0, abs=0.3)
    assert seconds(result.speech[0]) == pytest.approx(seconds(alone), rel=0.1)


def test_music_on_hold_is_taken_out_of_the_speech_around_it():
    said = speech()
    result = sorted_out(line(said, noise(1), music("piano", 30), noise(1), speech("ru+f5", 0.8)))
    length = len(said) / RATE
    assert [piece.kind for piece in result.non_speech[0]] == ["music"]
    inside = [span for span in result.speech[0] if length + 1.5 < span.start < length + 30]
    assert inside == []
    assert any(span.end > length + 33 for span in result.speech[0])


def test_an_announcement_between_music_is_no_client_unless_it_is_answered():
    announcement = speech()[: 8 * RATE]
    client = line(music("band", 12), noise(1), announcement, noise(1), music("band", 12))
    silent = noise(len(client) / RATE)
    kinds = [piece.kind for piece in sorted_out(silent, client).non_speech[1]]
    assert kinds == ["music", "prompt", "music"]
    answering = silent.copy()
    answering[15 * RATE : 17 * RATE] += speech()[: 2 * RATE]
    kinds = [piece.kind for piece in sorted_out(answering, client).non_speech[1]]
    assert kinds == ["music", "music"]
    kinds = [piece.kind for piece in sorted_out(client).non_speech[0]]
    assert kinds == ["music", "music"]


def test_a_menu_at_the_calls_start_is_a_machine_where_nobody_answers_it_before_the_ringing():
    menu = line(noise(1), speech("ru+f2")[: 9 * RATE], noise(1), tone(425, 0.8, 3.2, 2), noise(1))
    manager = line(menu, speech("ru+f5", 0.8)[: 5 * RATE], noise(2))
    client = line(noise(len(menu) / RATE + 5), speech("ru+m3")[: 2 * RATE])[: len(manager)]
    result = sorted_out(manager, client)
    assert [piece.kind for piece in result.non_speech[0]] == ["prompt", "ringback"]
    assert seconds(result.speech[0]) == pytest.approx(5.0, abs=0.7)
    answering = client.copy()
    answering[5 * RATE : 7 * RATE] += speech("ru+m3")[: 2 * RATE]
    kinds = [piece.kind for piece in sorted_out(manager, answering).non_speech[0]]
    assert kinds == ["ringback"]


GREETING = speech("ru+f2")[: 7 * RATE]
AFTER_RINGING = (tone(425, 0.8, 3.2, 2), GREETING, noise(1), tone(1_000, 0.6, 1.0, 1))


def test_a_greeting_before_the_beep_is_a_machine_and_the_message_after_it_is_the_callers():
    machine = line(*AFTER_RINGING, noise(10))
    caller = line(noise(18), speech("ru+m3")[: 6 * RATE], noise(3))[: len(machine)]
    result = sorted_out(caller, machine)
    assert [piece.kind for piece in result.non_speech[1]] == ["ringback", "voicemail", "beep"]
    assert result.speech[1] == ()
    assert seconds(result.speech[0]) == pytest.approx(6.0, abs=1.0)


@pytest.mark.parametrize(
    ("says", "after"),
    [
        (noise(30), speech("ru+m1")[: 4 * RATE]),
        (line(noise(10), speech("ru+m3")[: 4 * RATE], noise(16)), noise(4)),
    ],
    ids=["it goes on after the beep", "the caller talks to it"],
)
def test_a_person_whose_line_beeps_is_no_machine(says, after):
    lane = line(*AFTER_RINGING, after, noise(12))
    result = sorted_out(line(says, noise(5))[: len(lane)], lane)
    assert "voicemail" not in [piece.kind for piece in result.non_speech[1]]
    assert seconds(result.speech[1]) > 5


@pytest.mark.parametrize("rate", [8_000, 16_000])
def test_an_announcement_that_is_played_again_is_a_machine_in_one_lane_too(rate):
    announcement, english = speech("ru+f5", rate=rate)[: 5 * rate], speech("ru+m1", rate=rate)[9 * rate :]
    parts = (announcement, noise(1.3, rate=rate), english[: 3 * rate], noise(1.3, rate=rate), announcement)
    lane = line(noise(1, rate=rate), *parts, noise(1, rate=rate), rate=rate)
    sounding = EnergyVoiceActivity().speech(lane, rate)
    result = sort_out([sounding], [listened(lane, rate)])
    assert {piece.kind for piece in result.non_speech[0]} == {"prompt"}
    assert seconds(result.speech[0]) < 4


def test_a_person_who_says_the_same_words_again_says_them_otherwise():
    lane = line(speech()[: 8 * RATE], noise(2), speech("ru", 0.9)[: 9 * RATE], noise(1))
    assert listened(lane).repeats == ()


@pytest.mark.parametrize(
    ("span", "piece", "left"),
    [
        ((0, 10), ("music", 4, 6), [(0, 4), (6, 10)]),
        ((0, 10), ("music", 0.8, 9.5), []),
        ((0, 10), ("busy", 0.5, 9.5), [(0, 0.5), (9.5, 10)]),
        ((0, 10), ("busy", 0.2, 9.9), []),
        ((0, 10), ("music", 20, 30), [(0, 10)]),
        ((0, 10), ("music", -1, 11), []),
    ],
)
def test_crumbs_beside_music_and_tones_are_no_speech(span, piece, left):
    assert without([Span(*span)], [NonSpeech(*piece)]) == [Span(*each) for each in left]


def test_somebody_speaking_between_two_rings_parts_them():
    pieces = (NonSpeech("ringback", 0, 1), NonSpeech("ringback", 5, 6))
    assert len(sort_out([[]], [Pieces(pieces)]).non_speech[0]) == 1
    assert len(sort_out([[Span(2, 4)]], [Pieces(pieces)]).non_speech[0]) == 2


@pytest.mark.parametrize(
    ("spans", "duration", "wanted"),
    [
        ([(0, 5), (16, 20)], 21, [(5, 16)]),
        ([(12, 20)], 35, [(0, 12), (20, 35)]),
        ([(0, 5), (14, 20)], 21, []),
        ([(0, 30), (5, 6)], 31, []),
        ([], 12, [(0, 12)]),
        ([], 9, []),
    ],
)
def test_a_long_silence_is_ten_seconds_of_nothing_in_any_lane(spans, duration, wanted):
    assert long_silences([Span(*each) for each in spans], duration) == [Span(*each) for each in wanted]


def test_a_word_in_the_lines_noise_that_comes_round_again_stays_a_persons_word():
    speech_of_lane = [Span(0.0, 9.0), Span(12.1, 12.7), Span(20.0, 30.0), Span(33.2, 33.7)]
    noise_again = [Span(9.2, 14.4), Span(30.1, 35.0)]
    assert announcements(speech_of_lane, noise_again) == []
    said_again = [Span(0.0, 8.5), Span(20.5, 30.0)]
    assert announcements(speech_of_lane, said_again) == [Span(0.0, 9.0), Span(20.0, 30.0)]
