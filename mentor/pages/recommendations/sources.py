"""What a recommendation was written from, each one click from the very passage."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from django.urls import reverse

from mentor.calls.queries import every_call
from mentor.companies.people import Viewer
from mentor.knowledge.models import Kind
from mentor.recovery.access import audible_calls
from mentor.recovery.models import RecommendationVersion
from mentor.recovery.queries import Shown

TITLES = {
    "call": "этот разговор",
    "reference_call": "эталонный звонок",
    "known_objection": "ответ на возражение",
    "expert_rule": "правило эксперта",
    "script": "скрипт",
    "correction": "правка РОПа",
}
KINDS = {"known_objection": Kind.OBJECTION, "expert_rule": Kind.RULE, "script": Kind.SCRIPT}
# As much of a passage as a browser needs to find it in a page.
LONGEST_MARK = 80


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A passage, verbatim. ``url`` opens it where it stands; empty where the reader may not open that place, so that
    the passage itself is all there is to show. ``call_id``: the call that it stands in.
    """

    kind: str
    quote: str
    url: str
    call_id: int | None = None


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """Passages of one kind, in the order in which they were used."""

    title: str
    rows: tuple[SourceRow, ...]


Sources = dict[int, list[SourceGroup]]


@dataclass(frozen=True, slots=True)
class AdviceCard:
    """A recommendation with what its text in force was written from."""

    shown: Shown
    sources: list[SourceGroup]


def advice_cards(viewer: Viewer, advice: Iterable[Shown]) -> list[AdviceCard]:
    """Cards in the order of ``advice``."""
    found = list(advice)
    sources = sources_of(viewer, (each.version for each in found if each.version))
    return [AdviceCard(each, sources[each.version.pk] if each.version else []) for each in found]


def sources_of(viewer: Viewer, versions: Iterable[RecommendationVersion]) -> Sources:
    """Sources by the version's id, what was heard in the call first. One query for a manager, none for who sees all."""
    found = {version.pk: _rows(version) for version in versions}
    may_open = _may_open(viewer, {row.call_id for rows in found.values() for row in rows if row.call_id})
    return {pk: _grouped([_for_reader(row, viewer, may_open) for row in rows]) for pk, rows in found.items()}


def _rows(version: RecommendationVersion) -> list[SourceRow]:
    found = []
    for each in version.sources:
        if isinstance(each, dict):
            kind, ref, said = (str(each.get(name, "")) for name in ("kind", "ref", "quote"))
            call_id = _call_of(kind, ref, version)
            found.append(SourceRow(kind, said, _url(kind, ref, said, call_id), call_id))
    return found


def _may_open(viewer: Viewer, call_ids: Collection[int]) -> set[int]:
    if viewer.sees_all or not call_ids:
        return set(call_ids)
    return set(audible_calls(viewer, every_call().filter(pk__in=call_ids)).values_list("pk", flat=True))


def _for_reader(row: SourceRow, viewer: Viewer, may_open: Collection[int]) -> SourceRow:
    """Managers open calls that they may hear; the pages of the knowledge and of corrections are the heads'."""
    opens = viewer.sees_all if row.call_id is None else row.call_id in may_open
    return row if opens else replace(row, url="")


def _grouped(rows: list[SourceRow]) -> list[SourceGroup]:
    """A kind that has no words here is named as it is."""
    order = [*TITLES, *(row.kind for row in rows)]
    return [
        SourceGroup(TITLES.get(kind, kind), tuple(same))
        for kind in dict.fromkeys(order)
        if (same := [row for row in rows if row.kind == kind])
    ]


def _call_of(kind: str, ref: str, version: RecommendationVersion) -> int | None:
    if kind == "reference_call":
        return int(ref) if ref.isdigit() else None
    return version.recommendation.call_id if kind == "call" else None


def _url(kind: str, ref: str, said: str, call_id: int | None) -> str:
    if call_id is not None:
        place = f"u{ref}" if kind == "call" and ref.isdigit() else ""
        return f"{reverse('call', args=[call_id])}#{place}{_marked(said)}"
    if kind == "correction":
        return f"{reverse('corrections')}#correction-{ref}"
    if kind == "script" and ref == "product":
        return reverse("settings")
    if kind not in KINDS:
        return ""
    asked = urlencode({"ask": said[:500], "kind": int(KINDS[kind])})
    return f"{reverse('knowledge_search')}?{asked}"


def _marked(said: str) -> str:
    """Makes the browser show the words where they stand in the page."""
    words = said.strip()[:LONGEST_MARK].rsplit(" ", 1)[0] if len(said) > LONGEST_MARK else said.strip()
    return f":~:text={quote(words, safe='').replace('-', '%2D')}" if words else ""
