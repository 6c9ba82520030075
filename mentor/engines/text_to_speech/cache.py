"""What was said once is not made again: speech by its content in a folder that does not outgrow its limit."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import threading
from pathlib import Path

import numpy as np

from .port import Speech, TextToSpeech

_VERSION = 1  # of the file's form
_SUFFIX = ".speech"
_HEAD = 4  # bytes of the sample rate before 16-bit samples
_AFTER = 0.8  # share of the limit that is left after a clearing


class CachedTextToSpeech:
    """``voice`` behind the same port. ``folder`` may be shared by processes; ``most_bytes`` bounds its files.

    The least lately heard goes first. A file that cannot be read is made anew; a folder that cannot be written
    costs only time.
    """

    def __init__(self, voice: TextToSpeech, folder: Path, most_bytes: int) -> None:
        self.name = voice.name
        self._voice, self._folder, self._most_bytes = voice, folder, most_bytes
        self._lock = threading.Lock()
        self._held: int | None = None

    def speak(self, text: str, *, voice: str | None = None, rate: float = 1.0, pitch: float = 1.0) -> Speech:
        """Raises the voice's own ``EngineError``; a failure is not kept."""
        path = self._path(text, voice, rate, pitch)
        kept = _read(path)
        if kept is not None:
            return kept
        speech = self._voice.speak(text, voice=voice, rate=rate, pitch=pitch)
        with contextlib.suppress(OSError):
            self._keep(path, speech)
        return speech

    def _path(self, text: str, voice: str | None, rate: float, pitch: float) -> Path:
        key = json.dumps(
            [_VERSION, self.name, voice, round(rate, 3), round(pitch, 3), text], ensure_ascii=False
        )
        digest = hashlib.sha256(key.encode()).hexdigest()
        return self._folder / digest[:2] / (digest + _SUFFIX)

    def _keep(self, path: Path, speech: Speech) -> None:
        data = speech.sample_rate.to_bytes(_HEAD, "little")
        data += np.round(np.clip(speech.samples, -1.0, 1.0) * 32767).astype("<i2").tobytes()
        if len(data) > self._most_bytes:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._lock:
            self._make_room(len(data))
            handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                Path(name).replace(path)
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise
            self._held = (self._held or 0) + len(data)

    def _make_room(self, wanted: int) -> None:
        """Counts the folder once, and again when it is full: other processes write there too."""
        if self._held is not None and self._held + wanted <= self._most_bytes:
            return
        files = sorted(_files(self._folder))
        held = sum(size for _, size, _ in files)
        if held + wanted > self._most_bytes:
            for _, size, path in files:
                if held + wanted <= self._most_bytes * _AFTER:
                    break
                path.unlink(missing_ok=True)
                held -= size
        self._held = held


def _read(path: Path) -> Speech | None:
    try:
        data = path.read_bytes()
        os.utime(path)  # lately heard
    except OSError:
        return None
    rate = int.from_bytes(data[:_HEAD], "little")
    if len(data) <= _HEAD or len(data) % 2 or not 4_000 <= rate <= 192_000:
        return None
    return Speech(np.frombuffer(data, dtype="<i2", offset=_HEAD).astype(np.float32) / np.float32(32767), rate)


def _files(folder: Path) -> list[tuple[float, int, Path]]:
    found = []
    for path in folder.glob(f"*/*{_SUFFIX}"):
        with contextlib.suppress(OSError):
            state = path.stat()
            found.append((state.st_mtime, state.st_size, path))
    return found
