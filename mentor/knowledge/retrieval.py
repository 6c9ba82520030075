"""Search in the company's knowledge: vectors (pgvector) and words (PostgreSQL's Russian full text) made one list.

Row-level security holds for every statement. Words are looked up by «=» in a table of their own, because ``@@``
is not leakproof and so may not use a GIN index under a policy; vectors by HNSW with iterative scan where a company has
many excerpts, and exactly where it has few: a small company's rows are too rare in a common index.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from django.db import connection
from pgvector import HalfVector

from mentor.core.tenancy import current_company_id
from mentor.engines.retrieval import encoder, fusion

from .models import Excerpt, IndexedKind, Kind

Way = Literal["both", "vector", "text"]
EXACT_MOST = 20_000
CANDIDATES = 60
LONGEST_QUESTION = 2_000
_SETTINGS = {"enable_sort": "off", "hnsw.iterative_scan": "relaxed_order", "hnsw.ef_search": "100"}

_WORDS = """
SELECT w.word, (SELECT count(*) FROM (
    SELECT 1 FROM knowledge_excerptword p WHERE p.company_id = %(company)s AND p.word = w.word LIMIT %(most)s) c)
FROM (SELECT unnest(tsvector_to_array(to_tsvector('russian', %(text)s))) AS word
      UNION SELECT unnest(%(meanings)s::text[])) w
"""
_SAID = """
SELECT p.excerpt_id, sum(p.weight * w.idf) AS score
FROM unnest(%(words)s::text[], %(idfs)s::float8[]) w(word, idf)
JOIN knowledge_excerptword p ON p.company_id = %(company)s AND p.word = w.word
WHERE p.kind = ANY(%(kinds)s)
GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %(limit)s
"""
_NEAR = """
SELECT id FROM knowledge_excerpt WHERE company_id = %(company)s AND kind = ANY(%(kinds)s)
ORDER BY (vector <=> %(vector)s::halfvec){exactly} LIMIT %(limit)s
"""
_COSINES = (
    "SELECT id, 1 - (vector <=> %(vector)s::halfvec), kind FROM knowledge_excerpt WHERE id = ANY(%(ids)s)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """An excerpt and its score: a cosine, up to ``fusion.TEXT_WEIGHT`` more for the words, less for a call's turn."""

    excerpt: Excerpt
    score: float


def find(
    question: str, *, kinds: Collection[Kind] = tuple(Kind), most: int = 10, way: Way = "both"
) -> list[Found]:
    """The excerpts of the company in scope that answer best, best first. An empty question finds nothing.

    Five statements at most, whatever the knowledge holds. ``way`` is for measuring the halves alone.
    """
    question = " ".join(question.replace("\x00", " ").split())[:LONGEST_QUESTION]
    sizes = {
        Kind(kind): size
        for kind, size in IndexedKind.objects.filter(kind__in=kinds).values_list("kind", "excerpts")
    }
    total = sum(sizes.values())
    if not question or not total:
        return []
    asked = {
        "company": current_company_id(),
        "kinds": [int(kind) for kind in kinds],
        "vector": HalfVector(encoder.encode(question)).to_text(),
        "limit": max(CANDIDATES, most),
    }
    said = _said(question, asked, total) if way != "vector" else {}
    near = _near(asked, total) if way != "text" else []
    rows = _rows(_COSINES, {**asked, "ids": list({*near, *said})})
    if way == "text":
        ranked = sorted(said.items(), key=lambda pair: (-pair[1], pair[0]))
    else:
        heard = {pk for pk, _, kind in rows if kind == Kind.REFERENCE and way == "both"}
        ranked = list(fusion.fuse({pk: cosine for pk, cosine, _ in rows}, said, heard))
    return _fetched(ranked[:most])


def _said(question: str, asked: dict[str, Any], total: int) -> dict[int, float]:
    values = {
        "company": asked["company"],
        "text": question.replace("ё", "е").replace("Ё", "Е"),
        "meanings": [f"@{name}" for name in sorted(encoder.meanings_of(question))],
        "most": fusion.MOST_OCCURRENCES,
    }
    words = fusion.telling(dict(_rows(_WORDS, values)), total)
    if not words:
        return {}
    return dict(_rows(_SAID, {**asked, "words": list(words), "idfs": list(words.values())}))


def _near(asked: dict[str, Any], total: int) -> list[int]:
    if total <= EXACT_MOST:
        return [pk for (pk,) in _rows(_NEAR.format(exactly=" + 0"), asked)]
    with _through_the_index():
        return [pk for (pk,) in _rows(_NEAR.format(exactly=""), asked)]


def _fetched(ranked: list[tuple[int, float]]) -> list[Found]:
    rows = Excerpt.objects.defer("vector", "meanings").in_bulk([pk for pk, _ in ranked])
    return [Found(rows[pk], score) for pk, score in ranked if pk in rows]


def _rows(query: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


@contextmanager
def _through_the_index() -> Iterator[None]:
    """Settings of the transaction for the statement inside; sorting is as it was afterwards.

    Those of ``hnsw`` touch nothing else and stay: before pgvector is loaded they cannot even be read.
    """
    [(sorting,)] = _rows("SELECT current_setting('enable_sort')", {})
    _set(_SETTINGS)
    yield
    _set({"enable_sort": sorting})


def _set(values: dict[str, str]) -> None:
    _rows(
        "SELECT set_config(n, v, true) FROM unnest(%(n)s::text[], %(v)s::text[]) AS s(n, v)",
        {"n": list(values), "v": list(values.values())},
    )
