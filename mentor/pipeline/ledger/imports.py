"""A table of entries: checked whole, with every bad row named, and loaded on consent in small transactions.

Both run as jobs, so neither a request nor the memory holds the table. Rows are known by their numbers: a table that
is loaded again, or whose loading a killed worker broke off, adds nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mentor.clients.models import (
    EntryImport,
    ImportRefusal,
    ImportState,
)
from mentor.companies import queries as companies
from mentor.companies.actions import audit
from mentor.companies.models import Company, Member, User
from mentor.core.problems import Problem
from mentor.core.tenancy import company_scope, current_company_id
from mentor.pipeline import queue

from .actions import enter_deal, enter_lead, enter_payment
from .checking import Check, New, entry_of, refusal_of
from .entries import NewDeal, NewLead
from .files import keep
from .rows import Reader
from .tables import Row, read_rows

CHECKED_AT_ONCE = 1_000
LOADED_AT_ONCE = 100


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


def _check(company_id: int, found: EntryImport) -> None:
    """One transaction: a check that was broken off leaves nothing behind."""
    with _rows(found) as rows, company_scope(company_id):
        state = Check(found.kind, _reader(companies.company()))
        while batch := list(islice(rows, CHECKED_AT_ONCE)):
            state.take(found, batch)
        EntryImport.objects.filter(pk=found.pk, state=ImportState.CHECKING).update(
            state=ImportState.CHECKED, new=state.new, known=state.known, bad=state.bad
        )


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
                found.loaded += _enter(entry_of(reader, found.kind, row))
        except Problem as trouble:  # the books have changed since the check
            refusal_of(found, row, trouble).save()
            found.bad += 1
    found.last_line = batch[-1].line
    found.save(update_fields=["loaded", "bad", "last_line"])


def _enter(new: New) -> bool:
    if isinstance(new, NewLead):
        return enter_lead(new=new).created
    if isinstance(new, NewDeal):
        return enter_deal(new=new).created
    return enter_payment(new=new).created


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
