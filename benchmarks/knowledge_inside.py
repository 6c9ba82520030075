"""Fills companies with excerpts and searches in the largest one. Run inside Django, as the application's role."""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from mentor.core.embedded_postgres.address import embedded_url

from . import report

OTHERS, WARM_UP = 20, 20
SEED = 20261123
WORDS_OF_ITS_OWN = 20_000
BLOCK = 5_000


class Maker:
    """Passages put together from sentences of the training corpus, each with a word more, so that few are equal.

    A vector is the mean of its sentences' own vectors with a little noise: as near to each other as real ones are.
    """

    def __init__(self) -> None:
        from evaluation.measure_retrieval import CORPUS
        from mentor.engines.calls_json import load_folder
        from mentor.engines.retrieval import encoder

        talks = [call.conversation for call in load_folder(CORPUS).calls]
        said = sorted({u.text for talk in talks for u in talk.utterances if len(u.text) > 40})
        self.random, self.numpy = random.Random(SEED), np.random.default_rng(SEED)
        self.sentences = self.random.sample(said, min(1500, len(said)))
        self.vectors = np.array([encoder.encode(each) for each in self.sentences])
        self.meanings = [sorted(encoder.meanings_of(each)) for each in self.sentences]

    def rows(self, company: int, how_many: int) -> Iterator[tuple[Any, ...]]:
        """Rows for COPY."""
        for number in range(how_many):
            chosen = self.random.sample(range(len(self.sentences)), 2)
            own = f"артикул{int(self.random.paretovariate(0.6)) % WORDS_OF_ITS_OWN}"
            vector = self.vectors[chosen].sum(axis=0) + self.numpy.normal(0, 0.02, self.vectors.shape[1])
            vector /= np.linalg.norm(vector)
            meanings = sorted({m for each in chosen for m in self.meanings[each]})
            text = f"{self.sentences[chosen[1]]} {own}"
            yield (
                company, 3, number, 0, "", 0, self.sentences[chosen[0]][:300], text,
                meanings, "", "[" + ",".join(f"{x:.4f}" for x in vector) + "]",
            )  # fmt: skip


COLUMNS = "company_id, kind, source_id, position, stage, place, title, text, meanings, digest, vector"


def fill(passages: int, others: int) -> int:
    """Companies with excerpts; the id of the largest. The vector index is built afterwards, as a restore would."""
    from django.db import connection

    from mentor.companies.actions import create_company
    from mentor.core.owner import as_owner
    from mentor.core.tenancy import company_scope
    from mentor.knowledge.models import IndexedKind

    companies = [create_company(name=f"Компания {n}", by=None).pk for n in range(OTHERS + 1)]
    maker = Maker()
    with as_owner(**_superuser()):
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX excerpt_vector, excerpt_word")
            cursor.execute("SET session_replication_role = replica")  # foreign keys hold by construction
        for company in companies:
            how_many = passages if company == companies[0] else others // OTHERS
            with company_scope(company):
                _copy(maker, company, how_many)
                IndexedKind.objects.create(company_id=company, kind=3, excerpts=how_many)
        with connection.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '1GB'")
            cursor.execute(
                "CREATE INDEX excerpt_vector ON knowledge_excerpt USING hnsw (vector halfvec_cosine_ops)"
            )
            cursor.execute(
                "CREATE INDEX excerpt_word ON knowledge_excerptword (company_id, word) "
                "INCLUDE (kind, excerpt_id, weight)"
            )
            cursor.execute("ANALYZE knowledge_excerpt")
            cursor.execute("VACUUM ANALYZE knowledge_excerptword")
    return companies[0]


def _superuser() -> dict[str, str]:
    """COPY is refused under row-level security."""
    from django.conf import settings

    parts = urlsplit(embedded_url(settings.DATA_DIR, "superuser"))
    return {"USER": str(parts.username), "PASSWORD": str(parts.password)}


def _copy(maker: Maker, company: int, how_many: int) -> None:
    from django.db import connection

    from mentor.knowledge.indexing import write_words
    from mentor.knowledge.models import Excerpt

    with connection.cursor() as cursor, cursor.copy(f"COPY knowledge_excerpt ({COLUMNS}) FROM STDIN") as copy:
        for row in maker.rows(company, how_many):
            copy.write_row(row)
    ids = list(Excerpt.objects.filter(company_id=company).values_list("pk", flat=True))
    for at in range(0, len(ids), BLOCK):
        write_words(ids[at : at + BLOCK])


def _processor_ms() -> float:
    """Processor time of this process and of the database's process that serves it, milliseconds."""
    from django.db import connection

    ran = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]
    return 1000 * time.process_time() + int(ran) / 1e6


def search(company: int, repeats: int) -> dict[str, Any]:
    """Milliseconds of a search, each in a transaction of its own; the share of the exact list that the index finds."""
    from evaluation.measure_retrieval import questions
    from mentor.core.tenancy import company_scope
    from mentor.knowledge import retrieval

    asked = [each.text for each in questions()][: max(1, repeats)]
    found: dict[str, Any] = {"questions": len(asked)}
    for way in ("both", "vector", "text"):
        took, worked = [], []
        for text in [*asked[:WARM_UP], *asked]:
            with company_scope(company):
                began, busy = time.perf_counter(), _processor_ms()
                retrieval.find(text, way=way)
                took.append(1000 * (time.perf_counter() - began))
                worked.append(_processor_ms() - busy)
        own, cpu = took[WARM_UP:], worked[WARM_UP:]
        found[way] = {
            "p50": report.median(own),
            "p95": report.percentile(own, 0.95),
            "cpu_p50": report.median(cpu),
            "cpu_p95": report.percentile(cpu, 0.95),
        }
    shares = []
    for text in asked[:40]:
        with company_scope(company):
            quick = {row.excerpt.pk for row in retrieval.find(text, way="vector")}
            most, retrieval.EXACT_MOST = retrieval.EXACT_MOST, 10**9
            exact = {row.excerpt.pk for row in retrieval.find(text, way="vector")}
            retrieval.EXACT_MOST = most
        shares.append(len(quick & exact) / max(1, len(exact)))
    found["recall"] = sum(shares) / len(shares)
    return found


def main() -> None:
    import django

    django.setup()
    passages, others, repeats = map(int, sys.argv[1:4])
    began = time.perf_counter()
    company = fill(passages, others)
    filled = time.perf_counter() - began
    from django.db import connections

    connections.close_all()
    print(json.dumps({"filled": filled, **search(company, repeats), "small": search(company + 1, repeats)}))


if __name__ == "__main__":
    main()
