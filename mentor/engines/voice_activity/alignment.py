"""Laying known words over heard speech: which stretch of activity belongs to which turn of a transcript.

Speech is cut into atoms of about half a second. Turns take atoms in order, by dynamic programming over the
cost of turns that are longer or shorter than their text, of the other side speaking inside a turn, of turns
that begin in the middle of a stretch, and of speech that no turn takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .port import Span

_ATOM, _MOST_ATOMS = 0.5, 2_000
_SLOWEST, _USUAL, _FASTEST = 8.0, 14.0, 22.0  # letters a second of telephone speech
_OTHER_SIDE, _UNTAKEN = 0.5, 1.0  # cost of a second
_MID_STRETCH = 0.4
_LONGEST_TIMES, _LONGEST_PLUS = 2.5, 3.0  # a turn takes at most this much of its expected length


@dataclass(frozen=True, slots=True)
class Turn:
    """``letters``: how much is said. ``side``: index of the speaker's lane, None where it may be any."""

    letters: int
    side: int | None


@dataclass(frozen=True, slots=True)
class _Atoms:
    start: NDArray[np.float64]
    end: NDArray[np.float64]
    lane: NDArray[np.int64]
    fresh: NDArray[np.bool_]  # (atoms + 1,): the atom begins a stretch; the end of all counts as one

    def taken(self, side: int | None) -> NDArray[np.float64]:
        """Seconds of this side's speech before each atom, shape (atoms + 1,)."""
        length = self.end - self.start
        own = length if side is None else np.where(self.lane == side, length, 0.0)
        return np.concatenate([[0.0], np.cumsum(own)])


def align(turns: Sequence[Turn], activity: Sequence[Sequence[Span]]) -> tuple[Span, ...]:
    """A span for each turn; starts never go back. There must be some activity.

    A turn for which no speech is left gets an empty span where it would have been.
    """
    atoms = _atoms(activity)
    if not len(atoms.start):
        raise ValueError("nothing to align with")
    return tuple(_span(atoms, turn, *taken) for turn, taken in zip(turns, _best(turns, atoms), strict=True))


def expected_seconds(turns: Sequence[Turn], activity: Sequence[Sequence[Span]]) -> list[float]:
    """How long each turn should take at its side's own pace, kept to paces that people speak at."""
    sides = {turn.side for turn in turns}
    heard = {
        side: sum(
            span.end - span.start
            for lane, spans in enumerate(activity)
            for span in spans
            if side in (None, lane)
        )
        for side in sides
    }
    said = {side: sum(turn.letters for turn in turns if turn.side == side) for side in sides}
    pace = {
        side: min(max(said[side] / heard[side], _SLOWEST), _FASTEST) if heard[side] else _USUAL
        for side in sides
    }
    return [turn.letters / pace[turn.side] for turn in turns]


def _atoms(activity: Sequence[Sequence[Span]]) -> _Atoms:
    total = sum(span.end - span.start for spans in activity for span in spans)
    longest = max(_ATOM, total / _MOST_ATOMS)
    rows: list[tuple[float, float, int, bool]] = []
    for lane, spans in enumerate(activity):
        for span in spans:
            count = max(1, int(np.ceil((span.end - span.start) / longest)))
            edges = np.linspace(span.start, span.end, count + 1)
            rows.extend((float(edges[i]), float(edges[i + 1]), lane, i == 0) for i in range(count))
    rows.sort(key=lambda row: (row[0], row[2]))
    return _Atoms(
        start=np.array([row[0] for row in rows], dtype=np.float64),
        end=np.array([row[1] for row in rows], dtype=np.float64),
        lane=np.array([row[2] for row in rows], dtype=np.int64),
        fresh=np.array([*(row[3] for row in rows), True], dtype=np.bool_),
    )


def _best(turns: Sequence[Turn], atoms: _Atoms) -> list[tuple[int, int]]:
    """First and one-past-last atom of each turn, the cheapest way for all of them together."""
    everything = atoms.taken(None)
    own = {side: atoms.taken(side) for side in {turn.side for turn in turns}}
    lanes = [[Span(s, e) for s, e, at in _rows(atoms) if at == lane] for lane in range(_lane_count(atoms))]
    untaken = _UNTAKEN * everything
    cost, steps = untaken.copy(), []
    for turn, seconds in zip(turns, expected_seconds(turns, lanes), strict=True):
        ended, width = _end_turn(cost, own[turn.side], everything, atoms, seconds)
        free = ended - untaken  # after the turn, any number of atoms may stay untaken
        lowest = np.minimum.accumulate(free)
        left_at = np.maximum.accumulate(np.where(free <= lowest, np.arange(len(free)), 0))
        cost = lowest + untaken
        steps.append((width, left_at))
    at, found = len(atoms.start), []
    for width, left_at in reversed(steps):
        last = int(left_at[at])
        at = last - int(width[last])
        found.append((at, last))
    return found[::-1]


def _end_turn(
    cost: NDArray[np.float64],
    own: NDArray[np.float64],
    everything: NDArray[np.float64],
    atoms: _Atoms,
    seconds: float,
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Cheapest cost of ending the turn before each atom, and how many atoms it then takes."""
    count = len(cost)
    ended, width = np.full(count, np.inf), np.zeros(count, dtype=np.int32)
    begin = cost + np.where(atoms.fresh, 0.0, _MID_STRETCH)
    for taken in range(count):
        until = count - taken
        mine = own[taken:] - own[:until]
        if taken and mine.min() > _LONGEST_TIMES * seconds + _LONGEST_PLUS:
            break
        other = everything[taken:] - everything[:until] - mine
        start = begin if taken else cost
        candidate = start[:until] + (mine - seconds) ** 2 / (seconds + 0.5) + _OTHER_SIDE * other
        better = candidate < ended[taken:]
        ended[taken:][better] = candidate[better]
        width[taken:][better] = taken
        if taken * _ATOM > 2 * (_LONGEST_TIMES * seconds + _LONGEST_PLUS) + 20.0:
            break
    return ended, width


def _span(atoms: _Atoms, turn: Turn, first: int, last: int) -> Span:
    inside = np.arange(first, last)
    if turn.side is not None:
        inside = inside[atoms.lane[first:last] == turn.side]
    if len(inside):
        return Span(float(atoms.start[inside[0]]), float(atoms.end[inside[-1]]))
    at = float(atoms.start[first]) if first < len(atoms.start) else float(atoms.end.max())
    return Span(at, at)


def _rows(atoms: _Atoms) -> list[tuple[float, float, int]]:
    return list(zip(atoms.start.tolist(), atoms.end.tolist(), atoms.lane.tolist(), strict=True))


def _lane_count(atoms: _Atoms) -> int:
    return int(atoms.lane.max()) + 1
