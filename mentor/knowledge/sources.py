"""What the knowledge consists of, cut into the excerpts that should be there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mentor.engines.retrieval import cutting
from mentor.engines.retrieval.cutting import Piece
from mentor.speech.models import Transcript
from mentor.speech.queries import conversation_of

from .models import ExpertRule, ForbiddenPhrase, Kind, KnownObjection, Script
from .queue import WHOLE_KIND


@dataclass(frozen=True, slots=True)
class Wanted:
    """An excerpt that should be there. ``at_s`` in seconds, where it comes from a call with times."""

    source_id: int
    position: int
    piece: Piece
    call_id: int | None = None
    at_s: float | None = None


def wanted(kind: Kind, source_id: int) -> Iterator[Wanted]:
    """All excerpts of one source, or of a kind (``WHOLE_KIND``)."""
    return _READERS[kind](source_id)


def _numbered(source_id: int, pieces: list[Piece]) -> Iterator[Wanted]:
    return (Wanted(source_id, number, piece) for number, piece in enumerate(pieces))


def _of(source_id: int) -> dict[str, int]:
    return {} if source_id == WHOLE_KIND else {"pk": source_id}


def _scripts(source_id: int) -> Iterator[Wanted]:
    for row in Script.objects.filter(kind=Script.Kind.SCRIPT, **_of(source_id)):
        yield from _numbered(row.pk, cutting.cut_script(dict(row.stages), tuple(row.required)))


def _presentations(source_id: int) -> Iterator[Wanted]:
    for row in Script.objects.filter(kind=Script.Kind.PRESENTATION, **_of(source_id)):
        pieces = cutting.cut_script(dict(row.stages), tuple(row.required))
        yield from _numbered(row.pk, [cutting.titled(piece, row.title) for piece in pieces])


def _objections(source_id: int) -> Iterator[Wanted]:
    for row in KnownObjection.objects.filter(**_of(source_id)).iterator():
        yield from _numbered(row.pk, cutting.cut_objection(row.text, row.good_answer))


def _rules(source_id: int) -> Iterator[Wanted]:
    for row in ExpertRule.objects.filter(**_of(source_id)).iterator():
        yield from _numbered(row.pk, cutting.cut_rule(row.text))


def _phrases(source_id: int) -> Iterator[Wanted]:
    for row in ForbiddenPhrase.objects.filter(**_of(source_id)).iterator():
        yield from _numbered(row.pk, cutting.cut_phrase(row.phrase, row.why, row.instead))


def _references(source_id: int) -> Iterator[Wanted]:
    rows = Transcript.objects.filter(call__reference__isnull=False).select_related("call")
    if source_id != WHOLE_KIND:
        rows = rows.filter(call=source_id)
    for row in rows.iterator(chunk_size=50):
        talk = conversation_of(row.call, row)
        for number, piece in enumerate(cutting.cut_conversation(talk)):
            yield Wanted(row.call_id, number, piece, row.call_id, talk.utterances[piece.place].start)


_READERS: dict[Kind, Callable[[int], Iterator[Wanted]]] = {
    Kind.SCRIPT: _scripts,
    Kind.PRESENTATION: _presentations,
    Kind.OBJECTION: _objections,
    Kind.RULE: _rules,
    Kind.PHRASE: _phrases,
    Kind.REFERENCE: _references,
}
