"""A table of entries against the books: which rows are new, which are known, which cannot be taken and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mentor.clients.models import CrmLead, Deal, EntryImport, ImportRefusal, Payment, PaymentSource
from mentor.core.problems import Problem

from .entries import NewDeal, NewLead, NewPayment
from .messages import problem
from .rows import Reader
from .tables import Row

MODELS = {"lead": CrmLead, "deal": Deal, "payment": Payment}
New = NewLead | NewDeal | NewPayment


@dataclass
class Check:
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

    def take(self, found: EntryImport, batch: list[Row]) -> None:
        """Judge the next rows and write down the refusals among them."""
        read = [(row, new) for row in batch if (new := _read(self, found, row)) is not None]
        _judge(self, found, read)
        self.bad += len(self.refusals)
        ImportRefusal.objects.bulk_create(self.refusals)
        self.refusals = []


def _read(state: Check, found: EntryImport, row: Row) -> New | None:
    try:
        return entry_of(state.reader, found.kind, row)
    except Problem as trouble:
        state.refusals.append(refusal_of(found, row, trouble))
        return None


def _judge(state: Check, found: EntryImport, read: list[tuple[Row, New]]) -> None:
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
            state.refusals.append(refusal_of(found, row, trouble))
            continue
        state.seen.setdefault(new.external_id, (row.line, _content(new)))
        is_known = before is not None or new.external_id in known
        state.known += is_known
        state.new += not is_known


def _check_links(state: Check, new: NewPayment, deals: set[str], paid: set[str]) -> None:
    if new.refund_of:
        if new.refund_of not in paid and new.refund_of not in state.seen:
            raise problem("payment_unknown", "refund_of")
    elif not new.phone and new.deal not in deals | state.deals:
        raise problem("client_required", "phone")
    if new.deal:
        state.deals.add(new.deal)


def entry_of(reader: Reader, kind: str, row: Row) -> New:
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


def refusal_of(found: EntryImport, row: Row, trouble: Problem) -> ImportRefusal:
    return ImportRefusal(
        entry_import=found,
        line=row.line,
        field=trouble.field,
        value=row.text(trouble.field)[:100] if trouble.field else "",
        detail=trouble.detail[:300],
    )
