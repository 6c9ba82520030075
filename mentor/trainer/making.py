"""Scenarios made by themselves: from the knowledge, from the calls, from a manager's lost call. Safe to repeat."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from mentor.analysis.judgements import judgement_of
from mentor.analysis.models import CallResult, Outcome
from mentor.calls.models import Purpose
from mentor.companies.actions import audit
from mentor.companies.models import Member, User
from mentor.engines.persona.building import (
    HeardCall,
    objection_scenario,
    presentation_scenario,
    script_scenario,
)
from mentor.engines.persona.repeating import lost_call_scenario
from mentor.engines.persona.scenario import Scenario as Content
from mentor.engines.persona.wire import scenario_from_json, scenario_to_json
from mentor.engines.profile import CompanyProfile
from mentor.knowledge import queries as knowledge
from mentor.speech.models import Transcript
from mentor.speech.queries import conversation_of

from .company import profile as company_profile
from .models import Scenario, ScenarioKind, ScenarioVersion

# The newest calls that lend scenarios their clients' words: enough to be real, few enough to be read in a minute.
MOST_CALLS = 120
MOST_LOST_CALLS = 5


@dataclass(frozen=True, slots=True)
class Made:
    """A scenario as it should stand now."""

    key: str
    kind: str
    content: Content
    manager: Member | None = None
    call_id: int | None = None


def make_all() -> int:
    """Bring the company's scenarios in line with its knowledge and calls; returns how many were written."""
    profile = company_profile()
    calls = heard_calls()
    wanted = [*_from_knowledge(profile, [heard for heard, _ in calls]), *_from_losses(profile, calls)]
    written = sum(_keep(each) for each in wanted)
    keys = {each.key for each in wanted}
    gone = Scenario.objects.exclude(kind=ScenarioKind.LOST_CALL).exclude(source_key__in=keys)
    gone.filter(is_active=True).update(is_active=False)
    return written


def heard_calls() -> list[tuple[HeardCall, CallResult]]:
    """The newest judged sales talks with their words, newest first. Two queries a call besides two."""
    rows = CallResult.objects.filter(
        purpose__in=(Purpose.LIVE, Purpose.HISTORY), outcome__in=(Outcome.SUCCESS, Outcome.LOST)
    ).select_related("assessment", "call__manager", "call__client", "manager")
    results = list(rows.order_by("-started_at")[:MOST_CALLS])
    found = {
        each.call_id: each
        for each in Transcript.objects.filter(call__in=[result.call_id for result in results])
    }
    return [(_heard(result, found[result.call_id]), result) for result in results if result.call_id in found]


def _heard(result: CallResult, transcript: Transcript) -> HeardCall:
    return HeardCall(
        str(result.call_id), conversation_of(result.call, transcript), judgement_of(result.assessment)
    )


def _from_knowledge(profile: CompanyProfile, calls: list[HeardCall]) -> Iterable[Made]:
    ids = list(knowledge.objections().values_list("pk", "text"))
    at = {each.text: i for i, each in enumerate(profile.objections)}
    for pk, text in ids:
        if text in at:
            yield Made(f"objection:{pk}", "objection", objection_scenario(profile, at[text], calls))
    script = knowledge.main_script()
    if script is not None:
        yield Made(f"script:{script.pk}", "script", script_scenario(profile, calls, title=script.title))
    for each in knowledge.presentations():
        lines = [line.strip() for text in each.stages.values() for line in text.splitlines() if line.strip()]
        yield Made(
            f"presentation:{each.pk}",
            "presentation",
            presentation_scenario(profile, each.title, lines, calls),
        )


def _from_losses(profile: CompanyProfile, calls: list[tuple[HeardCall, CallResult]]) -> Iterable[Made]:
    """Each manager's newest lost calls."""
    made: dict[int, int] = {}
    for heard, result in calls:
        manager = result.manager
        if result.outcome != Outcome.LOST or manager is None or made.get(manager.pk, 0) >= MOST_LOST_CALLS:
            continue
        content = lost_call_scenario(profile, heard, title_of(result))
        if content.doubts:
            made[manager.pk] = made.get(manager.pk, 0) + 1
            yield Made(f"lost_call:{result.call_id}", "lost_call", content, manager, result.call_id)


def title_of(result: CallResult) -> str:
    """«Иван Петров, 12.11»: whose call and of which day."""
    client = result.call.client_name or (result.client.name if result.client else "") or "Клиент без имени"
    return f"{client}, {result.started_at:%d.%m}"


@transaction.atomic
def from_lost_call(*, result: CallResult) -> Scenario | None:
    """«Повторить проигранный звонок»; None where its words are gone or nothing in it can be rehearsed."""
    transcript = Transcript.objects.filter(call=result.call).first()
    if transcript is None or result.outcome != Outcome.LOST:
        return None
    content = lost_call_scenario(company_profile(), _heard(result, transcript), title_of(result))
    if not content.doubts:
        return None
    made = Made(f"lost_call:{result.call_id}", "lost_call", content, result.manager, result.call_id)
    _keep(made)
    return Scenario.objects.get(source_key=made.key)


@transaction.atomic
def _keep(made: Made) -> bool:
    """A new version where what it is made of has changed; one that a person wrote stays the newest."""
    data = scenario_to_json(made.content)
    digest = hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    scenario, _ = Scenario.objects.get_or_create(
        source_key=made.key,
        defaults={
            "kind": made.kind,
            "title": made.content.title[:300],
            "stage": made.content.stage,
            "manager": made.manager,
            "call_id": made.call_id,
        },
    )
    if not scenario.is_active and not scenario.put_away:
        scenario.is_active = True
        scenario.save(update_fields=["is_active"])
    last = scenario.versions.order_by("-number").first()
    if last is not None and (last.by_hand or last.digest == digest):
        return False
    ScenarioVersion.objects.create(
        scenario=scenario, number=(last.number if last else 0) + 1, content=data, digest=digest
    )
    if scenario.title != made.content.title[:300]:
        scenario.title = made.content.title[:300]
        scenario.save(update_fields=["title"])
    return True


@transaction.atomic
def edit(*, scenario: Scenario, content: object, by: User) -> ScenarioVersion:
    """An integrator's wording: a new version, which the job never replaces. Raises ``ScenarioError``."""
    checked = scenario_from_json(content)
    last = scenario.versions.order_by("-number").first()
    version = ScenarioVersion.objects.create(
        scenario=scenario,
        number=(last.number if last else 0) + 1,
        content=scenario_to_json(checked),
        author=by,
        by_hand=True,
    )
    scenario.title, scenario.stage = checked.title[:300], checked.stage
    scenario.save(update_fields=["title", "stage"])
    audit(user=by, action="scenario.edited", subject=f"scenario:{scenario.pk}", version=version.number)
    return version


@transaction.atomic
def put_away(*, scenario: Scenario, by: User, away: bool = True) -> None:
    """Out of the list, or back into it; talks by it stay."""
    scenario.is_active, scenario.put_away = not away, away
    scenario.save(update_fields=["is_active", "put_away"])
    audit(
        user=by,
        action="scenario.put_away" if away else "scenario.brought_back",
        subject=f"scenario:{scenario.pk}",
    )
