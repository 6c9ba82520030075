"""Prints how often the knowledge's own search finds a right answer among the first one and the first five.

    python -m evaluation.measure_retrieval [--json] [--misses]

The questions of ``evaluation/retrieval`` are put to the product's search (pgvector and full text, as the app's role)
in a database of its own, each in its company: that company's script, rules, objections, phrases and reference calls.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from benchmarks import place
from mentor.engines.calls_json import read_call

FOLDER = Path(__file__).parent / "retrieval"
CORPUS = Path(__file__).parent / "corpus"
GROUPS = {"said in other words": "other words", "words that stand in the passage": "own words"}
FIRST, FEW = 1, 5


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a company, the keys of all right answers, and which group of questions it belongs to."""

    company: str
    text: str
    answers: frozenset[str]
    group: str


def read_questions(path: Path) -> Iterator[Question]:
    """The questions of one company's file; raises ``ValueError`` with the line that is no question."""
    group = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#"):
            group = GROUPS[line.lstrip("# ").strip()]
            continue
        answers, bar, text = line.partition("|")
        if not bar or not text.strip() or not answers.strip():
            raise ValueError(f"{path.name}:{number}: no question: {line!r}")
        yield Question(path.stem, text.strip(), frozenset(a.strip() for a in answers.split(",")), group)


def questions() -> list[Question]:
    """All of them, company by company."""
    return [each for path in sorted(FOLDER.glob("*.txt")) for each in read_questions(path)]


def _fill(company: dict[str, Any]) -> None:
    """The company's knowledge and its reference calls, cut and embedded; in the company's scope."""
    from mentor.calls.models import Call
    from mentor.knowledge import actions, indexing
    from mentor.speech.models import Transcript

    actions.set_script(title="Скрипт", stages=company["script"], required=company["required_in_presentation"])
    actions.set_objections([(each["text"], each["good_answer"]) for each in company["objections"]])
    actions.set_expert_rules(company["expert_rules"])
    actions.set_forbidden_phrases(
        [(each["phrase"], each["why"], each["instead"]) for each in company["forbidden_phrases"]]
    )
    for name in company["reference_calls"]:
        talk = read_call(json.loads((CORPUS / "calls" / f"{name}.json").read_text("utf-8")), name)
        call = Call.objects.create(
            source="evaluation",
            source_call_id=name,
            direction="out",
            state="assessed",
            started_at="2026-10-01T12:00:00+03:00",
            duration_s=300,
        )
        Transcript.objects.create(
            call=call,
            source="evaluation",
            times="none",
            utterances=[
                {"speaker": u.speaker, "text": u.text, "start": None, "end": None}
                for u in talk.conversation.utterances
            ],
        )
        actions.add_reference(call=call, by=None)
    indexing.index_everything()


def _keys() -> dict[int, str]:
    """Excerpt's id → key as the questions name it; in the company's scope."""
    from mentor.calls.models import Call
    from mentor.knowledge.models import Excerpt, ExpertRule, ForbiddenPhrase, Kind, KnownObjection

    calls = dict(Call.objects.values_list("pk", "source_call_id"))
    numbered = {
        Kind.OBJECTION: ("objection", KnownObjection.objects.order_by("position")),
        Kind.RULE: ("rule", ExpertRule.objects.order_by("position")),
        Kind.PHRASE: ("phrase", ForbiddenPhrase.objects.order_by("id")),
    }
    places = {
        kind: {pk: f"{name}/{n}" for n, pk in enumerate(rows.values_list("pk", flat=True))}
        for kind, (name, rows) in numbered.items()
    }
    found: dict[int, str] = {}
    for row in Excerpt.objects.defer("vector"):
        kind = Kind(row.kind)
        if kind in places:
            found[row.pk] = places[kind][row.source_id]
        elif kind == Kind.REFERENCE:
            found[row.pk] = f"{calls[row.source_id]}/{row.place}"
        else:
            line = f"{row.stage}/{row.place}"
            found[row.pk] = line if row.stage == "required" else f"script/{line}"
    return found


def _asked(company: str, own: list[Question]) -> Iterator[tuple[Question, str, int]]:
    """(question, way, rank of the first right answer from 1; 0: not among the first five)."""
    from mentor.companies.actions import create_company
    from mentor.core.tenancy import company_scope
    from mentor.knowledge import retrieval

    described = json.loads((CORPUS / "companies" / f"{company}.json").read_text("utf-8"))
    made = create_company(name=described["name"], by=None)
    with company_scope(made.pk):
        _fill(described)
        keys = _keys()
        for each in own:
            unknown = each.answers - set(keys.values())
            if unknown:
                raise ValueError(f"{company}: no such passage: {', '.join(sorted(unknown))}")
            for way in get_args(retrieval.Way):
                found = retrieval.find(each.text, most=FEW, way=way)
                ranks = [n for n, row in enumerate(found, 1) if keys[row.excerpt.pk] in each.answers]
                yield each, way, min(ranks, default=0)


def measured() -> list[tuple[Question, str, int]]:
    """Every question put in every way, in a database made for it and removed afterwards."""
    with place.migrated() as data_dir:
        os.environ.update(place.environment_of(data_dir))
        import django
        from django.db import connections

        django.setup()
        by_company: dict[str, list[Question]] = defaultdict(list)
        for each in questions():
            by_company[each.company].append(each)
        found = [row for company, own in by_company.items() for row in _asked(company, own)]
        connections.close_all()
    return found


def shares(rows: list[tuple[Question, str, int]]) -> dict[str, dict[str, dict[str, float]]]:
    """group → way → figures; group «all» holds every question."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for group in (*GROUPS.values(), "all"):
        found[group] = {}
        for way in ("vector", "text", "both"):
            ranks = [r for q, w, r in rows if w == way and group in (q.group, "all")]
            found[group][way] = {
                "questions": len(ranks),
                "hit@1": sum(r == FIRST for r in ranks) / max(1, len(ranks)),
                "hit@5": sum(0 < r <= FEW for r in ranks) / max(1, len(ranks)),
            }
    return found


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--misses", action="store_true", help="questions that «both» does not answer in five")
    options = parser.parse_args()
    rows = measured()
    result = shares(rows)
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        print(f"{'questions':<24}{'way':<8}{'hit@1':>7}{'hit@5':>7}")
        for group, ways in result.items():
            for way, each in ways.items():
                named = f"{group} ({each['questions']:.0f})"
                print(f"{named:<24}{way:<8}{each['hit@1']:>7.3f}{each['hit@5']:>7.3f}")
    if options.misses:
        for question, way, rank in rows:
            if way == "both" and not rank:
                print(f"{question.company}: {question.text} → {', '.join(sorted(question.answers))}")


if __name__ == "__main__":
    main()
