"""A talk that has ended becomes a call of purpose ``training`` with its words; the same assessor grades it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from mentor.analysis import actions as analysis
from mentor.analysis import rubrics
from mentor.calls import actions as calls
from mentor.calls.models import Call
from mentor.companies import queries as companies
from mentor.engines.assessor.port import Assessor
from mentor.engines.conversation import Utterance
from mentor.engines.errors import EngineError
from mentor.speech import actions as speech
from mentor.speech.models import SpeakersBy, Times
from mentor.speech.queries import conversation_of

from .company import profile
from .models import Talk
from .plays import content_of

SOURCE = "trainer"


@transaction.atomic
def call_of(talk: Talk) -> Call:
    """The training call of a talk, made where it is not there yet."""
    row = (
        Talk.objects.select_for_update(of=("self",))
        .select_related("version", "manager", "call")
        .get(pk=talk.pk)
    )
    if row.call is None:
        content = content_of(row.version)
        ended = row.ended_at or timezone.now()
        row.call = calls.store_training(
            source_call_id=str(row.pk),
            direction=content.direction,
            manager=row.manager,
            client_name=content.character.name,
            started_at=row.started_at,
            duration_s=(ended - row.started_at).total_seconds(),
        )
        row.save(update_fields=["call"])
    talk.call = row.call
    return row.call


def utterances_of(talk: Talk) -> list[Utterance]:
    """Both sides' words in order, the client's first words before them."""
    turns = list(talk.turns.order_by("number"))
    voiced = any(
        turn.client_start is not None for turn in turns
    )  # then the recording begins with the first words
    found = [Utterance("client", talk.opening, 0.0 if voiced else None)] if talk.opening else []
    for turn in turns:
        found.append(Utterance("manager", turn.manager, turn.manager_start, turn.manager_end))
        found.append(Utterance("client", turn.client, turn.client_start, turn.client_end))
    return [each for each in found if each.text.strip()]


@transaction.atomic
def grade(*, talk: Talk, assessor: Assessor) -> None:
    """Keep the words and the judgement of a talk; a talk too short to be judged keeps its words and says why.

    Raises ``EngineError`` only where trying again can help.
    """
    if talk.graded_at is not None or not talk.outcome:
        return
    call = call_of(talk)
    words = utterances_of(talk)
    timed = bool(words) and all(each.start is not None for each in words[1:])
    transcript = speech.keep_transcript(
        call=call,
        source=SOURCE,
        times=Times.GIVEN if timed else Times.NONE,
        utterances=words,
        speakers_by=SpeakersBy.PERSON,
    )
    version = rubrics.current_version()
    try:
        judgement = assessor.assess(conversation_of(call, transcript), profile(rubric=version))
    except EngineError as error:
        if not error.permanent:
            raise
        calls.keep_unassessed(call=call)
        talk.ungraded_why = str(error)[:300]
    else:
        analysis.keep_assessment(call=call, transcript=transcript, judgement=judgement, rubric=version)
        analysis.refresh_result(call=call, company=companies.company())
        calls.note_assessed(call=call, at=timezone.now())
    talk.graded_at = timezone.now()
    talk.save(update_fields=["graded_at", "ungraded_why"])
