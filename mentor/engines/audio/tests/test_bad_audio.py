"""Bad recordings: each ends in a result or in an ``AudioError`` with its code."""

from __future__ import annotations

import io
import struct
from types import SimpleNamespace

import numpy as np
import pytest

from mentor.engines.audio import AudioError, Limits, decode, peaks, prepare, probe
from mentor.engines.audio.signature import container_of

from .recordings import KINDS, SECONDS, Kind, bit_flipped, conversation, png, truncated, write, write_video

pytestmark = [pytest.mark.unit, pytest.mark.slow]

BY_NAME = {kind.name: kind for kind in KINDS}
MONO = BY_NAME["wav-pcm_s16le-8000-1"]
FRAGILE = (
    "wav-pcm_alaw-8000-2",
    "mp3-libmp3lame-16000-2",
    "ogg-libopus-48000-2",
    "webm-libopus-48000-1",
    "flac-flac-8000-1",
    "m4a-aac-16000-2",
    "amr-libopencore_amrnb-8000-1",
    "wav-adpcm_ms-8000-1",
)
PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
NOT_AUDIO = {
    "text": ("Добрый день! Это не запись, а письмо. " * 200).encode(),
    "picture": png(),
    "playlist": PLAYLIST,
    "concat": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "page": b"<!doctype html><title>404</title>" * 50,
    "pdf": b"%PDF-1.7\n" + b"0" * 5_000,
    "zip": b"PK\x03\x04" + b"\0" * 500,
    "zeros": b"\0" * 40_000,
    "one byte": b"R",
    "lone sync": b"\xff\xfb\x90\x00" + b"\x11" * 4_000,
    "tagged text": b"ID3\x04\0\0\0\0\0\0" + b"text " * 2_000,
}


def code_of(call) -> str:
    with pytest.raises(AudioError) as refused:
        call()
    assert str(refused.value)
    return refused.value.code


@pytest.mark.parametrize("name", NOT_AUDIO)
def test_what_is_not_audio_is_refused_whatever_its_name(tmp_path, name):
    source = tmp_path / "call.mp3"
    source.write_bytes(NOT_AUDIO[name])
    assert code_of(lambda: probe(source)) == "not_audio"
    assert code_of(lambda: prepare(source, tmp_path / "out.opus")) == "not_audio"
    assert [path.name for path in tmp_path.iterdir()] == ["call.mp3"]


def test_random_bytes_are_hardly_ever_taken_for_audio():
    random = np.random.default_rng(11)
    taken = sum(container_of(random.bytes(16_384), 16_384) is not None for _ in range(100))
    assert taken <= 1


def test_an_empty_file_is_named_so(tmp_path):
    (tmp_path / "call.wav").touch()
    assert code_of(lambda: probe(tmp_path / "call.wav")) == "empty"


def test_a_video_without_sound_is_named_so(tmp_path):
    source = write_video(tmp_path / "film.mp4")
    assert code_of(lambda: probe(source)) == "no_audio_track"


@pytest.mark.parametrize("keep", [12, 20, 44])
def test_a_header_without_sound_is_unreadable(tmp_path, keep):
    source = write(tmp_path / "call.wav", MONO)
    source.write_bytes(source.read_bytes()[:keep])
    assert code_of(lambda: prepare(source, tmp_path / "out.opus")) in ("unreadable", "no_audio_track")
    assert not (tmp_path / "out.opus").exists()


@pytest.mark.parametrize("name", ["wav-pcm_s16le-8000-1", "flac-flac-8000-1", "mp3-libmp3lame-8000-1"])
def test_a_lost_tail_leaves_what_came_before_and_says_so(tmp_path, name):
    source = write(tmp_path / "call", BY_NAME[name])
    data = source.read_bytes()
    source.write_bytes(data[: len(data) // 2])
    prepared = prepare(source, tmp_path / "out.opus")
    assert prepared.damaged
    assert 0.3 * SECONDS < prepared.real_duration < 0.75 * SECONDS
    assert prepared.peaks.duration == prepared.real_duration
    assert (tmp_path / "out.opus").exists()


def test_a_broken_middle_is_skipped_and_flagged(tmp_path):
    source = write(tmp_path / "call.flac", BY_NAME["flac-flac-22050-2"])
    data = bytearray(source.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 3_000] = b"\x55" * 3_000
    source.write_bytes(bytes(data))
    prepared = prepare(source, tmp_path / "out.opus")
    assert prepared.damaged
    assert prepared.real_duration > 0.5 * SECONDS


@pytest.mark.parametrize("harm", [truncated, bit_flipped], ids=["truncated", "bit-flipped"])
@pytest.mark.parametrize("name", FRAGILE)
def test_damage_ends_in_a_result_or_an_audio_error(tmp_path, name, harm):
    kind = BY_NAME[name]
    seconds = 2.0 if kind.container == "ogg" else 1.0  # one second of Opus is a single page: nothing to save
    source = write(tmp_path / "call", kind, conversation(kind.rate, kind.channels, seconds=seconds))
    data = source.read_bytes()
    results = 0
    for seed in range(30):
        source.write_bytes(harm(data, seed))
        try:
            prepared = prepare(source, tmp_path / "out.opus", limits=Limits(max_duration=60, max_wall=20))
        except AudioError as refused:
            assert refused.code in (
                "empty",
                "not_audio",
                "no_audio_track",
                "unsupported",
                "unreadable",
                "too_long",
            )
            continue
        results += 1
        assert 0 < prepared.real_duration <= 60
        assert prepared.peaks.lanes.shape[0] == prepared.lanes == len(prepared.activity)
        for spans in prepared.activity:
            assert all(0 <= span.start <= span.end <= prepared.real_duration + 0.01 for span in spans)
    # an m4a has its index at the end: without it nothing can be found
    assert results > 0 or (name.startswith("m4a") and harm is truncated)


def test_a_recording_over_the_length_limit_is_refused_by_its_header(tmp_path):
    source = write(tmp_path / "call.wav", MONO)
    assert code_of(lambda: probe(source, limits=Limits(max_duration=3))) == "too_long"


def test_a_length_that_the_header_hides_is_found_while_decoding(tmp_path):
    source = write(tmp_path / "call.flac", BY_NAME["flac-flac-8000-1"])
    data = bytearray(source.read_bytes())
    data[18 + 3] &= 0xF0
    data[18 + 4 : 18 + 8] = b"\0\0\0\0"  # STREAMINFO: number of samples unknown
    source.write_bytes(bytes(data))
    limits = Limits(max_duration=3)
    assert code_of(lambda: prepare(source, tmp_path / "out.opus", limits=limits)) == "too_long"
    assert not (tmp_path / "out.opus").exists()


def test_a_header_that_claims_an_impossible_length_is_not_believed(tmp_path):
    source = write(tmp_path / "call.flac", BY_NAME["flac-flac-8000-1"])
    data = bytearray(source.read_bytes())
    data[18 + 4 : 18 + 8] = b"\xff\xff\xff\xff"
    source.write_bytes(bytes(data))
    prepared = prepare(source, tmp_path / "out.opus")
    assert prepared.damaged
    assert prepared.real_duration == pytest.approx(SECONDS, abs=0.2)


def test_a_file_over_the_size_limit_is_refused_before_it_is_read():
    class Huge(io.BytesIO):
        def seek(self, offset, whence=0):
            return 3 * 1024**3 if whence == 2 else super().seek(offset, whence)

        def read(self, size=-1):
            raise AssertionError("read before its size was checked")

    assert code_of(lambda: probe(Huge())) == "too_large"


def test_a_failing_disk_is_not_taken_for_a_broken_recording(tmp_path):
    class Failing(io.BytesIO):
        def read(self, size=-1):
            if self.tell() >= 60_000:
                raise OSError(5, "Input/output error")
            return super().read(min(size, 20_000))

    data = write(tmp_path / "call.wav", MONO).read_bytes()
    with pytest.raises(OSError, match="Input/output error"):
        prepare(Failing(data), tmp_path / "out.opus")
    assert not (tmp_path / "out.opus").exists()


def test_a_header_that_points_outside_the_file_is_the_files_fault(tmp_path):
    kind = BY_NAME["caf-pcm_s16be-24000-1"]
    source = write(tmp_path / "call.caf", kind, conversation(kind.rate, 1, seconds=1.0))
    data = bytearray(source.read_bytes())
    for at in range(8, 72):
        for value in (0x80, 0xFF):
            broken = bytearray(data)
            broken[at] = value
            source.write_bytes(bytes(broken))
            try:
                assert probe(source).container == "caf"
            except AudioError as refused:
                assert refused.permanent


def test_reading_that_takes_too_long_stops_and_may_be_tried_again(tmp_path):
    source = write(tmp_path / "call.wav", MONO)
    with pytest.raises(AudioError) as refused:
        prepare(source, tmp_path / "out.opus", limits=Limits(max_wall=-1))
    assert refused.value.code == "too_slow"
    assert not refused.value.permanent


def test_only_reading_is_counted_not_what_is_done_with_the_sound_meanwhile(tmp_path, monkeypatch):
    clock = [0.0]
    monkeypatch.setattr("mentor.engines.audio.source.time", SimpleNamespace(monotonic=lambda: clock[0]))
    source = write(tmp_path / "call.wav", MONO)
    heard = 0.0
    for block in decode(source, limits=Limits(max_wall=5)):
        heard += block.shape[1] / 16_000
        clock[0] += 1_000.0  # a recogniser at work
    assert heard == pytest.approx(SECONDS, abs=0.1)


def test_a_codec_that_is_not_on_the_list_is_refused(tmp_path):
    source = write(tmp_path / "call.mkv", Kind("mkv", "matroska", "ac3", 48_000, 2))
    assert code_of(lambda: probe(source)) == "unsupported"


@pytest.mark.parametrize(("rate", "channels"), [(0, 1), (1, 1), (3_000_000_000, 1), (8_000, 0), (8_000, 255)])
def test_impossible_rates_and_channels_are_refused(tmp_path, rate, channels):
    data = bytearray(write(tmp_path / "call.wav", MONO).read_bytes())
    data[22:28] = struct.pack("<HI", channels, rate)
    source = tmp_path / "odd.wav"
    source.write_bytes(bytes(data))
    assert code_of(lambda: peaks(source)) in ("unreadable", "no_audio_track")


def test_not_a_number_samples_become_silence(tmp_path):
    kind = BY_NAME["wav-pcm_f32le-16000-2"]
    samples = conversation(kind.rate, 2)
    samples[:, 20_000:20_100] = np.nan
    samples[:, 30_000:30_010] = np.inf
    source = write(tmp_path / "call.wav", kind, samples)
    blocks = np.concatenate(list(decode(source)), axis=1)
    assert np.isfinite(blocks).all()
    assert np.abs(blocks).max() <= 1.0
    prepare(source, tmp_path / "out.opus")
