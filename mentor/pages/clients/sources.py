"""What a recommendation was written from, each one click from the very passage."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.urls import reverse

from mentor.knowledge.models import Kind
from mentor.recovery.models import RecommendationVersion

TITLES = {
    "reference_call": "эталонный звонок",
    "known_objection": "известное возражение",
    "expert_rule": "правило эксперта",
    "script": "скрипт",
    "call": "этот разговор",
    "correction": "правка РОПа",
}
KINDS = {"known_objection": Kind.OBJECTION, "expert_rule": Kind.RULE, "script": Kind.SCRIPT}
# As much of a passage as a browser needs to find it in a page.
LONGEST_MARK = 80


@dataclass(frozen=True, slots=True)
class SourceRow:
    """``url`` opens the passage itself; empty where its kind has no page. ``call_id``: whose right to open it is."""

    title: str
    quote: str
    url: str
    call_id: int | None = None


def source_rows(version: RecommendationVersion) -> list[SourceRow]:
    """In the order in which they were used; a kind we do not know is named as it is."""
    found = []
    for each in version.sources:
        if isinstance(each, dict):
            kind, ref, said = (str(each.get(name, "")) for name in ("kind", "ref", "quote"))
            call_id = _call_of(kind, ref, version)
            found.append(SourceRow(TITLES.get(kind, kind), said, _url(kind, ref, said, call_id), call_id))
    return found


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
