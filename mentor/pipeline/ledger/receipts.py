"""Receipts: files that prove a payment, attached by people of the company or ours, checked by our staff.

A file is kept under the hash of what it holds and served only behind an access check. What it says counts for
nothing until an integrator has confirmed it (decision 15).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache

from django.core.files.base import File
from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet, Sum
from django.utils import timezone

from mentor.clients import payments as money
from mentor.clients.models import Client, Deal, Payment, PaymentSource, Receipt, ReceiptState
from mentor.companies import queries as companies
from mentor.companies.actions import audit
from mentor.companies.models import Member, User
from mentor.core.problems import Problem
from mentor.core.reads import Read, Rows
from mentor.recovery import actions as recovery

from .actions import check_refund
from .files import keep

MOST_BYTES = 20 * 1024 * 1024
_HEIC = (b"heic", b"heix", b"mif1", b"msf1", b"hevc")


@dataclass(frozen=True, slots=True)
class Paper:
    """What the receipt says. ``refund_of``: the payment that it gives back; ``manager``: of a new deal."""

    amount: Decimal
    paid_at: datetime
    number: str = ""
    deal: Deal | None = None
    refund_of: Payment | None = None
    manager: Member | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Receipts that wait to be checked: how many, roubles (refunds taken off), since when."""

    count: int
    amount: Decimal
    since: datetime | None


def media_type(head: bytes) -> str:
    """What the first bytes of a file say it is; empty for anything that is neither a PDF nor a photo."""
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return "image/heic" if head[4:8] == b"ftyp" and head[8:12] in _HEIC else ""


def check_file(file: File[bytes], size: int) -> str:
    """The file's media type. Raises ``Problem``."""
    kind = media_type(file.read(16))
    file.seek(0)
    if size > MOST_BYTES:
        raise Problem("receipt_too_large", f"Файл больше {MOST_BYTES // 1024**2} МБ.", field="file")
    if not kind:
        raise Problem("receipt_kind", "Подойдёт PDF или фотография: JPEG, PNG, WEBP, HEIC.", field="file")
    return kind


@transaction.atomic
def attach(
    *, client: Client, file: File[bytes], size: int, original_name: str, paper: Paper, by: User
) -> Receipt:
    """The file and the payment that it is to prove; it waits for an integrator. Raises ``Problem``."""
    kind = check_file(file, size)
    if paper.refund_of is not None:
        check_refund(paper.refund_of, paper.amount, paper.paid_at)
    deal = paper.refund_of.deal if paper.refund_of else paper.deal
    if deal is None:
        deal = money.record_deal(client=client, manager=paper.manager)
    payment = money.record_payment(
        deal=deal,
        amount=paper.amount,
        paid_at=paper.paid_at,
        source=PaymentSource.RECEIPT,
        refund_of=paper.refund_of,
        created_by=by,
    )
    digest, name = keep(file, ".receipt")
    receipt = Receipt.objects.create(
        payment=payment,
        sha256=digest,
        file_name=name,
        media_type=kind,
        size=size,
        original_name=original_name[-255:],
        number=paper.number,
        attached_by=by,
    )
    audit(
        user=by,
        action="receipt.attached",
        subject=f"receipt:{receipt.pk}",
        amount=str(paper.amount),
        number=paper.number,
    )
    return receipt


@transaction.atomic
def confirm(*, receipt: Receipt, by: User) -> bool:
    """An integrator has checked amount, date and client: the payment counts from now on. False where decided."""
    locked = _open(receipt)
    if locked is None:
        return False
    locked.state, locked.checked_at, locked.checked_by = ReceiptState.CONFIRMED, timezone.now(), by
    locked.save(update_fields=["state", "checked_at", "checked_by"])
    money.confirm_payment(payment=locked.payment, by=by)
    recovery.apply_payment(deal=locked.payment.deal, company=companies.company())
    audit(
        user=by,
        action="receipt.confirmed",
        subject=f"receipt:{receipt.pk}",
        amount=str(locked.payment.amount),
    )
    return True


@transaction.atomic
def reject(*, receipt: Receipt, reason: str, by: User) -> bool:
    """The file proves nothing: the entry stays on record, waits no more and never counts."""
    locked = _open(receipt)
    if locked is None:
        return False
    now = timezone.now()
    locked.state, locked.checked_at, locked.checked_by = ReceiptState.REJECTED, now, by
    locked.reject_reason = reason
    locked.save(update_fields=["state", "checked_at", "checked_by", "reject_reason"])
    Payment.objects.filter(pk=locked.payment_id).update(rejected_at=now)
    audit(user=by, action="receipt.rejected", subject=f"receipt:{receipt.pk}", reason=reason)
    return True


def receipts(state: str) -> QuerySet[Receipt]:
    """Receipts in a state with what a list shows of each."""
    rows = Receipt.objects.filter(state=state)
    return rows.select_related(
        "payment__deal__client", "payment__deal__manager", "payment__refund_of", "attached_by", "checked_by"
    )


def find_receipt(receipt_id: int) -> Receipt | None:
    rows = Receipt.objects.select_related(
        "payment__deal__client", "payment__deal__manager", "payment__refund_of", "attached_by", "checked_by"
    )
    return rows.filter(pk=receipt_id).first()


def next_waiting() -> Receipt | None:
    """The one that has waited longest."""
    return Receipt.objects.filter(state=ReceiptState.PENDING).order_by("attached_at", "id").first()


def doubles(receipt: Receipt) -> list[Receipt]:
    """Others with the same file or the same number that were not rejected: one purchase may be told twice."""
    same = Q(sha256=receipt.sha256)
    if receipt.number:
        same |= Q(number=receipt.number)
    rows = Receipt.objects.filter(same).exclude(pk=receipt.pk).exclude(state=ReceiptState.REJECTED)
    return list(rows.select_related("payment__deal__client").order_by("id")[:10])


@cache
def waiting() -> Read[Waiting]:
    """Receipts that nobody has decided about."""
    paid = Sum("payment__amount", filter=Q(payment__refund_of=None))
    back = Sum("payment__amount", filter=Q(payment__refund_of__isnull=False))
    rows = Receipt.objects.filter(state=ReceiptState.PENDING).order_by().values_list("state")
    return Read.of(rows.annotate(count=Count("id"), since=Min("attached_at"), paid=paid, back=back), _waiting)


def _waiting(rows: Rows) -> Waiting:
    if not rows:
        return Waiting(0, Decimal(0), None)
    ((_, count, since, paid, back),) = rows
    return Waiting(count, Decimal(paid or 0) - Decimal(back or 0), datetime.fromisoformat(since))


def _open(receipt: Receipt) -> Receipt | None:
    """The row, locked; None where somebody has decided already."""
    locked = (
        Receipt.objects.select_for_update(of=("self",)).select_related("payment__deal").get(pk=receipt.pk)
    )
    return locked if locked.state == ReceiptState.PENDING else None
