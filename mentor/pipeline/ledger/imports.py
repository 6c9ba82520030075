"""A table of entries: checked whole, with every bad row named, and loaded on consent in small transactions.

Both run as jobs, so neither a request nor the memory holds the table. Rows are known by their numbers: a table that
is loaded again, or whose loading a killed worker broke off, adds nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mentor.clients.models import (
    CrmLead,
    Deal,
    EntryImport,
    ImportRefusal,
    ImportState,
    Payment,
    PaymentSource,
)
from mentor.companies import queries as companies
from mentor.companies.actions import audit
from mentor.companies.models import Company, Member, User
from mentor.core.problems import Problem
from mentor.core.tenancy import company_scope, current_company_id
from mentor.pipeline import queue

from .actions import enter_deal, enter_lead, enter_payment
from .entries import NewDeal, NewLead, NewPayment
from .files import keep
from .messages import problem
from .rows import Reader
from .tables import Row, read_rows

CHECKED_AT_ONCE = 1_000
LOADED_AT_ONCE = 100
MODELS = {"lead": CrmLead, "deal": Deal, "payment": Payment}
New = NewLead | NewDeal | NewPayment


@transaction.atomic
def start(*, kind: str, file: File[bytes], original_name: str, by: User) -> EntryImport:
    """Keep the table and have it checked."""
    _, name = keep(file, ".table")
    found = EntryImport.objects.create(
        kind=kind,
        file_name=name,
        original_name=original_name,
        created_by=by,
    )
    audit(user=by, action="entries.uploaded", subject=f"entry_import:{found.pk}", name=original_name)
    queue.defer_import(company_id=current_company_id(), import_id=found.pk)
    return found


@transaction.atomic
def agree(*, entry_import: EntryImport, by: User) -> bool:
    """Load the good rows of a checked table; the bad ones stay out. False where there is nothing to agree to."""
    found = EntryImport.objects.select_for_update(of=("self",)).get(pk=entry_import.pk)
    if found.state != ImportState.CHECKED or not found.new:
        return False
    found.state, found.agreed_by = ImportState.LOADING, by
    found.save(update_fields=["state", "agreed_by"])
    audit(
        user=by,
        action="entries.agreed",
        subject=f"entry_import:{found.pk}",
        rows=found.new,
        refused=found.bad,
    )
    queue.defer_import(company_id=current_company_id(), import_id=found.pk)
    return True


@transaction.atomic
def cancel(*, entry_import: EntryImport, by: User) -> bool:
    """A checked table is not wanted after all."""
    changed = EntryImport.objects.filter(pk=entry_import.pk, state=ImportState.CHECKED).update(
        state=ImportState.CANCELLED, finished_at=timezone.now()
    )
    if changed:
        audit(user=by, action="entries.cancelled", subject=f"entry_import:{entry_import.pk}")
    return bool(changed)


def find_import(import_id: int) -> EntryImport | None:
    return EntryImport.objects.select_related("created_by", "agreed_by").filter(pk=import_id).first()


def recent(count: int = 20) -> list[EntryImport]:
    """The latest tables, newest first."""
    return list(EntryImport.objects.select_related("created_by").order_by("-created_at", "-id")[:count])


def refusals(entry_import: EntryImport) -> QuerySet[ImportRefusal]:
    """Bad rows in the order of the table."""
    return ImportRefusal.objects.filter(entry_import=entry_import).order_by("line", "id")


def work(company_id: int, import_id: int) -> None:
    """Check the table, or go on loading it; safe to repeat."""
    with company_scope(company_id):
        found = EntryImport.objects.filter(pk=import_id).first()
    if found is None:
        return
    try:
        if found.state == ImportState.CHECKING:
            _check(company_id, found)
        elif found.state == ImportState.LOADING:
            _load(company_id, found)
    except Problem as trouble:
        with company_scope(company_id):
            EntryImport.objects.filter(pk=import_id).update(
                state=ImportState.REFUSED, error=trouble.detail[:500], finished_at=timezone.now()
            )


@dataclass
class _Check:
    """What is known of the rows seen so far.

    ``seen``: number → (line, content) of this table's rows; ``deals``: numbers of deals that its payments bring.
    """

    kind: str
    reader: Reader
    seen: dict[str, tuple[int, str]] = field(default_factory=dict)
    deals: set[str] = field(default_factory=set)
    new: int = 0
    known: int = 0
    refusals: list[ImportRefusal] = field(default_factory=list)
    bad: int = 0


def _check(company_id: int, found: EntryImport) -> None:
    """One transaction: a check that was broken off leaves nothing behind."""
    with _rows(found) as rows, company_scope(company_id):
        state = _Check(found.kind, _reader(companies.company()))
        while batch := list(islice(rows, CHECKED_AT_ONCE)):
            read = [(row, new) for row in batch if (new := _read(state, found, row)) is not None]
            _judge(state, found, read)
            state.bad += len(state.refusals)
            ImportRefusal.objects.bulk_create(state.refusals)
            state.refusals = []
        EntryImport.objects.filter(pk=found.pk, state=ImportState.CHECKING).update(
            state=ImportState.CHECKED, new=state.new, known=state.known, bad=state.bad
        )


def _read(state: _Check, found: EntryImport, row: Row) -> New | None:
    try:
        return _entry(state.reader, found.kind, row)
    except Problem as trouble:
        state.refusals.append(_refusal(found, row, trouble))
        return None


def _judge(state: _Check, found: EntryImport, read: list[tuple[Row, New]]) -> None:
    """What the books and the rows before say about each row; one query or two a batch."""
    known = _known_numbers(found.kind, [new.external_id for _, new in read])
    payments = [new for _, new in read if isinstance(new, NewPayment)]
    deals = _known_numbers("deal", [new.deal for new in payments])
    paid = _known_numbers("payment", [new.refund_of for new in payments])
    for row, new in read:
        before = state.seen.get(new.external_id)
        try:
            if before is not None and before[1] != _content(new):
                raise problem("number_twice", "external_id", line=before[0])
            if isinstance(new, NewPayment):
                _check_links(state, new, deals, paid)
        except Problem as trouble:
            state.refusals.append(_refusal(found, row, trouble))
            continue
        state.seen.setdefault(new.external_id, (row.line, _content(new)))
        is_known = before is not None or new.external_id in known
        state.known += is_known
        state.new += not is_known


def _check_links(state: _Check, new: NewPayment, deals: set[str], paid: set[str]) -> None:
    if new.refund_of:
        if new.refund_of not in paid and new.refund_of not in state.seen:
            raise problem("payment_unknown", "refund_of")
    elif not new.phone and new.deal not in deals | state.deals:
        raise problem("client_required", "phone")
    if new.deal:
        state.deals.add(new.deal)


def _load(company_id: int, found: EntryImport) -> None:
    """On from the line that is loaded; each batch is a transaction of its own."""
    with company_scope(company_id):
        reader = _reader(companies.company())
    with _rows(found) as rows:
        left = (row for row in rows if row.line > found.last_line)
        while batch := list(islice(left, LOADED_AT_ONCE)):
            with company_scope(company_id):
                _load_batch(found, batch, reader)
    with company_scope(company_id):
        EntryImport.objects.filter(pk=found.pk).update(state=ImportState.DONE, finished_at=timezone.now())
        audit(
            user=found.agreed_by,
            action="entries.loaded",
            subject=f"entry_import:{found.pk}",
            taken=found.loaded,
            known=found.known,
            refused=found.bad,
        )


def _load_batch(found: EntryImport, batch: list[Row], reader: Reader) -> None:
    refused = set(
        ImportRefusal.objects.filter(
            entry_import=found, line__gte=batch[0].line, line__lte=batch[-1].line
        ).values_list("line", flat=True)
    )
    for row in batch:
        if row.line in refused:
            continue
        try:
            with transaction.atomic():
                found.loaded += _enter(_entry(reader, found.kind, row))
        except Problem as trouble:  # the books have changed since the check
            _refusal(found, row, trouble).save()
            found.bad += 1
    found.last_line = batch[-1].line
    found.save(update_fields=["loaded", "bad", "last_line"])


def _enter(new: New) -> bool:
    if isinstance(new, NewLead):
        return enter_lead(new=new).created
    if isinstance(new, NewDeal):
        return enter_deal(new=new).created
    return enter_payment(new=new).created


def _entry(reader: Reader, kind: str, row: Row) -> New:
    if row.overflow:
        raise problem("extra_cells")
    read: dict[str, Callable[[Row], New]] = {
        "lead": reader.lead,
        "deal": reader.deal,
        "payment": reader.payment,
    }
    return read[kind](row)


def _content(new: New) -> str:
    return repr(new)


def _known_numbers(kind: str, numbers: list[str]) -> set[str]:
    model: Any = MODELS[kind]
    rows = model.objects.filter(external_id__in={each for each in numbers if each})
    if kind == "payment":
        rows = rows.filter(source=PaymentSource.CRM)
    return set(rows.values_list("external_id", flat=True))


def _refusal(found: EntryImport, row: Row, trouble: Problem) -> ImportRefusal:
    return ImportRefusal(
        entry_import=found,
        line=row.line,
        field=trouble.field,
        value=row.text(trouble.field)[:100] if trouble.field else "",
        detail=trouble.detail[:300],
    )


def _reader(company: Company) -> Reader:
    """Managers by internal number, e-mail and name; None where a name is several people's."""
    managers: dict[str, Member | None] = {}
    for member in companies.people_with_numbers():
        name = " ".join(member.name.lower().split())
        managers[name] = None if name in managers else member
        for each in (member.email, *(number.value for number in member.extensions.all())):
            if each:
                managers[each.lower()] = member
    return Reader(company.zone, timezone.now(), managers)


@contextmanager
def _rows(found: EntryImport) -> Iterator[Iterator[Row]]:
    """The rows of the kept table, from a local copy where the storage has none."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="mentor-import-") as folder:
        path = Path(folder) / "table"
        with default_storage.open(found.file_name, "rb") as kept, path.open("wb") as copy:
            for chunk in kept.chunks():
                copy.write(chunk)
        yield read_rows(path, found.kind)
