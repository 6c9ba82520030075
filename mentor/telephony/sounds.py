"""Recordings: fetched when they are ready, asked for again with growing pauses, given up with the reason."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from mentor.calls.admission import installed_rules
from mentor.calls.fetching import FetchError
from mentor.calls.intake import IncomingFile
from mentor.calls.recordings import check_recording, recording_problem
from mentor.core.problems import Problem
from mentor.core.tenancy import company_scope, current_company_id
from mentor.engines.audio import AudioError, join
from mentor.pipeline import actions as pipeline

from . import connections, queue, troubles
from .errors import TEXTS, TelephonyError
from .models import SoundState, Trace, Where
from .provider import Account, Provider, Sound
from .registry import provider_of
from .report import Facts

PAUSES = (30, 60, 120, 300, 600, 900, 1800)
"""Seconds before the next try; the last one repeats."""
WAIT = timedelta(hours=24)
WAIT_UNTOLD = timedelta(hours=3)
"""How long a recording is waited for that the telephony has said nothing of."""
MOST_REFUSED = 4
"""A refusal, or a page instead of sound, is often «not ready yet» said wrongly, or a link that has expired while the
next one will work; after so many tries it is believed."""
DOUBTED = ("recording_not_audio", "refused", "fetch_refused")
LONGEST_ASKED = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A recording to fetch, read in a transaction that is over when the network is asked."""

    trace_id: int
    connection_id: int
    provider: Provider
    account: Account
    key: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Failure:
    """``permanent``: no try will help."""

    code: str
    text: str
    permanent: bool
    retry_after_s: float | None = None


def fetch(company_id: int, trace_id: int) -> None:
    """One try for one call. The network is asked outside of any transaction."""
    with company_scope(company_id):
        wanted = _wanted(trace_id, timezone.now())
    if wanted is None:
        return
    with tempfile.TemporaryDirectory(prefix="mentor-sound-") as folder:
        try:
            got = _fetched(wanted, Path(folder))
        except (TelephonyError, FetchError) as error:
            failure = Failure(error.code, error.detail, error.permanent, error.retry_after_s)
            with company_scope(company_id):
                _note_failure(trace_id, failure, timezone.now())
            return
        with company_scope(company_id):
            _note_fetched(trace_id, got)


def _wanted(trace_id: int, now: datetime) -> Wanted | None:
    trace = Trace.objects.select_related("connection", "call").filter(pk=trace_id).first()
    if trace is None or trace.sound != SoundState.AWAITED or (trace.sound_at and trace.sound_at > now):
        return None
    connection = trace.connection
    try:
        account = connections.account_of(connection)
    except TelephonyError as error:
        troubles.note(connection=connection, where=Where.SOUND, code=error.code, text=error.detail)
        return None
    provider = provider_of(connection.provider)
    return Wanted(trace.pk, connection.pk, provider, account, trace.call_key, Facts.from_json(trace.facts))


def _fetched(wanted: Wanted, folder: Path) -> IncomingFile:
    """The recording; one that was made in parts (transfers, holds) is joined in their order."""
    if wanted.provider.sound is None:
        raise TelephonyError("sound_unknown", permanent=True)
    found = wanted.provider.sound(wanted.account, wanted.key, wanted.facts)
    parts = [found] if isinstance(found, Sound) else list(found)
    files = []
    for number, part in enumerate(parts):
        place = folder / str(number)
        place.mkdir()
        files.append(_part(part, place))
    return files[0] if len(files) == 1 else _joined(files, folder)


def _part(sound: Sound, folder: Path) -> IncomingFile:
    if sound.path is not None:
        return _copied(sound.path, folder)
    if sound.save is not None:
        target = folder / "sound"
        sound.save(target)
        return _checked(target, sound.name)
    return installed_rules().fetcher().fetch(sound.url, folder, headers=sound.headers)


def _copied(path: Path, folder: Path) -> IncomingFile:
    """A copy of a file of ours: the telephony may still be writing or moving it."""
    target = folder / "sound"
    try:
        shutil.copyfile(path, target)
        return _checked(target, path.name)
    except OSError as error:
        raise TelephonyError("sound_not_yet") from error


def _checked(path: Path, name: str) -> IncomingFile:
    try:
        return check_recording(path, original_name=name, limits=installed_rules().limits).file
    except Problem as refusal:
        passing = refusal.code in ("recording_empty", "recording_too_slow")
        raise FetchError(refusal.code, refusal.detail, permanent=not passing) from refusal


def _joined(files: list[IncomingFile], folder: Path) -> IncomingFile:
    target = folder / "whole.wav"
    limits = installed_rules().limits
    try:
        join([file.path for file in files], target, limits=limits)
    except AudioError as error:
        refusal = recording_problem(error, limits)
        raise FetchError(refusal.code, refusal.detail, permanent=True) from error
    stem = files[0].original_name.rpartition(".")[0] or files[0].original_name
    return _checked(target, f"{stem}+{len(files) - 1}.wav")


def _note_fetched(trace_id: int, incoming: IncomingFile) -> None:
    with transaction.atomic():
        trace = (
            Trace.objects.select_for_update(of=("self",))
            .select_related("connection", "call")
            .get(pk=trace_id)
        )
        if trace.sound != SoundState.AWAITED or trace.call is None:
            return
        pipeline.recording_came(call=trace.call, incoming=incoming)
        trace.sound, trace.sound_error, trace.sound_at = SoundState.HERE, "", None
        trace.save(update_fields=["sound", "sound_error", "sound_at"])
        troubles.clear(connection=trace.connection, where=Where.SOUND)


@transaction.atomic
def _note_failure(trace_id: int, failure: Failure, now: datetime) -> None:
    """Ask again later, or give up with the reason; what a telephony asks to wait uses up no try."""
    trace = (
        Trace.objects.select_for_update(of=("self",)).select_related("connection", "call").get(pk=trace_id)
    )
    if trace.sound != SoundState.AWAITED:
        return
    told = failure.retry_after_s is not None
    trace.sound_tries += 0 if told else 1
    trace.sound_error = failure.text
    pause = min(timedelta(seconds=failure.retry_after_s or 0), LONGEST_ASKED) if told else _pause(trace)
    trace.sound_at = now + pause
    if gives_up(trace, failure, now):
        trace.sound, trace.sound_at = SoundState.MISSING, None
        if trace.call is not None:
            pipeline.recording_never_came(call=trace.call)
    else:
        queue.defer_sound(company_id=current_company_id(), trace_id=trace.pk, at=trace.sound_at)
    trace.save(update_fields=["sound", "sound_error", "sound_at", "sound_tries"])
    if failure.code not in ("sound_not_yet", "sound_unknown", "busy"):
        troubles.note(connection=trace.connection, where=Where.SOUND, code=failure.code, text=failure.text)


def _pause(trace: Trace) -> timedelta:
    return timedelta(seconds=PAUSES[min(trace.sound_tries, len(PAUSES)) - 1])


def gives_up(trace: Trace, failure: Failure, now: datetime) -> bool:
    """Whether this was the last try. A key that is refused stops nothing: somebody will put in a new one."""
    age = now - (trace.taken_at or trace.created_at)
    if age > WAIT:
        trace.sound_error = f"{TEXTS['sound_late'].format(hours=24)} {failure.text}"
        return True
    if failure.code == "sound_unknown":
        return failure.permanent or age > WAIT_UNTOLD
    if failure.code in DOUBTED:
        return trace.sound_tries >= MOST_REFUSED
    return failure.permanent and failure.code not in ("unauthorised", "secrets_closed", "private")


@transaction.atomic
def ask_again(*, trace: Trace) -> None:
    """«Забрать снова» for a recording that was given up."""
    locked = Trace.objects.select_for_update().get(pk=trace.pk)
    if locked.sound != SoundState.MISSING:
        return
    locked.sound, locked.sound_at, locked.sound_tries = SoundState.AWAITED, timezone.now(), 0
    locked.save(update_fields=["sound", "sound_at", "sound_tries"])
    queue.defer_sound(company_id=current_company_id(), trace_id=locked.pk)
