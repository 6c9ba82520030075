"""A file that calls itself a recording: is it one, how long is it, what is its hash."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from mentor.core.problems import Problem
from mentor.engines.audio import AudioError, AudioInfo, Limits, decode, probe

from .intake import IncomingFile
from .messages import problem

FIELD = "recording"
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")
_LENGTH_RATE = 8_000  # Hz; the lowest rate is the quickest way to count seconds


@dataclass(frozen=True, slots=True)
class Checked:
    """A probed recording; ``info.duration_s`` is what the header says, None where it says nothing."""

    file: IncomingFile
    info: AudioInfo


def plain_name(name: str) -> str:
    """The last part of a file's name as it came, fit to be stored and shown: at most 255 characters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return _UNPRINTABLE.sub("", last)[-255:]


def check_recording(
    path: Path, *, original_name: str, limits: Limits, sha256: str = "", field: str = FIELD
) -> Checked:
    """Probe the file and hash it. Raises ``Problem`` ``recording_…`` naming ``field``."""
    try:
        info = probe(path, limits=limits)
    except AudioError as error:
        raise recording_problem(error, limits, field) from error
    with path.open("rb") as content:
        digest = sha256 or hashlib.file_digest(content, "sha256").hexdigest()
    file = IncomingFile(
        path=path, sha256=digest, size=path.stat().st_size, original_name=plain_name(original_name)
    )
    return Checked(file, info)


def length_of(checked: Checked, limits: Limits) -> float:
    """Seconds of sound: the header's word, or counted by decoding where the header is silent."""
    if checked.info.duration_s is not None:
        return checked.info.duration_s
    try:
        blocks = decode(checked.file.path, rate=_LENGTH_RATE, lanes=1, limits=limits)
        samples = sum(int(block.shape[1]) for block in blocks)
    except AudioError as error:
        raise recording_problem(error, limits, FIELD) from error
    return samples / _LENGTH_RATE


def recording_problem(error: AudioError, limits: Limits, field: str = FIELD) -> Problem:
    """The audio engine's refusal as an error for the sender."""
    code = f"recording_{error.code}"
    status = 413 if error.code == "too_large" else 422
    limit = (
        f"{limits.max_duration / 3600:g}" if error.code == "too_long" else str(limits.max_bytes // 1024**2)
    )
    return problem(code, field, status=status, limit=limit)
