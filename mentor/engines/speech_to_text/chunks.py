"""A long recording for the recogniser: blocks come in, stretches of speech go out, memory does not grow.

Where somebody speaks is known before (speech activity without music and ringing), so only that is kept, at
most a portion of a lane at a time (``LONGEST`` seconds where the recogniser asks for no other), cut between
turns where there is room for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .. import audio
from ..voice_activity.port import Span
from .port import Portion, Segment, SpeechToText

USUAL = Portion()
LONGEST = USUAL.longest


@dataclass(frozen=True, slots=True)
class Chunk:
    """Samples from ``start`` seconds of the lane on; ``speech`` counts from the chunk's own beginning."""

    start: float
    samples: NDArray[np.float32]
    speech: tuple[Span, ...]


@dataclass(slots=True)
class Chunker:
    """One lane, pushed in blocks of any size; holds one chunk and one block."""

    sample_rate: int
    speech: Sequence[Span]
    portion: Portion = USUAL
    _plan: list[tuple[Span, ...]] = field(init=False)
    _blocks: list[NDArray[np.float32]] = field(default_factory=list)  # joined only when a chunk is cut
    _at: int = 0  # the lane's sample that the first of ``_blocks`` begins with
    _end: int = 0  # and the one after the last

    def __post_init__(self) -> None:
        self._plan = list(reversed(planned(self.speech, self.portion.longest, self.portion.join)))

    def push(self, samples: NDArray[np.float32]) -> Iterator[Chunk]:
        """The chunks that are whole by now. ``samples``: mono, shape (n,)."""
        self._blocks.append(samples)
        self._end += len(samples)
        while self._plan and self._end >= self._sample(self._plan[-1][-1].end):
            yield self._cut()
        self._forget()

    def finish(self) -> Iterator[Chunk]:
        """What is left where the recording ends before its speech should."""
        while self._plan:
            chunk = self._cut()
            if len(chunk.samples):
                yield chunk

    def _cut(self) -> Chunk:
        spans = self._plan.pop()
        first, last = self._sample(spans[0].start), self._sample(spans[-1].end)
        part = self._between(first, last)
        start = first / self.sample_rate
        end = start + len(part) / self.sample_rate
        own = (Span(max(0.0, s.start - start), min(s.end, end) - start) for s in spans)
        return Chunk(start, part, tuple(span for span in own if span.end > span.start))

    def _between(self, first: int, last: int) -> NDArray[np.float32]:
        """The lane's samples of that stretch, as far as they are kept."""
        found, at = [np.zeros(0, dtype=np.float32)], self._at
        for block in self._blocks:
            found.append(block[max(0, first - at) : max(0, last - at)])
            at += len(block)
        return np.concatenate(found)

    def _forget(self) -> None:
        """Blocks before the next speech are needed no more; with none to come, no block is."""
        wanted = self._sample(self._plan[-1][0].start) if self._plan else self._end
        while self._blocks and self._at + len(self._blocks[0]) <= wanted:
            self._at += len(self._blocks.pop(0))

    def _sample(self, seconds: float) -> int:
        return round(seconds * self.sample_rate)


def planned(
    speech: Sequence[Span], longest: float = LONGEST, join: float = USUAL.join
) -> list[tuple[Span, ...]]:
    """Spans in groups of at most ``longest`` seconds from first to last; a longer span is cut evenly.

    Speech after a silence longer than ``join`` starts a group of its own: silence need not be kept.
    """
    groups: list[tuple[Span, ...]] = []
    for span in (piece for each in speech for piece in _even(each, longest)):
        last = groups[-1] if groups else ()
        if last and span.start - last[-1].end <= join and span.end - last[0].start <= longest:
            groups[-1] = (*last, span)
        else:
            groups.append((span,))
    return groups


def _even(span: Span, longest: float) -> list[Span]:
    count = max(1, int(np.ceil((span.end - span.start) / longest)))
    edges = np.linspace(span.start, span.end, count + 1).tolist()
    return [Span(edges[at], edges[at + 1]) for at in range(count)]


def transcribe_blocks(
    recogniser: SpeechToText,
    blocks: Iterable[NDArray[np.float32]],
    sample_rate: int,
    activity: Sequence[Sequence[Span]],
    *,
    heard_at: int | None = None,
) -> tuple[tuple[Segment, ...], ...]:
    """Sentences of each lane, sorted, times from the start of the recording.

    ``blocks``: shape (lanes, n), as ``audio.decode`` gives them; ``activity``: speech, one sequence a lane.
    ``heard_at``: Hz that the recogniser gets, ``sample_rate`` unless told; only what is spoken is brought there.
    Raises what the recogniser and the blocks raise.
    """
    portion = getattr(recogniser, "portion", USUAL)
    raising = audio.Raising(sample_rate, heard_at or sample_rate)
    chunkers = [Chunker(sample_rate, spans, portion) for spans in activity]
    found: list[list[Segment]] = [[] for _ in chunkers]
    for block in blocks:
        for chunker, lane, segments in zip(chunkers, block, found, strict=True):
            for chunk in chunker.push(lane):
                segments.extend(_transcribed(recogniser, chunk, raising))
    for chunker, segments in zip(chunkers, found, strict=True):
        for chunk in chunker.finish():
            segments.extend(_transcribed(recogniser, chunk, raising))
    return tuple(tuple(segments) for segments in found)


def _transcribed(recogniser: SpeechToText, chunk: Chunk, raising: audio.Raising) -> Iterator[Segment]:
    samples = raising.part(chunk.samples)
    for each in recogniser.transcribe(samples, raising.wanted, speech=chunk.speech):
        yield each.later(chunk.start)
