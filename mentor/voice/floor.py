"""Whose turn it is: windows of «a voice, how sure» in, what happened on the manager's side out.

Pure and on the lane's own time: a window is 32 ms of sound, nothing looks at a clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mentor.engines.turn_end.words import goes_on
from mentor.engines.voice_activity.live import WINDOW_S

Happened = Literal["began", "paused", "resumed", "waiting", "monologue", "silence"]

VOICE, VOICE_OVER_CLIENT, NO_VOICE = 0.5, 0.6, 0.35
# Over the client's own words a cough or what is left of the echo must not stop the client: a little longer.
BEGIN_WINDOWS, BEGIN_OVER_CLIENT_WINDOWS, RESUME_WINDOWS = 4, 5, 2
PAUSE_WINDOWS = 3  # 96 ms: recognition begins here, the decision may come a little later
MONOLOGUE_FROM_S, MONOLOGUE_EVERY_S = 8.0, 3.0
SILENCE_S = 8.0
PRE_ROLL_S = 0.35  # of sound before a beginning was noticed: soft first consonants

SURE = 0.5  # smart-turn's own border
LEAST_S, BY_SILENCE_S, UNFINISHED_S = 0.19, 0.6, 1.4
# Words are cut apart only at a real breath: in a shorter gap one of them may go on.
BREATH_S = 0.25


@dataclass(frozen=True, slots=True)
class Event:
    """``at``: seconds of the lane where it holds good: for ``began`` the first voice, for ``paused`` the last one."""

    what: Happened
    at: float
    silence: float = 0.0


@dataclass(slots=True)
class Floor:
    """One lane of a manager. ``client_sounds`` is set by whoever plays the client's voice."""

    client_sounds: bool = False
    _state: Literal["quiet", "speaking", "paused"] = "quiet"
    _window: int = 0
    _voiced: int = 0
    _last_voice: int = 0
    _began: int = 0
    _next_monologue: float = MONOLOGUE_FROM_S
    _quiet_since: int = 0
    _silences: int = 0

    @property
    def now(self) -> float:
        """Seconds of the lane heard so far."""
        return self._window * WINDOW_S

    @property
    def speaking(self) -> bool:
        """Whether a turn of the manager goes on, a pause in it included."""
        return self._state != "quiet"

    def hear(self, sure: float) -> Event | None:
        """One more window."""
        self._window += 1
        edge = VOICE_OVER_CLIENT if self.client_sounds and self._state == "quiet" else VOICE
        self._voiced = self._voiced + 1 if sure >= edge else 0
        if sure >= VOICE or (self._state == "speaking" and sure >= NO_VOICE):
            self._last_voice = self._window
        if self._state == "quiet":
            return self._quiet()
        return self._speaking() if self._state == "speaking" else self._paused()

    def close(self) -> None:
        """The turn is over, or was taken away."""
        self._state, self._voiced = "quiet", 0
        self._quiet_since, self._silences = self._window, 0

    def client_ended(self) -> None:
        """Silence of both counts from here."""
        self._quiet_since = self._window

    def _quiet(self) -> Event | None:
        need = BEGIN_OVER_CLIENT_WINDOWS if self.client_sounds else BEGIN_WINDOWS
        if self._voiced >= need:
            self._state, self._began = "speaking", self._window - self._voiced
            self._next_monologue = MONOLOGUE_FROM_S
            return Event("began", self._began * WINDOW_S)
        if self.client_sounds:
            self._quiet_since = self._window
            return None
        silence = (self._window - self._quiet_since) * WINDOW_S
        if silence >= SILENCE_S * (self._silences + 1):
            self._silences += 1
            return Event("silence", self.now, silence)
        return None

    def _speaking(self) -> Event | None:
        if self._window - self._last_voice >= PAUSE_WINDOWS:
            self._state = "paused"
            return Event("paused", self._last_voice * WINDOW_S, self.silence)
        lasted = (self._window - self._began) * WINDOW_S
        if lasted >= self._next_monologue:
            self._next_monologue = lasted + MONOLOGUE_EVERY_S
            return Event("monologue", self.now)
        return None

    def _paused(self) -> Event:
        if self._voiced >= RESUME_WINDOWS:
            self._state = "speaking"
            return Event("resumed", self.now)
        return Event("waiting", self.now, self.silence)

    @property
    def silence(self) -> float:
        """Seconds since the last voice."""
        return (self._window - self._last_voice) * WINDOW_S


def is_over(silence: float, finished: float | None, text: str | None) -> bool:
    """Whether a manager silent for ``silence`` seconds has finished.

    ``finished``: what the sound says (0–1, None: it cannot tell); ``text``: the words, None where they are not known
    yet: nothing is over before they are.
    """
    if text is None or silence < LEAST_S:
        return False
    if finished is not None and finished >= SURE:
        return silence >= (BY_SILENCE_S if goes_on(text) else LEAST_S)
    return silence >= (UNFINISHED_S if goes_on(text) else BY_SILENCE_S)
