"""What calls showed on its way into the CRM: at least once from us, once there.

Every row is claimed before anything leaves. Whoever was killed between sending and noting left it unknown whether it
arrived, so before anything is sent anew the CRM is asked whether the mark of the message stands there already.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from mentor.calls.models import Call, Purpose
from mentor.clients import queries as clients
from mentor.core.tenancy import company_scope, current_company_id
from mentor.providers import troubles
from mentor.recovery.models import Recommendation

from . import connections, queue, words
from .errors import TEXTS, CrmError, ProviderError
from .models import CrmConnection, Outgoing, OutgoingKind, OutgoingState, Where
from .provider import Account, Provider
from .queries import records_of
from .registry import provider_of
from .rules import GIVE_UP_AFTER, pause
from .told import Target

INTERRUPTED_AFTER = timedelta(minutes=2)
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed row with its words, read in a transaction that is over when the network is asked."""

    pk: int
    connection_id: int
    provider: Provider
    account: Account
    kind: str
    known: Target | None
    phones: tuple[str, ...]
    text: str
    mark: str
    due: datetime | None
    again: bool


def note_finished_call(call: Call) -> None:
    """A freshly assessed call: what the company wishes to have in its CRM is put into the outbox."""
    result = getattr(call, "result", None)
    if call.purpose != Purpose.LIVE or result is None or call.client_id is None:
        return
    connection = CrmConnection.objects.filter(is_on=True).first()
    if connection is None:
        return
    now, made = timezone.now(), False
    if connection.writes_notes:
        made = _put(connection, call, OutgoingKind.NOTE, None, now)
    if connection.writes_tasks and result.outcome == "lost":
        recommendation = Recommendation.objects.filter(call=call, closed_at=None).first()
        if recommendation is not None:
            made = _put(connection, call, OutgoingKind.TASK, recommendation, now) or made
    if made:
        queue.defer_send(company_id=current_company_id())


def _put(
    connection: CrmConnection, call: Call, kind: str, recommendation: Recommendation | None, now: datetime
) -> bool:
    _, created = Outgoing.objects.get_or_create(
        kind=kind,
        call=call,
        defaults={"connection": connection, "recommendation": recommendation, "not_before": now},
    )
    return created


def send_due(company_id: int) -> int:
    """Write what is due; returns how many attempts were made. Must not run inside a transaction."""
    made = 0
    for _ in range(AT_ONCE):
        with company_scope(company_id):
            parcel = _claim()
        if parcel is None:
            return made
        made += 1
        try:
            remote_id = _write(parcel)
        except ProviderError as error:
            with company_scope(company_id):
                _note_failure(company_id, parcel, error)
            continue
        with company_scope(company_id):
            _note_sent(parcel, remote_id)
    return made


def _claim() -> Parcel | None:
    """The first row that may go now; those that nobody wants any more are dropped on the way."""
    now = timezone.now()
    due = Q(state=OutgoingState.WAITING, not_before__lte=now) | Q(
        state=OutgoingState.SENDING, started_at__lt=now - INTERRUPTED_AFTER
    )
    rows = Outgoing.objects.select_for_update(of=("self",), skip_locked=True).filter(due)
    rows = rows.select_related("connection__company", "call__result__assessment", "recommendation")
    while (row := rows.order_by("not_before", "id").first()) is not None:
        if not _is_wanted(row):
            _end(row, OutgoingState.DROPPED, TEXTS["switched_off"])
            continue
        try:
            parcel = _parcel(row)
        except CrmError as error:
            _put_off(row, error)
            continue
        row.state, row.started_at, row.attempts = OutgoingState.SENDING, now, row.attempts + 1
        row.save(update_fields=["state", "started_at", "attempts"])
        return parcel
    return None


def _is_wanted(row: Outgoing) -> bool:
    connection = row.connection
    asked = connection.writes_notes if row.kind == OutgoingKind.NOTE else connection.writes_tasks
    return connection.is_on and asked


def _parcel(row: Outgoing) -> Parcel:
    call, client_id = row.call, row.call.client_id
    assert client_id is not None
    stands = clients.stands_for(client_id) or client_id
    zone, advice = row.connection.company.zone, row.recommendation
    return Parcel(
        pk=row.pk,
        connection_id=row.connection_id,
        provider=provider_of(row.connection.provider),
        account=connections.account_of(row.connection),
        kind=row.kind,
        known=_known_target(row.connection, stands),
        phones=tuple(clients.phones_of([stands]).get(stands, [])),
        text=words.task(advice) if advice else words.note(call, call.result, zone),
        mark=words.task_mark(advice) if advice else words.note_mark(call),
        due=words.due_of(advice) if advice else None,
        again=row.attempts > 0,
    )


def _known_target(connection: CrmConnection, client_id: int) -> Target | None:
    """The client's card that was told of last, one without money before one that is paid."""
    newest = records_of([client_id]).filter(connection=connection)
    record = newest.filter(amount=None).first() or newest.first()
    if record is None:
        return None
    kinds = provider_of(connection.provider).cards
    return Target(kinds[record.kind], record.key, record.user)


def _write(parcel: Parcel) -> str:
    writer = parcel.provider.writer
    target = parcel.known
    for phone in parcel.phones if target is None else ():
        target = target or writer.find(parcel.account, phone)
    if target is None:
        raise CrmError("target_missing", permanent=True)
    if parcel.again:
        before = writer.written(parcel.account, target, parcel.kind, parcel.mark)
        if before:
            return before
    if parcel.kind == OutgoingKind.NOTE:
        return writer.note(parcel.account, target, parcel.text)
    assert parcel.due is not None
    return writer.task(parcel.account, target, parcel.text, parcel.due)


def _note_sent(parcel: Parcel, remote_id: str) -> None:
    row = Outgoing.objects.select_for_update().get(pk=parcel.pk)
    row.remote_id = remote_id[:60]
    row.save(update_fields=["remote_id"])
    _end(row, OutgoingState.SENT, "")
    troubles.clear(connection=row.connection, where=Where.WRITING)


def _note_failure(company_id: int, parcel: Parcel, error: ProviderError) -> None:
    row = Outgoing.objects.select_for_update(of=("self",)).select_related("connection").get(pk=parcel.pk)
    if error.code == "target_missing":
        _end(row, OutgoingState.DROPPED, error.detail)
        return
    if timezone.now() - row.created_at > GIVE_UP_AFTER:
        _end(row, OutgoingState.FAILED, TEXTS["too_late"].format(why=error.detail))
        return
    _put_off(row, error)
    queue.defer_send(company_id=company_id, at=row.not_before)


def _put_off(row: Outgoing, error: ProviderError) -> None:
    wait = timedelta(seconds=error.retry_after_s) if error.retry_after_s else pause(max(row.attempts, 1))
    row.state, row.not_before, row.reason = OutgoingState.WAITING, timezone.now() + wait, error.detail
    row.save(update_fields=["state", "not_before", "reason"])
    if error.code != "busy":
        troubles.note(connection=row.connection, where=Where.WRITING, code=error.code, text=error.detail)


def _end(row: Outgoing, state: str, reason: str) -> None:
    row.state, row.reason, row.ended_at = state, reason, timezone.now()
    row.save(update_fields=["state", "reason", "ended_at"])
