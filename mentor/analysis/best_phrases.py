"""The team's best phrases by stage: what experts marked as good, and what was said where a stage went best."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mentor.calls.models import TRAINER
from mentor.companies.models import Company
from mentor.engines.assessor.local.acts import Act, TaggedCall
from mentor.engines.assessor.local.tagger import tag_call
from mentor.engines.rubric import seed_rubric
from mentor.knowledge import queries as knowledge
from mentor.speech.models import Transcript
from mentor.speech.queries import conversation_of

from .examples import where
from .models import Passage, Stage

MOST_MARKED = 60
EACH = 3  # phrases of a stage
# What carries a stage, best first.
CARRIED_BY: dict[int, tuple[tuple[Act, ...], ...]] = {
    1: (("hello", "own_name", "company"), ("hello", "own_name"), ("hello",)),
    2: (("need_summary",), ("need_question", "open_question"), ("need_question",)),
    3: (("present", "tie"), ("present", "benefit"), ("present",)),
    4: (("join", "substance"), ("substance",), ("join", "clarify")),
    5: (("propose", "time"), ("recap",), ("propose",)),
}


@dataclass(frozen=True, slots=True)
class BestPhrase:
    """Verbatim words of a manager; ``score`` of that stage in that call, ``by_expert`` where an expert marked them."""

    stage: int
    call_id: int
    manager: str
    text: str
    at_s: float | None
    score: int | None
    by_expert: bool


def best_phrases(
    company: Company, since: datetime, calls: Mapping[int, Sequence[tuple[int, int]]]
) -> dict[int, list[BestPhrase]]:
    """By stage, at most ``EACH``: experts' marks since then, newest first, then phrases of ``calls``.

    ``calls``: for each stage (call id, its score there), best first. A few queries, however many calls there are.
    """
    found = {stage: list(rows) for stage, rows in _marked(since).items()}
    for stage, rows in _heard(company, calls).items():
        known = {each.text for each in found.setdefault(stage, [])}
        found[stage] += [each for each in rows if each.text not in known]
    return {stage: rows[:EACH] for stage, rows in found.items()}


def _marked(since: datetime) -> dict[int, list[BestPhrase]]:
    rows = Passage.objects.filter(good=True, stage__isnull=False, grade__call__started_at__gte=since).exclude(
        grade__call__source=TRAINER
    )
    found: dict[int, list[BestPhrase]] = {}
    for row in rows.select_related("grade__call__manager").order_by("-id")[:MOST_MARKED]:
        call = row.grade.call
        name = call.manager.name if call.manager else ""
        assert row.stage is not None
        phrase = BestPhrase(row.stage, call.pk, name, row.quote, row.at_s, None, by_expert=True)
        found.setdefault(row.stage, []).append(phrase)
    return found


def _heard(company: Company, calls: Mapping[int, Sequence[tuple[int, int]]]) -> dict[int, list[BestPhrase]]:
    wanted = {call for rows in calls.values() for call, _ in rows}
    if not wanted:
        return {}
    profile = knowledge.profile(company=company, rubric=seed_rubric(), with_references=False)
    transcripts = Transcript.objects.select_related("call__manager", "call__client").filter(
        call_id__in=wanted
    )
    tagged = {row.call_id: (row, tag_call(conversation_of(row.call, row), profile)) for row in transcripts}
    found: dict[int, list[BestPhrase]] = {}
    for stage, rows in calls.items():
        for call, score in rows:
            if call in tagged:
                found.setdefault(stage, []).extend(_phrase(stage, score, *tagged[call]))
    return found


def _phrase(stage: int, score: int, transcript: Transcript, tagged: TaggedCall) -> Iterable[BestPhrase]:
    for acts in CARRIED_BY[Stage(stage)]:
        at = where(tagged, acts)
        if at is not None:
            spoken = tagged.conversation.utterances[at]
            manager = transcript.call.manager
            name = manager.name if manager else ""
            yield BestPhrase(
                stage, transcript.call_id, name, spoken.text, spoken.start, score, by_expert=False
            )
            return
