"""A talk as the database keeps it. Every method enters the talk's company and gives its connection back."""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from mentor.companies import queries as companies
from mentor.core.tenancy import company_scope
from mentor.engines.errors import EngineError
from mentor.engines.persona.port import Line, Play
from mentor.engines.text_to_speech.spoken.stress import stresses_of
from mentor.trainer import actions, voiced
from mentor.trainer.models import Talk
from mentor.trainer.plays import play_of, state_of

from .desk import GoneError, Kept, Opened
from .door import Place
from .lanes import Lanes

_log = logging.getLogger(__name__)
PAUSES_S = (0.2, 0.5, 1.0, 2.0, 4.0)  # a database that restarts is back within these
Answer = TypeVar("Answer")


def place_of(ticket: str) -> Place | None:
    """Where a ticket leads; the talk itself is looked up when it is opened."""
    found = voiced.read_ticket(ticket)
    if found is None:
        return None
    desk = KeptTalk(found.company, found.talk)
    return Place(found.talk, desk, desk.lanes)


def folder_of(company: int, talk: int) -> Path:
    """Where the sound of a talk lies until it is over."""
    return Path(settings.TALKS_DIR) / str(company) / str(talk)


@dataclass
class KeptTalk:
    """``Desk`` over the trainer's actions."""

    company: int
    talk: int
    _play: Play | None = field(default=None)

    def lanes(self) -> Lanes:
        """The talk's sound."""
        return Lanes(folder_of(self.company, self.talk))

    def open(self) -> Opened:
        """Raises ``GoneError``."""
        return _patiently(self._open)

    def keep(self, turn: Kept) -> None:
        """Raises the database's own error where it does not come back."""
        _patiently(lambda: self._keep(turn))

    def end(self) -> None:
        _patiently(self._end)

    def seal(self) -> None:
        """The two lanes become the recording; they stay where that fails, and are tried again (``seal_left``)."""
        lanes = self.lanes()
        if lanes.recorded():
            try:
                with tempfile.TemporaryDirectory(prefix="mentor-talk-") as folder:
                    path = Path(folder) / "talk.ogg"
                    lanes.seal(path)
                    _patiently(lambda: self._record(path))
            except (EngineError, OSError):
                _log.exception("the sound of talk %s waits", self.talk)
                return
        lanes.remove()

    def _open(self) -> Opened:
        with _scope(self.company):
            row = self._row()
            persona = voiced.client(companies.company())
            if self._play is None:
                self._play = play_of(row)
                persona.open(self._play)  # what its answers need is loaded now: a new process has nothing yet
            state = state_of(row)
            over = row.outcome or None
            lines = state.lines or (Line("client", row.opening),)
            stresses = stresses_of(companies.company().stresses)
            return Opened(persona, self._play, state, lines, over, stresses)  # type: ignore[arg-type] # the model's own choices

    def _keep(self, turn: Kept) -> None:
        times = actions.Times(turn.manager_start, turn.manager_end, turn.client_start)
        with _scope(self.company):
            row = self._row()
            actions.keep_turn(talk=row, heard=turn.heard, turned=turn.turned, times=times)
            if turn.manager_start is not None and row.mode == Talk.Mode.TEXT:
                voiced.note_voice(talk=row)

    def _end(self) -> None:
        with _scope(self.company):
            actions.end_talk(talk=self._row())

    def _record(self, path: Path) -> None:
        with _scope(self.company):
            voiced.keep_recording(talk=self._row(), path=path)

    def _row(self) -> Talk:
        found = Talk.objects.select_related("version", "scenario").filter(pk=self.talk).first()
        if found is None:
            raise GoneError(f"talk {self.talk} is gone")
        return found


def seal_left() -> None:
    """Sound whose talk ended without us: a killed process, a page that hung up, a talk given up. Safe to repeat."""
    for place in sorted(Path(settings.TALKS_DIR).glob("*/*")):
        if not (place.name.isdigit() and place.parent.name.isdigit()):
            continue
        desk = KeptTalk(int(place.parent.name), int(place.name))
        try:
            if desk.open().over is not None:
                desk.seal()
        except GoneError:
            desk.lanes().remove()
        except Exception:
            _log.exception("the sound of talk %s waits", desk.talk)


@contextmanager
def _scope(company: int) -> Iterator[None]:
    try:
        with company_scope(company):
            yield
    finally:
        if not connection.in_atomic_block:
            connection.close()  # a thread between two turns needs none


def _patiently(work: Callable[[], Answer]) -> Answer:
    """A database that went away for a moment costs a moment, not a turn."""
    for pause in PAUSES_S:
        try:
            return work()
        except (OperationalError, InterfaceError) as problem:
            _log.warning("the database does not answer, trying again: %s", problem)
            time.sleep(pause)
    return work()
