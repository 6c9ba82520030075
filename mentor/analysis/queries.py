"""Reads of judgements: which rules cost a manager most, and the very words that cost it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from mentor.calls.models import Purpose

from .models import Assessment, CallResult, Deduction, Outcome

COUNTED = (Purpose.LIVE, Purpose.HISTORY)
# The newest judged calls of a period are enough to see what a manager does; this bounds the cost of a page.
MOST_CALLS = 200
PHRASES = 3


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that cost points, verbatim; ``quote`` is empty where the thing was absent from the call."""

    call_id: int
    client: str
    started_at: datetime
    quote: str
    at_s: float | None


@dataclass(slots=True)
class CostlyRule:
    """A rule with what it cost over some calls, newest phrases first."""

    stage: int
    code: str
    rule: str
    points: int = 0
    calls: int = 0
    phrases: list[Phrase] = field(default_factory=list)

    @property
    def quoted(self) -> list[Phrase]:
        """Those with words to show."""
        return [phrase for phrase in self.phrases if phrase.quote]


@dataclass(frozen=True, slots=True)
class Costs:
    """``judged``: how many calls were looked at; ``rules`` by stage, the costliest first."""

    judged: int
    rules: dict[int, list[CostlyRule]]

    @property
    def costliest(self) -> list[CostlyRule]:
        """Over all stages, the costliest first."""
        return sorted((rule for each in self.rules.values() for rule in each), key=lambda rule: -rule.points)


def results_of(member_id: int, since: datetime, until: datetime, limit: int) -> list[CallResult]:
    """The manager's judged calls that figures count, newest first, with client and call. One query."""
    rows = CallResult.objects.filter(
        manager_id=member_id, purpose__in=COUNTED, started_at__gte=since, started_at__lt=until
    )
    return list(rows.select_related("client", "call").order_by("-started_at")[:limit])


def costs(results: Iterable[CallResult]) -> Costs:
    """What the rules took from these calls, given newest first. One query."""
    by_assessment = {result.assessment_id: result for result in results}
    found: dict[tuple[int, str], CostlyRule] = {}
    taken: dict[int, list[Deduction]] = defaultdict(list)
    for row in Deduction.objects.filter(assessment_id__in=by_assessment):
        taken[row.assessment_id].append(row)
    for assessment_id, result in by_assessment.items():
        for row in taken[assessment_id]:
            rule = found.setdefault((row.stage, row.code), CostlyRule(row.stage, row.code, row.rule))
            rule.points += row.points
            rule.calls += 1
            _keep(rule, row, result)
    rules: dict[int, list[CostlyRule]] = defaultdict(list)
    for rule in sorted(found.values(), key=lambda each: (-each.points, -each.calls, each.code)):
        rules[rule.stage].append(rule)
    return Costs(judged=len(by_assessment), rules=dict(rules))


def _keep(rule: CostlyRule, row: Deduction, result: CallResult) -> None:
    """Quoted words are worth more than absence: they push it out once there are enough."""
    phrase = Phrase(
        call_id=result.call_id,
        client=_client(result),
        started_at=result.started_at,
        quote=row.quote,
        at_s=row.at_s,
    )
    if len(rule.phrases) < PHRASES:
        rule.phrases.append(phrase)
    elif phrase.quote:
        absent = next((each for each in rule.phrases if not each.quote), None)
        if absent is not None:
            rule.phrases.remove(absent)
            rule.phrases.append(phrase)


def _client(result: CallResult) -> str:
    if result.client is not None and result.client.name:
        return result.client.name
    return result.call.client_name or "клиент неизвестен"


def lost_moments(assessment_ids: Iterable[int]) -> dict[int, float | None]:
    """Seconds from the start of the recording at which each assessment says the client was lost. One query."""
    rows = Assessment.objects.filter(pk__in=list(assessment_ids))
    return dict(rows.values_list("pk", "lost_at_s"))


def contacts_of(client_ids: Iterable[int]) -> list[CallResult]:
    """Conversations with the clients that came to an end, lost or agreed, in calls that figures count. One query."""
    rows = CallResult.objects.filter(client_id__in=list(client_ids), purpose__in=COUNTED)
    return list(
        rows.filter(outcome__in=(Outcome.SUCCESS, Outcome.LOST)).only("client", "started_at", "outcome")
    )
