"""Good recordings: every container and codec that can be encoded here."""

from __future__ import annotations

import io

import numpy as np
import pytest

from mentor.engines.audio import count_lanes, decode, encode_opus, peaks, prepare, probe
from mentor.engines.audio.peaks import PeakMeter

from .recordings import CLIENT, KINDS, MANAGER, SECONDS, Kind, conversation, voice, write

pytestmark = [pytest.mark.unit, pytest.mark.slow]

STEREO = Kind("wav", "wav", "pcm_s16le", 8_000, 2)
MONO = Kind("wav", "wav", "pcm_s16le", 8_000, 1)
GSM_SILENCE = bytes.fromhex("d820a2e15a50004924924924500049249249245000492492492450004924924924")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("recordings")
    return {kind.name: write(folder / f"{kind.name}.{kind.suffix}", kind) for kind in KINDS}


def lane_level(lane, spans, rate=20) -> float:
    """Mean peak (0…255) inside ``spans``, kept 0.1 s off their edges."""
    inside = np.concatenate([lane[int((a + 0.1) * rate) : int((b - 0.1) * rate)] for a, b in spans])
    return float(inside.mean())


def covered(spans, wanted) -> float:
    """Share of ``wanted`` seconds that ``spans`` cover."""
    both = sum(max(0.0, min(s.end, b) - max(s.start, a)) for s in spans for a, b in wanted)
    return float(both / sum(b - a for a, b in wanted))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_is_prepared_whole(files, tmp_path, kind):
    prepared = prepare(files[kind.name], tmp_path / "out.opus")
    # an AAC stream without a container around it does not tell the encoder's first and last padded frames
    padding = 1024 / kind.rate if kind.container == "adts" else 0.0
    assert SECONDS - 0.15 < prepared.real_duration < SECONDS + 0.15 + 2 * padding
    assert prepared.lanes == kind.channels
    assert prepared.info.channels == kind.channels
    assert not prepared.damaged
    assert prepared.peaks.lanes.shape[0] == kind.channels
    speakers = (MANAGER, CLIENT) if kind.channels == 2 else (MANAGER + CLIENT,)
    for lane, activity, spans in zip(prepared.peaks.lanes, prepared.activity, speakers, strict=True):
        assert covered(activity, tuple((a + padding, b + padding) for a, b in spans)) > 0.95
        assert sum(span.end - span.start for span in activity) < 1.3 * sum(b - a for a, b in spans) + 0.3
        assert lane_level(lane, spans) > 30
        assert lane_level(lane, ((0.0, 0.45),)) < 5


@pytest.mark.parametrize("kind", [STEREO, MONO, KINDS[13], KINDS[18]], ids=lambda kind: kind.name)
def test_the_compact_copy_plays_the_same_lanes(files, tmp_path, kind):
    encode_opus(files[kind.name], tmp_path / "out.opus")
    copy = prepare(tmp_path / "out.opus", tmp_path / "again.opus")
    assert copy.info.codec == "opus"
    assert copy.lanes == kind.channels
    original = peaks(files[kind.name]).lanes.astype(float)
    width = min(original.shape[1], copy.peaks.lanes.shape[1])
    for one, other in zip(original, copy.peaks.lanes.astype(float), strict=True):
        assert np.corrcoef(one[:width], other[:width])[0, 1] > 0.9


def test_the_compact_copy_is_small(tmp_path):
    for channels, bits in ((1, 32_000), (2, 40_000)):
        source = write(tmp_path / "a.wav", Kind("wav", "wav", "pcm_s16le", 16_000, channels))
        encode_opus(source, tmp_path / "a.opus")
        assert (tmp_path / "a.opus").stat().st_size * 8 / SECONDS < bits


def test_only_the_finished_copy_is_left(tmp_path):
    source = write(tmp_path / "a.wav", MONO)
    prepare(source, tmp_path / "copy.opus")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.wav", "copy.opus"]


def test_a_stereo_file_with_equal_channels_is_one_lane(tmp_path):
    for kind in (
        STEREO,
        Kind("mp3", "mp3", "libmp3lame", 16_000, 2),
        Kind("ogg", "ogg", "libopus", 48_000, 2),
    ):
        mixed = conversation(kind.rate, 1)
        source = write(tmp_path / f"equal.{kind.suffix}", kind, np.concatenate([mixed, mixed]))
        assert prepare(source, tmp_path / "equal.opus").lanes == 1
        assert count_lanes(source) == 1
        assert next(decode(source)).shape[0] == 1


def test_channels_that_part_after_a_minute_are_two_lanes_from_the_start(tmp_path):
    silence = np.zeros((2, 65 * 8_000), dtype=np.float32)
    source = write(tmp_path / "late.wav", STEREO, np.concatenate([silence, conversation(8_000, 2)], axis=1))
    prepared = prepare(source, tmp_path / "late.opus")
    assert prepared.lanes == 2
    assert prepared.real_duration == pytest.approx(70.0)
    assert covered(prepared.activity[1], tuple((a + 65, b + 65) for a, b in CLIENT)) > 0.95
    assert np.array_equal(peaks(source).lanes, prepared.peaks.lanes)


def test_a_silent_second_channel_is_still_a_lane(tmp_path):
    lane = voice(MANAGER, 8_000)
    source = write(tmp_path / "half.wav", STEREO, np.stack([lane, np.zeros_like(lane)]))
    prepared = prepare(source, tmp_path / "half.opus")
    assert prepared.lanes == 2
    assert prepared.activity[1] == ()


def test_the_extension_is_never_asked(files, tmp_path):
    disguised = tmp_path / "call.mp3"
    disguised.write_bytes(files[STEREO.name].read_bytes())
    assert probe(disguised).codec == "pcm_s16le"


def test_an_open_file_is_probed_and_left_where_it_stood(files):
    with files[STEREO.name].open("rb") as file:
        file.seek(5)
        assert probe(file).channels == 2
        assert file.tell() == 5


def test_decoded_samples_are_the_recorded_ones(files):
    blocks = list(decode(files[STEREO.name], rate=8_000))
    samples = np.concatenate(blocks, axis=1)
    assert samples.dtype == np.float32
    assert np.abs(samples - conversation(8_000, 2)).max() < 2e-4


def test_decoding_to_another_rate_keeps_time_and_pitch(files):
    samples = np.concatenate(list(decode(files[STEREO.name], rate=16_000)), axis=1)
    assert samples.shape == (2, int(SECONDS * 16_000))
    spectrum = np.abs(np.fft.rfft(samples[0, 8_000:24_000]))
    assert abs(int(np.argmax(spectrum)) - 140) <= 4


def test_two_lanes_can_be_mixed_on_request(files):
    samples = np.concatenate(list(decode(files[STEREO.name], rate=8_000, lanes=1)), axis=1)
    assert samples.shape[0] == 1
    assert np.abs(samples[0]).max() > 0.05


def test_long_recordings_come_in_short_blocks(tmp_path):
    source = write(tmp_path / "long.wav", MONO, np.tile(conversation(8_000, 1), (1, 12)))
    sizes = [block.shape[1] for block in decode(source, rate=8_000)]
    assert sum(sizes) == 60 * 8_000
    assert max(sizes) <= 3 * 8_000


def test_a_headerless_gsm_file_is_recognised_by_its_frames(tmp_path):
    source = tmp_path / "call.bin"
    source.write_bytes(GSM_SILENCE * 100)
    prepared = prepare(source, tmp_path / "out.opus")
    assert prepared.info.codec.startswith("gsm")
    assert prepared.real_duration == pytest.approx(2.0, abs=0.05)
    assert prepared.activity == ((),)


def test_an_mp3_after_a_tag_and_after_leading_zeros_is_read(files, tmp_path):
    mp3 = files["mp3-libmp3lame-8000-1"].read_bytes()
    for start in (b"ID3\x04\0\0\0\0\x02\0" + b"\0" * 256, b"\0" * 700):
        source = tmp_path / "tagged.bin"
        source.write_bytes(start + mp3)
        assert probe(source).container == "mp3"


def test_peaks_have_a_compact_form(files):
    measured = peaks(files[STEREO.name])
    form = measured.as_json()
    assert form["duration"] == 5.0
    assert form["rate"] == 20
    assert [len(lane) for lane in form["lanes"]] == [100, 100]
    assert all(isinstance(value, int) and 0 <= value <= 255 for lane in form["lanes"] for value in lane)


def test_peaks_are_the_loudest_sample_however_the_blocks_are_cut():
    samples = np.random.default_rng(3).uniform(-1, 1, (2, 8_050)).astype(np.float32)
    samples[0, 410] = 1.0
    expected = [np.rint(np.abs(samples[:, at : at + 400]).max(axis=1) * 255) for at in range(0, 8_050, 400)]
    for cuts in ([8_050], [1, 399, 401, 3_000, 8_050], list(range(7, 8_050, 613))):
        meter = PeakMeter(8_000)
        for block in np.split(samples, cuts, axis=1):
            meter.push(block)
        measured = meter.finish()
        assert np.array_equal(measured.lanes, np.array(expected).T.astype(np.uint8))
        assert measured.lanes[0, 1] == 255


def test_metadata_in_any_encoding_does_not_matter(tmp_path):
    source = write(tmp_path / "a.wav", MONO)
    data = source.read_bytes()
    note = (
        b"LIST" + (16).to_bytes(4, "little") + b"INFOINAM" + (4).to_bytes(4, "little") + b"\xff\xfe\xcf\x00"
    )
    source.write_bytes(data[:12] + note + data[12:])
    assert probe(io.BytesIO(source.read_bytes())).sample_rate == 8_000
