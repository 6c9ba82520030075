"""What sounds in a call and is nobody's words: music on hold, ringing, busy, beeps, answering machines, announcements.

Energy hears that somebody makes a sound; this module says which of it is nobody's voice, and what is left as speech.
A machine that speaks once, outside of music and without a beep, sounds like any voice: it is told by its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .machines import announcements, greetings
from .music import MusicDetector
from .port import Span
from .repeats import RepeatDetector
from .spectrum import Spectrum
from .tones import ToneDetector

NonSpeechKind = Literal["music", "ringback", "busy", "beep", "prompt", "voicemail"]
# with none of the client's words in the call, nobody was reached
UNANSWERED: frozenset[NonSpeechKind] = frozenset(("ringback", "busy", "prompt", "voicemail"))

LONG_SILENCE = 10.0
_RING_GAP = 5.5  # seconds between pulses of one ringing
_CRUMB, _MUSIC_CRUMB = 0.3, 1.0  # what is left of a sound whose rest was a tone, or music with its soft edges
_NEXT_TO = 3.0
_LONGEST_PROMPT = 30.0
_AFTER_PROMPTS = ("music", "ringback")
_OTHERS_BREATH = 1.0


@dataclass(frozen=True, slots=True)
class NonSpeech:
    """One stretch of a lane, seconds."""

    kind: NonSpeechKind
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """What the detectors heard in one lane: ``sounds`` that are no voice, ``repeats`` of anything."""

    sounds: tuple[NonSpeech, ...] = ()
    repeats: tuple[Span, ...] = ()


@dataclass(slots=True)
class NonSpeechDetector:
    """One lane, pushed in blocks of any size; the result does not depend on how the blocks were cut."""

    sample_rate: int
    _spectrum: Spectrum = field(init=False)
    _music: MusicDetector = field(init=False)
    _tones: ToneDetector = field(init=False)
    _repeats: RepeatDetector = field(init=False)

    def __post_init__(self) -> None:
        self._spectrum = Spectrum(self.sample_rate)
        self._music = MusicDetector(self._spectrum.hop)
        self._tones = ToneDetector(self._spectrum.hop, self._spectrum.frequencies)
        self._repeats = RepeatDetector(self._spectrum.hop)

    def push(self, samples: NDArray[np.float32]) -> None:
        """``samples``: mono, -1…1, shape (n,)."""
        power = self._spectrum.push(samples)
        self._music.push(power)
        self._tones.push(power)
        self._repeats.push(power)

    def finish(self) -> Pieces:
        """Sorted pieces of music and single pulses of tones; a tone inside music is music."""
        music = self._music.finish()
        pieces = [NonSpeech("music", span.start, span.end) for span in music]
        pieces += [
            NonSpeech(pulse.kind, pulse.span.start, pulse.span.end)
            for pulse in self._tones.finish()
            if not any(span.start <= (pulse.span.start + pulse.span.end) / 2 <= span.end for span in music)
        ]
        sounds = tuple(sorted(pieces, key=lambda piece: piece.start))
        return Pieces(sounds, self._repeats.finish())


@dataclass(frozen=True, slots=True)
class Sorted:
    """A call's lanes: ``speech`` without what is no voice, and that, pulses of one ringing joined."""

    speech: tuple[tuple[Span, ...], ...]
    non_speech: tuple[tuple[NonSpeech, ...], ...]


def sort_out(sounding: Sequence[Sequence[Span]], heard: Sequence[Pieces]) -> Sorted:
    """Speech and the rest, a lane at a time. ``sounding``: all activity by energy; ``heard``: the detectors'."""
    speech = [without(spans, own.sounds) for spans, own in zip(sounding, heard, strict=True)]
    rest = [list(own.sounds) for own in heard]
    for lane, own in enumerate(heard):
        _take(speech, rest, lane, _as("prompt", announcements(speech[lane], own.repeats)))
    if len(speech) == 2:  # with both sides in one lane an answer to a machine could not be told from it
        for lane, other in ((0, 1), (1, 0)):
            _take(speech, rest, lane, _prompts(speech[lane], heard[lane].sounds, speech[other]))
            beeps = [Span(piece.start, piece.end) for piece in rest[lane] if piece.kind == "beep"]
            _take(speech, rest, lane, _as("voicemail", greetings(speech[lane], beeps, speech[other])))
    return Sorted(
        tuple(tuple(lane) for lane in speech),
        tuple(tuple(_joined(own, spans)) for own, spans in zip(rest, speech, strict=True)),
    )


def _take(speech: list[list[Span]], rest: list[list[NonSpeech]], lane: int, found: list[NonSpeech]) -> None:
    """Move what was found from a lane's speech to the rest of it."""
    rest[lane] = sorted([*rest[lane], *found], key=lambda piece: piece.start)
    speech[lane] = without(speech[lane], found)


def _as(kind: NonSpeechKind, spans: Sequence[Span]) -> list[NonSpeech]:
    return [NonSpeech(kind, span.start, span.end) for span in spans]


def without(spans: Iterable[Span], pieces: Sequence[NonSpeech]) -> list[Span]:
    """The spans less the pieces, and less the crumbs that are left beside a piece."""
    kept: list[Span] = []
    for span in spans:
        cut = [piece for piece in pieces if piece.start < span.end and span.start < piece.end]
        if not cut:
            kept.append(span)
            continue
        crumb = max(_MUSIC_CRUMB if piece.kind == "music" else _CRUMB for piece in cut)
        kept.extend(left for left in _less(span, cut) if left.end - left.start > crumb)
    return kept


def _less(span: Span, cut: Sequence[NonSpeech]) -> list[Span]:
    left, at = [], span.start
    for piece in sorted(cut, key=lambda each: each.start):
        if piece.start > at:
            left.append(Span(at, piece.start))
        at = max(at, piece.end)
    return [*left, Span(at, span.end)] if at < span.end else left


def _prompts(speech: Sequence[Span], pieces: Sequence[NonSpeech], other: Sequence[Span]) -> list[NonSpeech]:
    """«Ваш звонок очень важен для нас»: a voice before music or ringing, from the call's start or after other sounds.

    Nobody speaks to it.
    """
    found = []
    for before, after in pairwise((NonSpeech("music", 0.0, 0.0), *pieces)):
        inside = [span for span in speech if before.end - 0.5 <= span.start and span.end <= after.start + 0.5]
        if after.kind not in _AFTER_PROMPTS or not inside:
            continue
        start, end = inside[0].start, inside[-1].end
        near = start - before.end <= _NEXT_TO and after.start - end <= _NEXT_TO
        spoken_to = any(
            span.start < end + _OTHERS_BREATH and start - _OTHERS_BREATH < span.end for span in other
        )
        if near and end - start <= _LONGEST_PROMPT and not spoken_to:
            found.append(NonSpeech("prompt", start, end))
    return found


def _joined(pieces: Sequence[NonSpeech], speech: Sequence[Span]) -> list[NonSpeech]:
    """Pulses of one ringing as one piece, unless somebody speaks between them."""
    joined: list[NonSpeech] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        apart = last is None or piece.kind != last.kind or piece.start - last.end > _RING_GAP
        if last is None or apart or any(span.start < piece.start and last.end < span.end for span in speech):
            joined.append(piece)
        else:
            joined[-1] = NonSpeech(last.kind, last.start, max(last.end, piece.end))
    return joined


def long_silences(sounding: Iterable[Span], duration: float) -> list[Span]:
    """Where nothing sounds in any lane for ``LONG_SILENCE`` seconds and more, the edges of the call included."""
    found, at = [], 0.0
    for span in sorted(sounding, key=lambda each: each.start):
        if span.start - at >= LONG_SILENCE:
            found.append(Span(at, span.start))
        at = max(at, span.end)
    if duration - at >= LONG_SILENCE:
        found.append(Span(at, duration))
    return found
