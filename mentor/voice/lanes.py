"""The sound of a talk as it comes: two files of samples that only grow, so that a killed process loses nothing.

Position is counted in the manager's samples: the client's words are laid where the manager heard them begin. A talk
that goes on after a lost connection goes on at the end of its files.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np

from mentor.engines.audio.opus import OpusWriter
from mentor.engines.voice_activity.live import RATE

from .sound import Samples, from_wire, to_wire

_BLOCK = RATE * 10
_BYTES = 2
_WRITE = RATE // 5 * _BYTES  # the manager's sound goes to its file five times a second, not with each frame


class Lanes:
    """One talk's folder. Used by one connection at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._manager, self._client = folder / "manager.pcm", folder / "client.pcm"
        self._noted = folder / "heard.json"
        self._position = _samples(self._manager)
        self._waiting = bytearray()

    @property
    def seconds(self) -> float:
        """Where the manager's lane ends."""
        return self._position / RATE

    def hear(self, data: bytes) -> None:
        """The manager's sound, as it came over the wire."""
        whole = data[: len(data) // _BYTES * _BYTES]
        self._waiting += whole
        self._position += len(whole) // _BYTES
        if len(self._waiting) >= _WRITE:
            self.flush()

    def flush(self) -> None:
        """What was heard is in the file."""
        if self._waiting:
            with self._manager.open("ab", buffering=0) as file:
                file.write(self._waiting)
            self._waiting.clear()

    def speak(self, samples: Samples, at: float) -> None:
        """The client's words from second ``at``."""
        with self._client.open("r+b" if self._client.exists() else "w+b", buffering=0) as file:
            file.seek(round(at * RATE) * _BYTES)
            file.write(to_wire(samples))

    def cut(self, at: float) -> None:
        """What the client would have said after second ``at`` was never heard."""
        place = round(at * RATE) * _BYTES
        if self._client.exists() and self._client.stat().st_size > place:
            os.truncate(self._client, place)

    def note(self, heard: dict[str, object]) -> None:
        """The manager's words whose answer is not known yet."""
        draft = self._noted.with_suffix(".part")
        draft.write_text(json.dumps(heard, ensure_ascii=False), encoding="utf-8")
        draft.replace(self._noted)

    def noted(self) -> dict[str, object] | None:
        """What was noted last; None where nothing, or nothing readable, is."""
        try:
            found = json.loads(self._noted.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def recorded(self) -> bool:
        """Whether the manager was heard at all: a typed talk has no recording."""
        return self._position > 0

    def seal(self, path: Path) -> None:
        """Both lanes as one stereo Opus file at ``path``."""
        self.flush()
        with OpusWriter(path, sample_rate=RATE, lanes=2) as writer, self._manager.open("rb") as manager:
            self._client.touch()
            with self._client.open("rb") as client:
                while True:
                    said = from_wire(manager.read(_BLOCK * _BYTES))
                    answered = from_wire(client.read(_BLOCK * _BYTES))
                    most = max(len(said), len(answered))
                    if not most:
                        return
                    block = [np.pad(lane, (0, most - len(lane))) for lane in (said, answered)]
                    writer.push(np.stack(block).astype(np.float32))

    def remove(self) -> None:
        """Once the recording stands elsewhere."""
        shutil.rmtree(self._folder, ignore_errors=True)


def _samples(path: Path) -> int:
    return path.stat().st_size // _BYTES if path.exists() else 0
