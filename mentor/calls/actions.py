"""Writes of calls and their recordings."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from mentor.clients import actions as clients
from mentor.clients.models import Client
from mentor.clients.phones import e164
from mentor.companies import queries as companies
from mentor.companies.models import Member
from mentor.core.tenancy import current_company_id

from .intake import IncomingFile, NewCall
from .models import TRAINER, AttentionItem, Call, CallState, KeptReason, Purpose, Recording


def storage_name(sha256: str, suffix: str) -> str:
    """Name of a content-addressed file of the company in scope: its folder can be kept or deleted as a whole."""
    return f"{current_company_id()}/{sha256[:2]}/{sha256}{suffix}"


def store_recording(incoming: IncomingFile) -> Recording:
    """Put the untouched bytes into the storage and note them; the same bytes are one recording."""
    name = storage_name(incoming.sha256, ".orig")
    known = Recording.objects.filter(sha256=incoming.sha256).first()
    if known is not None and default_storage.exists(known.file_name):
        return known
    with Path(incoming.path).open("rb") as source:
        saved = default_storage.save(name, File(source))
    recording, _ = Recording.objects.get_or_create(
        sha256=incoming.sha256,
        defaults={"file_name": saved, "size": incoming.size, "original_name": incoming.original_name},
    )
    return recording


def known_call(*, source: str, source_call_id: str) -> Call | None:
    """The call that this source has sent already."""
    return Call.objects.filter(source=source, source_call_id=source_call_id).first()


def store_call(new: NewCall) -> tuple[Call, bool]:
    """Write a call with its recording; (call, created). One (source, source's id) is one call however often sent.

    What is odd about it and does not stop it stands in «требует внимания».
    """
    known = known_call(source=new.source, source_call_id=new.source_call_id)
    if known is not None:
        return known, False
    recording = store_recording(new.recording) if new.recording else None
    phone = e164(new.client_phone) if new.client_phone else None
    manager = companies.find_manager(extension=new.manager_extension, email=new.manager_email)
    internal = bool(new.client_phone) and companies.is_extension(new.client_phone.strip())
    kept = _kept_reason(new, phone, internal=internal)
    client = clients.find_or_create(phone=phone, name=new.client_name) if phone and not internal else None
    try:
        with transaction.atomic():
            call = Call.objects.create(
                source=new.source,
                source_call_id=new.source_call_id,
                purpose=new.purpose,
                direction=new.direction,
                state=_first_state(new, kept),
                kept_reason=kept,
                started_at=new.started_at,
                duration_s=new.duration_s,
                manager=manager,
                manager_hint=new.manager_extension or new.manager_email,
                client=client,
                client_name=new.client_name,
                client_phone=new.client_phone,
                deal_external_id=new.deal_id,
                recording=recording,
                recording_url=new.recording_url,
                supplied_transcript=(
                    [asdict(turn) for turn in new.transcript] if new.transcript is not None else None
                ),
                available_at=timezone.now() if recording or new.transcript is not None else None,
            )
    except IntegrityError:  # the same call came through another door at the same moment
        return Call.objects.get(source=new.source, source_call_id=new.source_call_id), False
    hint = call.manager_hint
    if manager is None and not internal and (hint or not new.missed):  # nobody leads a call that nobody took
        need_attention(call=call, code="manager_unknown", field="manager", manager=hint)
    if new.client_phone and phone is None and not internal:
        need_attention(call=call, code="phone_invalid", field="client.phone", phone=new.client_phone)
    return call, True


def _kept_reason(new: NewCall, phone: str | None, *, internal: bool) -> str:
    if internal:
        return KeptReason.INTERNAL
    if phone and companies.is_excluded(phone):
        return KeptReason.EXCLUDED
    if new.missed:
        return KeptReason.MISSED
    expected = new.recording_url or new.recording_awaited
    if new.recording is None and not expected and new.transcript is None:
        return KeptReason.NO_RECORDING
    return ""


def _first_state(new: NewCall, kept: str) -> str:
    if kept:
        return CallState.KEPT
    expected = new.recording_url or new.recording_awaited
    return CallState.FETCHING if expected and new.recording is None else CallState.PROCESSING


def need_attention(*, call: Call | None, code: str, field: str = "", **details: object) -> None:
    """Show a call, or a thing that never became one, in «требует внимания»; once while it is open."""
    if call is not None and AttentionItem.objects.filter(call=call, code=code, resolved_at=None).exists():
        return
    AttentionItem.objects.create(call=call, code=code, field=field, details=details)


def resolve_attention(*, call: Call, code: str) -> None:
    """The reason is gone."""
    AttentionItem.objects.filter(call=call, code=code, resolved_at=None).update(resolved_at=timezone.now())


def settle_attention(*, item: AttentionItem) -> None:
    """A person says that nothing is left to do here."""
    item.resolved_at = timezone.now()
    item.save(update_fields=["resolved_at"])


def attach_recording(*, call: Call, incoming: IncomingFile) -> None:
    """The recording of a call came later than its metadata."""
    call.recording = store_recording(incoming)
    call.available_at = timezone.now()
    call.state = CallState.PROCESSING
    call.kept_reason = ""
    call.save(update_fields=["recording", "available_at", "state", "kept_reason"])


def give_up_recording(*, call: Call) -> None:
    """No recording will come: the call is kept as it is."""
    call.state = CallState.KEPT
    call.kept_reason = KeptReason.NO_RECORDING
    call.save(update_fields=["state", "kept_reason"])


def note_prepared(*, recording: Recording, **facts: object) -> None:
    """Keep what was learned from the sound: codec, lanes, length, activity, names of Opus and peaks."""
    for name, value in facts.items():
        setattr(recording, name, value)
    recording.save(update_fields=list(facts))


def set_state(*, call: Call, state: str) -> None:
    call.state = state
    call.save(update_fields=["state"])


def note_assessed(*, call: Call, at: datetime) -> None:
    """The call is done; the first time stays: it measures how long people waited."""
    call.state = CallState.ASSESSED
    call.assessed_at = call.assessed_at or at
    call.save(update_fields=["state", "assessed_at"])


def bind_client(*, call: Call, client: Client) -> None:
    """Say with whom the call was; the rooms above recount. What the telephony sent stays."""
    call.client = client
    call.save(update_fields=["client"])
    resolve_attention(call=call, code="phone_invalid")


def bind_manager(*, call: Call, manager: Member) -> None:
    """Say who led the call; the rooms above recount."""
    call.manager = manager
    call.save(update_fields=["manager"])
    resolve_attention(call=call, code="manager_unknown")


def settle_matching(*, code: str, **details: object) -> None:
    """What was told with these details stands no longer: it mended itself."""
    open_items = AttentionItem.objects.filter(call=None, code=code, resolved_at=None)
    open_items.filter(details__contains=details).update(resolved_at=timezone.now())


def store_training(
    *,
    source_call_id: str,
    direction: str,
    manager: Member,
    client_name: str,
    started_at: datetime,
    duration_s: float,
) -> Call:
    """A rehearsal as a call of purpose ``training``: in no figure. One a ``source_call_id``."""
    call, _ = Call.objects.get_or_create(
        source=TRAINER,
        source_call_id=source_call_id,
        defaults={
            "purpose": Purpose.TRAINING,
            "direction": direction,
            "state": CallState.PROCESSING,
            "started_at": started_at,
            "duration_s": duration_s,
            "manager": manager,
            "client_name": client_name,
            "available_at": timezone.now(),
        },
    )
    return call


def attach_training_sound(*, call: Call, incoming: IncomingFile) -> None:
    """The sound of a rehearsal, whose words and grade are kept by themselves."""
    call.recording = store_recording(incoming)
    call.save(update_fields=["recording"])


def keep_unassessed(*, call: Call) -> None:
    """A call that no engine can judge is stored as it is."""
    set_state(call=call, state=CallState.KEPT)


def forget(*, call: Call) -> None:
    """Remove a rehearsal with its words, its grade and, unless another call has the same bytes, its sound."""
    recording = call.recording
    call.delete()
    if recording is None or recording.calls.exists():
        return
    names = [name for name in (recording.file_name, recording.opus_name, recording.peaks_name) if name]
    recording.delete()
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name))
