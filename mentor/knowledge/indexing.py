"""Excerpts kept in step with their sources: what changed is embedded anew, the rest is left alone."""

from __future__ import annotations

import hashlib
from itertools import islice

from django.db import connection, transaction
from django.db.models import QuerySet

from mentor.engines.retrieval import encoder
from mentor.engines.retrieval.fusion import K1, USUAL_LENGTH, B

from .models import Excerpt, IndexedKind, Kind
from .queue import WHOLE_KIND
from .sources import Wanted, wanted

BATCH = 500

# Weight is BM25's part of a word in an excerpt; lengths are of words that tell something.
_WORDS = """
INSERT INTO knowledge_excerptword (company_id, excerpt_id, kind, word, weight)
SELECT p.company_id, p.id, p.kind, w.word,
       w.times * (%(k1)s + 1) / (w.times + %(k1)s * (1 - %(b)s + %(b)s * p.length / %(usual)s))
FROM (
    SELECT id, company_id, kind, meanings, t.lexemes, greatest(1, (
               SELECT sum(cardinality(l.positions)) FROM unnest(t.lexemes) l)) AS length
    FROM knowledge_excerpt,
         LATERAL (SELECT to_tsvector('russian', replace(title || ' ' || text, 'ё', 'е')) AS lexemes) t
    WHERE id = ANY(%(ids)s)
) p, LATERAL (
    SELECT left(l.lexeme, 100) AS word, cardinality(l.positions) AS times FROM unnest(p.lexemes) l
    UNION ALL SELECT '@' || m, 1 FROM unnest(p.meanings) m
) w
"""


@transaction.atomic
def index(kind: Kind, source_id: int) -> bool:
    """One batch of work in the company in scope; whether more is left. Safe to repeat."""
    known = {
        (row["source_id"], row["position"]): (row["id"], row["digest"])
        for row in _stored(kind, source_id).values("id", "source_id", "position", "digest")
    }
    changed: list[tuple[Wanted, int | None]] = []
    for each in wanted(kind, source_id):
        held = known.pop((each.source_id, each.position), None)
        if held is None or held[1] != digest(each):
            changed.append((each, held[0] if held else None))
    Excerpt.objects.filter(pk__in=[pk for pk, _ in known.values()]).delete()
    batch = list(islice(changed, BATCH))
    _write(kind, batch)
    more = len(changed) > len(batch)
    _note(kind, finished=not more and source_id == WHOLE_KIND)
    return more


def index_everything() -> None:
    """All kinds of the company in scope, to the end; what the jobs do, at once."""
    for kind in Kind:
        while index(kind, WHOLE_KIND):
            pass


def digest(each: Wanted) -> str:
    """Names all that a stored excerpt shows and is found by."""
    told = (
        each.piece.title,
        each.piece.text,
        each.piece.stage,
        each.piece.place,
        each.at_s,
        encoder.version(),
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _stored(kind: Kind, source_id: int) -> QuerySet[Excerpt]:
    rows = Excerpt.objects.filter(kind=kind)
    return rows if source_id == WHOLE_KIND else rows.filter(source_id=source_id)


def _write(kind: Kind, batch: list[tuple[Wanted, int | None]]) -> None:
    Excerpt.objects.filter(pk__in=[pk for _, pk in batch if pk is not None]).delete()
    made = Excerpt.objects.bulk_create(_excerpt(kind, each) for each, _ in batch)
    write_words([row.pk for row in made])


def write_words(ids: list[int]) -> None:
    """The words of new excerpts, for the text's half of the search."""
    values: dict[str, list[int] | float] = {"ids": ids, "k1": K1, "b": B, "usual": USUAL_LENGTH}
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, values)


def _excerpt(kind: Kind, each: Wanted) -> Excerpt:
    piece = each.piece
    return Excerpt(
        kind=kind,
        source_id=each.source_id,
        position=each.position,
        call_id=each.call_id,
        stage=piece.stage,
        place=piece.place,
        at_s=each.at_s,
        title=piece.title,
        text=piece.text,
        meanings=sorted(encoder.meanings_of(piece.words)),
        digest=digest(each),
        vector=encoder.encode(piece.text, piece.title),
    )


def _note(kind: Kind, *, finished: bool) -> None:
    """How many there are now; ``finished``: every one of the kind is by the encoder in force."""
    found = {"excerpts": Excerpt.objects.filter(kind=kind).count()}
    done = {"encoder": encoder.version()} if finished else {}
    IndexedKind.objects.update_or_create(kind=kind, defaults={**found, **done})


def behind() -> list[Kind]:
    """Kinds of the company in scope that were never indexed as a whole, or by an encoder that is no longer in force."""
    done = IndexedKind.objects.filter(encoder=encoder.version()).values_list("kind", flat=True)
    return [kind for kind in Kind if kind not in set(done)]
