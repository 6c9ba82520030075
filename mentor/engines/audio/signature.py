"""Which container a file really is, by its first bytes.

The name and the sender's content type are never asked. FFmpeg's own guessing is not used either: it knows
hundreds of formats, playlists that open other files among them, and calls almost any bytes "mp3" when the
name says so.
"""

from __future__ import annotations

from collections.abc import Callable

HEAD_BYTES = 16_384  # enough for a few frames of any headerless format after some leading junk

_MP3_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_MP3_KBITS_V1 = {
    3: (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    2: (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    1: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
}
_MP3_KBITS_V2 = {
    3: (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    2: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    1: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_CHAINED_FRAMES = 3  # a lone sync word is an accident, three in step are not
_PLAIN_WAVE = (1, 3, 6, 7)  # PCM, float, A-law, mu-law: format tags of RFC 2361
_GSM_FRAME = 33
_GSM_FRAMES = 5


def container_of(head: bytes, size: int) -> str | None:
    """FFmpeg's name of the demuxer for a file that starts with ``head`` and has ``size`` bytes, or None."""
    fixed = _by_magic(head)
    if fixed is not None:
        return fixed
    if _chain(head, size, _adts_frame, at=0):
        return "aac"
    if _is_gsm(head):
        return "gsm"
    if any(_chain(head, size, _mp3_frame, at=at) for at in _sync_words(head)):
        return "mp3"
    return None


def is_plain_wave(head: bytes) -> bool:
    """Whether it is a WAV of bare samples, by the format that its header names: nothing in it needs unpacking."""
    at = head.find(b"fmt ", 12)
    if head[:4] != b"RIFF" or head[8:12] != b"WAVE" or at == -1:
        return False
    return int.from_bytes(head[at + 8 : at + 10], "little") in _PLAIN_WAVE


def id3_size(head: bytes) -> int:
    """Bytes of a leading ID3v2 tag with header and footer, 0 where there is none. id3.org, id3v2.4.0 §3.1."""
    if len(head) < 10 or head[:3] != b"ID3" or any(byte & 0x80 for byte in head[6:10]):
        return 0
    size = (head[6] << 21) | (head[7] << 14) | (head[8] << 7) | head[9]
    return 10 + size + (10 if head[5] & 0x10 else 0)


def _by_magic(head: bytes) -> str | None:
    if head[:4] in (b"RIFF", b"RF64", b"RIFX") and head[8:12] == b"WAVE":
        return "wav"
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return "aiff"
    if head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"):
        return "mov"
    for magic, name in (
        (b"OggS", "ogg"),
        (b"\x1a\x45\xdf\xa3", "matroska"),
        (b"fLaC", "flac"),
        (b"#!AMR", "amr"),
        (b"caff", "caf"),
    ):
        if head.startswith(magic):
            return name
    return None


def _sync_words(head: bytes) -> list[int]:
    found, at = [], head.find(b"\xff")
    while at != -1 and at + 4 <= len(head):
        if head[at + 1] & 0xE0 == 0xE0:
            found.append(at)
        at = head.find(b"\xff", at + 1)
    return found


def _chain(head: bytes, size: int, frame: Callable[[bytes], tuple[int, int] | None], *, at: int) -> bool:
    """Whether frames of one kind follow each other from ``at``; a short file may end before the third."""
    kind, whole_file = None, at == 0
    for count in range(_CHAINED_FRAMES):
        if at >= size:
            return count > 0 and whole_file
        if at + 7 > len(head):
            return count > 0 and whole_file and len(head) < size
        found = frame(head[at : at + 7])
        if found is None or kind not in (None, found[1]):
            return False
        kind = found[1]
        at += found[0]
    return True


def _mp3_frame(header: bytes) -> tuple[int, int] | None:
    """(bytes of the frame, its unchanging bits) of an MPEG audio header. ISO/IEC 11172-3 §2.4.1.3."""
    version, layer = header[1] >> 3 & 3, header[1] >> 1 & 3
    bitrate, rate = header[2] >> 4, header[2] >> 2 & 3
    if header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return None
    if version == 1 or layer == 0 or bitrate in (0, 15) or rate == 3:
        return None
    kbits = (_MP3_KBITS_V1 if version == 3 else _MP3_KBITS_V2)[layer][bitrate - 1]
    hertz = _MP3_RATES[version][rate]
    padding = header[2] >> 1 & 1
    if layer == 3:
        length = (12_000 * kbits // hertz + padding) * 4
    else:
        samples = 1152 if version == 3 or layer == 2 else 576
        length = samples // 8 * 1000 * kbits // hertz + padding
    return length, (version << 4) | (layer << 2) | rate


def _adts_frame(header: bytes) -> tuple[int, int] | None:
    """(bytes of the frame, its unchanging bits) of an ADTS header. ISO/IEC 13818-7 §6.2."""
    rate = header[2] >> 2 & 15
    length = (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5
    if header[0] != 0xFF or header[1] & 0xF6 != 0xF0 or rate > 12 or length < 7:
        return None
    return length, (header[1] & 0xF9) << 4 | rate


def _is_gsm(head: bytes) -> bool:
    """Raw GSM 06.10 has no header; each 33-byte frame starts with the nibble 0xD (RFC 3551 §4.5.8.1)."""
    starts = head[: len(head) // _GSM_FRAME * _GSM_FRAME : _GSM_FRAME]
    return len(starts) >= _GSM_FRAMES and all(byte >> 4 == 0xD for byte in starts)
