"""From what a CRM tells to entries in the books, through the same actions as every other door.

Nothing is overwritten: what changed in the CRM becomes an entry of its own. The same news twice change nothing, older
news than those known are passed over.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from mentor.clients import payments as money
from mentor.clients.models import Payment
from mentor.clients.phones import e164
from mentor.companies import queries as companies
from mentor.companies.models import Member
from mentor.core.formats import money as written
from mentor.core.problems import Problem
from mentor.pipeline.ledger import actions as ledger
from mentor.pipeline.ledger.entries import NewDeal, NewLead, NewPayment, check_amount, check_moment

from . import parts
from .errors import problem
from .models import CrmConnection, Record, RecordState
from .rules import Meaning, is_lead, meaning_of, stage_name
from .told import Catalogue, Part, Told


@transaction.atomic
def apply(*, connection: CrmConnection, told: Told) -> Record:
    """What the CRM tells of one lead or deal. Safe to repeat, in any order."""
    Record.objects.get_or_create(connection=connection, kind=told.kind, key=told.key)
    record = Record.objects.select_for_update().get(connection=connection, kind=told.kind, key=told.key)
    if record.told_at is not None and told.updated_at < record.told_at:
        return record
    if told.deleted and record.told:  # of what was deleted a CRM says little more than that
        told = Told.from_json(record.told | {"deleted": True, "updated_at": told.updated_at.isoformat()})
    record.told, record.told_at, record.asked_at = told.as_json(), told.updated_at, timezone.now()
    record.user, record.url = told.user[:40], told.url[:300]
    settle(connection=connection, record=record)
    return record


@transaction.atomic
def vanish(*, connection: CrmConnection, record: Record) -> None:
    """The CRM has the card no more. News that came since ``record`` was read win: whatever is told exists."""
    known = Record.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if known.told_at != record.told_at:
        return
    known.told, known.asked_at = known.told | {"deleted": True}, timezone.now()
    settle(connection=connection, record=known)


@transaction.atomic
def retell(*, connection: CrmConnection, record: Record, paid: tuple[Part, ...]) -> None:
    """What is paid inside a deal that stands otherwise as it was told last."""
    known = Record.objects.select_for_update(of=("self",)).get(pk=record.pk)
    said = [each.as_json() for each in paid]
    if known.told_at != record.told_at or known.told.get("parts") == said:
        return
    known.told = known.told | {"parts": said}
    settle(connection=connection, record=known)


def settle(*, connection: CrmConnection, record: Record) -> None:
    """Bring the books in line with what was told; what cannot be taken is put aside with the reason."""
    told = Told.from_json(record.told)
    try:
        with transaction.atomic():
            _settle(connection, record, told)
        record.state, record.reason_code, record.reason = RecordState.TAKEN, "", ""
    except Problem as refusal:
        record.refresh_from_db(fields=["lead", "leads", "deal", "payment", "payments", "amount", "client"])
        record.state, record.reason_code, record.reason = RecordState.PARKED, refusal.code, refusal.detail
    record.save()


def _settle(connection: CrmConnection, record: Record, told: Told) -> None:
    meaning = meaning_of(told, connection.mapping)
    if meaning is None:
        catalogue = Catalogue.from_json(connection.catalogue)
        raise problem("stage_unmapped", stage=stage_name(catalogue, told.stage))
    if meaning == Meaning.NOTHING and record.lead is None and record.deal is None:
        return
    manager = manager_of(connection, told.user)
    by_parts = told.parts is not None and meaning != Meaning.NOTHING
    if meaning != Meaning.PAID or by_parts:
        _take_back(record, told)
    if not by_parts and record.deal is not None:
        parts.take_back(connection=connection, record=record, why="сделка считается целиком или не считается")
    if is_lead(told, meaning):
        _lead(connection, record, told, manager)
    elif record.lead is not None:
        ledger.withdraw_lead(lead=record.lead, reason=_why("в CRM больше не лид", told), by=None)
    if meaning in (Meaning.DEAL, Meaning.PAID) or told.parts:
        _deal(record, told, manager)
    if by_parts and record.deal is not None:
        parts.settle(connection=connection, record=record, parts=told.parts or ())
    elif meaning == Meaning.PAID:
        _pay(connection, record, told)


def manager_of(connection: CrmConnection, user: str) -> Member | None:
    """Whom a user of the CRM is."""
    member_id = connection.people.get(user)
    return companies.manager(member_id) if member_id else None


def _phone(told: Told) -> str:
    phone = next((found for each in told.phones if (found := e164(each))), None)
    if phone is None:
        raise problem("no_phone")
    return phone


def _lead(connection: CrmConnection, record: Record, told: Told, manager: Member | None) -> None:
    if record.lead is not None and record.lead.withdrawn_at is None:
        return
    check_moment(told.created_at, timezone.now(), "created_at")
    number = f"{connection.provider}:{told.kind}:{told.key}" + (
        f":{record.leads + 1}" if record.leads else ""
    )
    entered = ledger.enter_lead(
        new=NewLead(
            external_id=number,
            created_at=told.created_at,
            phone=_phone(told),
            name=told.name[:200],
            manager=manager,
        )
    )
    record.lead, record.client = entered.row, entered.row.client
    record.leads += 1


def _deal(record: Record, told: Told, manager: Member | None) -> None:
    if record.deal is None:
        new = NewDeal(
            external_id=told.key,
            phone=_phone(told),
            name=told.name[:200],
            title=told.title[:200],
            manager=manager,
        )
        record.deal = ledger.enter_deal(new=new).row
        record.client = record.deal.client
    if record.deal.manager is None and manager is not None:
        ledger.give_deal(deal=record.deal, manager=manager, by=None)


def _pay(connection: CrmConnection, record: Record, told: Told) -> None:
    amount = _amount(told)
    if record.payment is not None:
        _correct(record, told, amount)
        return
    if record.amount == amount:
        return
    assert record.deal is not None
    known = money.standing_of(list(record.deal.payments.all())).net
    if known and known != amount:
        raise problem("paid_elsewhere", known=written(known), told=written(amount))
    if not known:
        paid_at = _paid_at(told)
        number = f"{connection.provider}:deal:{told.key}" + (
            f":{record.payments + 1}" if record.payments else ""
        )
        new = NewPayment(external_id=number, amount=amount, paid_at=paid_at, deal=told.key)
        record.payment = ledger.enter_payment(new=new).row
        record.payments += 1
    record.amount = amount


def _correct(record: Record, told: Told, amount: Decimal) -> None:
    """The payment in force says something else than the CRM: it is taken out and the right one written.

    Its day moves only where people wrote it: the CRM's own changes with every stage after the payment.
    """
    assert record.payment is not None
    moved = _paid_at(told) if told.dated and told.paid_at is not None else None
    if moved is not None and _day(moved) == _day(record.payment.paid_at):
        moved = None
    if record.amount == amount and moved is None:
        return
    _check_untouched(record.payment, record.amount)
    reason = _why("в CRM изменилась " + ("дата оплаты" if record.amount == amount else "сумма"), told)
    record.payment = ledger.correct(
        payment=record.payment, reason=reason, by=None, amount=amount, paid_at=moved
    )
    record.amount = amount


def _paid_at(told: Told) -> datetime:
    """Of a field that holds but the day a CRM names some hour of it, which may still come."""
    if told.dated and told.paid_at is None:
        raise problem("no_paid_day")
    paid_at, now = told.paid_at or told.updated_at, timezone.now()
    if told.dated and _day(paid_at) == _day(now):
        return min(paid_at, now)
    check_moment(paid_at, now, "paid_at")
    return paid_at


def _day(moment: datetime) -> date:
    return moment.astimezone(companies.company().zone).date()


def _amount(told: Told) -> Decimal:
    if told.currency != "RUB":
        raise problem("currency", currency=told.currency)
    if not told.amount:
        raise problem("no_amount")
    return check_amount(told.amount)


def _take_back(record: Record, told: Told) -> None:
    """The deal is paid no more: its payment is taken out by an entry of its own."""
    if record.payment is not None:
        _check_untouched(record.payment, record.amount)
        ledger.correct(payment=record.payment, reason=_why("в CRM больше не оплачена", told), by=None)
    record.payment, record.amount = None, None


def _check_untouched(payment: Payment, amount: Decimal | None) -> None:
    """What a person gave back by hand is not mended by a machine."""
    if ledger.left_of(payment) != amount:
        raise problem("refunded")


def _why(words: str, told: Told) -> str:
    what = "Лид" if told.kind == "lead" else "Сделка"
    return f"{what} {told.key}: {'в CRM больше нет' if told.deleted else words}"[:300]
