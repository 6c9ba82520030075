"""What each step of a call's way does. Every step can be repeated: it looks at what is there before it writes."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from config import engines, subscribers
from mentor.analysis import actions as analysis
from mentor.analysis import agreement_queries, grades, rubrics
from mentor.analysis.models import CallResult
from mentor.calls import actions as calls
from mentor.calls.actions import storage_name
from mentor.calls.fetching import Fetcher
from mentor.calls.models import Call
from mentor.companies import queries as companies
from mentor.companies.models import Company
from mentor.core.tenancy import current_company_id
from mentor.engines import audio
from mentor.knowledge import queries as knowledge
from mentor.notifications import queries as notices
from mentor.recovery import actions as recovery
from mentor.recovery.models import LossCase, Recommendation
from mentor.speech.models import Transcript
from mentor.speech.queries import conversation_of

from . import followups, hearing, queue
from .advising import advice_for
from .models import StepName

DEMONSTRATION_DELAY = timedelta(minutes=5)


class NothingToDoError(Exception):
    """The step has nothing to do in this call and counts as done."""


def fetch(call: Call) -> None:
    """Get a recording that was named by address."""
    if call.recording_id is not None or not call.recording_url:
        raise NothingToDoError
    with tempfile.TemporaryDirectory(prefix="mentor-fetch-") as folder:
        fetcher = Fetcher(hearing.limits(), settings.FETCH_ALLOWED_HOSTS)
        incoming = fetcher.fetch(call.recording_url, Path(folder))
        with transaction.atomic():
            calls.attach_recording(call=call, incoming=incoming)


def prepare(call: Call) -> None:
    """Compact copy, peaks, lanes and speech activity of the recording, in one pass over it."""
    recording = call.recording
    if recording is None or (recording.opus_name and recording.peaks_name):
        raise NothingToDoError
    with tempfile.TemporaryDirectory(prefix="mentor-prepare-") as folder:
        opus = Path(folder) / "call.ogg"
        with default_storage.open(recording.file_name, "rb") as source:
            prepared = audio.prepare(cast(BinaryIO, source), opus, limits=hearing.limits())
        with opus.open("rb") as compact:
            opus_name = default_storage.save(storage_name(recording.sha256, ".ogg"), File(compact))
    peaks = json.dumps(prepared.peaks.as_json(), separators=(",", ":")).encode()
    peaks_name = default_storage.save(storage_name(recording.sha256, ".peaks.json"), ContentFile(peaks))
    calls.note_prepared(
        recording=recording,
        opus_name=opus_name,
        peaks_name=peaks_name,
        codec=prepared.info.codec,
        sample_rate=prepared.info.sample_rate,
        lanes=prepared.lanes,
        duration_s=prepared.real_duration,
        damaged=prepared.damaged,
        activity=[[[span.start, span.end] for span in lane] for lane in prepared.activity],
        non_speech=[[[each.kind, each.start, each.end] for each in lane] for lane in prepared.non_speech],
    )


def transcribe(call: Call) -> None:
    """The telephony's transcript where there is one, else the recogniser's."""
    if Transcript.objects.filter(call=call).exists():
        raise NothingToDoError
    if call.supplied_transcript is not None:
        hearing.keep_supplied(call)
    else:
        hearing.recognise(call)


def assess(call: Call) -> None:
    """Outcome, loss, scores: judged once by the engine and the rubric in force."""
    if CallResult.objects.filter(call=call).exists():
        raise NothingToDoError
    company = companies.company()
    transcript = Transcript.objects.get(call=call)
    version = rubrics.current_version()
    rubric = rubrics.as_engine_rubric(version)
    graded = grades.graded_moments(besides=call.pk)
    profile = knowledge.profile(
        company=company,
        rubric=rubric,
        with_references=engines.assessor_reads_references(company.engine),
        graded=graded,
        habits=agreement_queries.habits(besides=call.pk),
    )
    judgement = engines.assessor(company.engine).assess(conversation_of(call, transcript), profile)
    with transaction.atomic():
        analysis.keep_assessment(call=call, transcript=transcript, judgement=judgement, rubric=version)
        analysis.refresh_result(call=call, company=company)


def judge(call: Call) -> None:
    """The verdict on what was recommended to this client before."""
    if not followups.judge(call):
        raise NothingToDoError


def recover(call: Call) -> None:
    """Open, continue or close the client's case."""
    result = CallResult.objects.select_related("assessment").get(call=call)
    recovery.apply_result(call=call, result=result, company=companies.company())


def written_at(company: Company, call: Call) -> datetime:
    """Now; in a demonstration company, which plays weeks in minutes, five minutes after the call ended."""
    now = timezone.now()
    if not company.is_demonstration:
        return now
    return min(now, call.started_at + timedelta(seconds=call.duration_s) + DEMONSTRATION_DELAY)


def write_advice(call: Call) -> None:
    """Write what to say to a client lost in this call, where that is needed."""
    case = LossCase.objects.filter(call=call, closed_at=None, is_archive=False).first()
    if case is not None and not Recommendation.objects.filter(case=case, call=call).exists():
        company, advice = companies.company(), advice_for(case, call)
        recovery.keep_advice(
            case=case, call=call, advice=advice, company=company, now=written_at(company, call)
        )


def advise(call: Call) -> None:
    """Write the recommendation, then count the call as done and tell who should know."""
    write_advice(call)
    calls.note_assessed(call=call, at=timezone.now())
    for subscriber in subscribers.FINISHED_CALL:
        subscriber(call)
    if notices.anything_to_send(timezone.now()):
        queue.defer_deliver(company_id=current_company_id())


STEPS: dict[StepName, Callable[[Call], None]] = {
    StepName.FETCH: fetch,
    StepName.PREPARE: prepare,
    StepName.TRANSCRIBE: transcribe,
    StepName.ASSESS: assess,
    StepName.JUDGE: judge,
    StepName.RECOVER: recover,
    StepName.ADVISE: advise,
}
