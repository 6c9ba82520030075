"""Every write of a talk: it begins, each turn is kept, it ends, its sound is kept, it is forgotten in time."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from mentor.analysis.forgetting import forget_judgements
from mentor.calls import actions as calls
from mentor.calls.intake import IncomingFile
from mentor.companies.models import Company, Member
from mentor.core.problems import Problem
from mentor.engines.persona.port import Heard, Persona, Turned, answer
from mentor.engines.persona.wire import outcome_of, shown_state, state_to_json

from . import queue
from .models import Scenario, Talk, TalkTurn
from .plays import content_of, play_of, state_of

# A talk that nobody goes on with for so long has ended: the browser was closed, the line was lost for good.
GIVEN_UP = timedelta(minutes=30)
MOST_LETTERS = 4_000


@dataclass(frozen=True, slots=True)
class Times:
    """When a turn sounded, seconds from the start of the talk; None where it was typed or is not known."""

    manager_start: float | None = None
    manager_end: float | None = None
    client_start: float | None = None
    client_end: float | None = None


@transaction.atomic
def start_talk(
    *,
    manager: Member,
    scenario: Scenario,
    level: int,
    persona: Persona,
    mode: str = Talk.Mode.TEXT,
    weak_stage: int | None = None,
    seed: int | None = None,
) -> Talk:
    """Begin a rehearsal by the scenario's newest version; a talk of this manager that still goes on is ended first.

    Raises ``Problem`` for an unknown level or a scenario without a version, ``EngineError`` where nobody can play it.
    """
    if level not in (1, 2, 3):
        raise Problem("level_unknown", "Жёсткость клиента — 1, 2 или 3.", field="level")
    version = scenario.versions.order_by("-number").first()
    if version is None:
        raise Problem("scenario_empty", "У сценария ещё нет содержания.", field="scenario")
    for going_on in Talk.objects.select_for_update().filter(manager=manager, outcome=""):
        end_talk(talk=going_on)
    talk = Talk(
        manager=manager,
        scenario=scenario,
        version=version,
        level=level,
        weak_stage=weak_stage,
        seed=secrets.randbelow(2**31) if seed is None else seed,
        mode=mode,
        engine=persona.name,
        state={},
    )
    opened = persona.open(play_of(talk))
    talk.opening, talk.state = opened.reply.text, state_to_json(opened.state)
    talk.save()
    return talk


@transaction.atomic
def keep_turn(*, talk: Talk, heard: Heard, turned: Turned, times: Times | None = None) -> TalkTurn | None:
    """Keep a turn with the state it led to; the same turn sent twice is kept once. An ending ends the talk.

    None where the talk has ended meanwhile or has gone further than this turn.
    """
    row = Talk.objects.select_for_update().select_related("version").get(pk=talk.pk)
    when = times or Times()
    if row.outcome or turned.state.turn <= _last_number(row):
        return None
    kept = TalkTurn.objects.create(
        talk=row,
        number=turned.state.turn,
        manager=heard.text,
        client=turned.reply.text,
        manager_start=when.manager_start,
        manager_end=when.manager_end,
        client_start=when.client_start,
        client_end=when.client_end,
        over=heard.over,
        interrupts=turned.reply.interrupts,
        why=list(turned.reply.why),
        shown=shown_state(turned.state, content_of(row.version)),
        engine=turned.reply.engine,
    )
    row.state, row.last_at = state_to_json(turned.state), timezone.now()
    row.save(update_fields=["state", "last_at"])
    talk.state, talk.last_at = row.state, row.last_at
    if turned.state.ending is not None:
        end_talk(talk=talk)
    return kept


def _last_number(talk: Talk) -> int:
    last = talk.turns.order_by("-number").values_list("number", flat=True).first()
    return last or 0


@transaction.atomic
def say(*, talk: Talk, text: str, persona: Persona) -> Turned:
    """A typed turn and the reply to it, kept. Raises ``Problem`` where the talk is over or the text too long."""
    row = Talk.objects.select_for_update(of=("self",)).select_related("version", "scenario").get(pk=talk.pk)
    if row.outcome:
        raise Problem("talk_over", "Разговор уже закончен.", field="text")
    if len(text) > MOST_LETTERS:
        raise Problem("text_too_long", f"Слишком длинно: больше {MOST_LETTERS} букв за раз.", field="text")
    heard = Heard(text.strip())
    turned = answer(persona, play_of(row), state_of(row), heard)
    keep_turn(talk=row, heard=heard, turned=turned)
    talk.refresh_from_db()
    return turned


@transaction.atomic
def end_talk(*, talk: Talk) -> None:
    """The talk is over: by the client, or stopped by the manager. Harmless where it is over already."""
    row = Talk.objects.select_for_update().get(pk=talk.pk)
    if row.outcome:
        return
    row.outcome, row.ended_at = outcome_of(state_of(row)), timezone.now()
    row.save(update_fields=["outcome", "ended_at"])
    talk.outcome, talk.ended_at = row.outcome, row.ended_at
    queue.defer_grade(talk_id=row.pk)


@transaction.atomic
def attach_sound(*, talk: Talk, incoming: IncomingFile) -> None:
    """The recording of a talk by voice: two lanes, the manager's first; a job makes it ready for the player."""
    from .grading import call_of

    calls.attach_training_sound(call=call_of(talk), incoming=incoming)
    queue.defer_grade(talk_id=talk.pk)


@transaction.atomic
def forget_talk(*, talk: Talk) -> None:
    """Remove a talk with its words, grade and sound."""
    call = talk.call
    talk.delete()
    if call is not None:
        forget_judgements(call=call)
        calls.forget(call=call)


def end_given_up(*, now: datetime) -> int:
    """End the talks that nobody goes on with; returns how many."""
    silent = list(Talk.objects.filter(outcome="", last_at__lt=now - GIVEN_UP))
    for talk in silent:
        end_talk(talk=talk)
    return len(silent)


def forget_old(*, company: Company, now: datetime) -> int:
    """Remove talks older than the company keeps them; returns how many."""
    old = list(
        Talk.objects.select_related("call").filter(
            started_at__lt=now - timedelta(days=company.training_keep_days)
        )
    )
    for talk in old:
        forget_talk(talk=talk)
    return len(old)
