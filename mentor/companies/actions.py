"""Writes of companies, people and company settings; each is audited."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from mentor.core.problems import Problem
from mentor.core.tenancy import company_scope

from .lookup import hash_secret
from .models import (
    ApiKey,
    AuditEntry,
    AverageCheque,
    Baseline,
    Company,
    ExcludedNumber,
    Extension,
    FeeTerms,
    Invitation,
    Member,
    User,
)

INVITATION_DAYS = 7
KEY_PREFIX = "mk_"


def audit(*, user: User | None, action: str, subject: str = "", **details: Any) -> None:
    """Note who did what in the company in scope. ``subject`` is ``kind:id``; no secrets in ``details``."""
    AuditEntry.objects.create(user=user, action=action, subject=subject, details=details)


def create_company(*, name: str, by: User | None, **settings: Any) -> Company:
    """A new tenant. Its id is drawn first: the row can only be written inside the company's own scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('companies_company', 'id'))")
        company_id = int(cursor.fetchone()[0])
    with company_scope(company_id):
        company = Company.objects.create(id=company_id, name=name, **settings)
        audit(user=by, action="company.created", subject=f"company:{company_id}", name=name)
    return company


@transaction.atomic
def change_company(*, company: Company, by: User | None, **changes: Any) -> None:
    """Change settings; the audit keeps old and new values."""
    before = {name: str(getattr(company, name)) for name in changes}
    for name, value in changes.items():
        setattr(company, name, value)
    company.save(update_fields=list(changes))
    after = {name: str(value) for name, value in changes.items()}
    audit(user=by, action="company.changed", subject=f"company:{company.pk}", before=before, after=after)


@transaction.atomic
def add_member(
    *, name: str, role: str, by: User | None, email: str = "", extensions: tuple[str, ...] = ()
) -> Member:
    """A person of the company, without a log-in until invited."""
    member = Member.objects.create(name=name, role=role, email=email.strip().lower())
    set_extensions(member=member, extensions=extensions)
    audit(user=by, action="member.added", subject=f"member:{member.pk}", name=name, role=role)
    return member


@transaction.atomic
def set_extensions(*, member: Member, extensions: tuple[str, ...]) -> None:
    """Replace the member's internal numbers; a number of somebody else is refused."""
    wanted = {value.strip() for value in extensions if value.strip()}
    taken = Extension.objects.filter(value__in=wanted).exclude(member=member).select_related("member").first()
    if taken is not None:
        raise Problem(
            "extension_taken",
            f"Внутренний номер {taken.value} уже у сотрудника {taken.member.name}. Освободите его там или "
            "укажите другой.",
            field="extensions",
        )
    Extension.objects.filter(member=member).exclude(value__in=wanted).delete()
    have = set(Extension.objects.filter(member=member).values_list("value", flat=True))
    Extension.objects.bulk_create(Extension(member=member, value=value) for value in sorted(wanted - have))


@transaction.atomic
def change_member(*, member: Member, by: User | None, **changes: Any) -> None:
    """Change name, e-mail, role, activity or the acceptor's right."""
    for name, value in changes.items():
        setattr(member, name, value)
    member.save(update_fields=list(changes))
    details = {name: str(value) for name, value in changes.items()}
    audit(user=by, action="member.changed", subject=f"member:{member.pk}", **details)


@transaction.atomic
def invite(*, member: Member, by: User) -> str:
    """A new invitation; returns the link's secret, shown once. Earlier links of the member stop working."""
    if not member.email:
        raise Problem("email_missing", "Укажите почту сотрудника: по ней он будет входить.", field="email")
    if not member.is_active:
        raise Problem("member_off", f"{member.name} отключён. Сначала верните его в работу.")
    if member.user_id:
        raise Problem(
            "already_in",
            f"{member.name} уже входит в mentor.ai. Новый пароль можно получить на странице входа: «Забыли пароль?».",
        )
    if User.objects.filter(email=member.email).exists():
        raise Problem("email_taken", "С этой почтой уже входят в mentor.ai. Укажите другую.", field="email")
    now = timezone.now()
    Invitation.objects.filter(member=member, accepted_at=None, revoked_at=None).update(revoked_at=now)
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(
        member=member,
        token_hash=hash_secret(token),
        created_by=by,
        expires_at=now + timedelta(days=INVITATION_DAYS),
    )
    audit(user=by, action="member.invited", subject=f"member:{member.pk}", email=member.email)
    return token


@transaction.atomic
def accept_invitation(*, invitation: Invitation, password: str) -> User:
    """Make the log-in and bind it to the member. The caller has checked the password and is in the scope."""
    locked = Invitation.objects.select_for_update(of=("self",)).select_related("member").get(pk=invitation.pk)
    if locked.accepted_at or locked.revoked_at or locked.expires_at < timezone.now():
        raise Problem("invitation_over", "Приглашение уже использовано или устарело. Попросите новое.")
    member = locked.member
    if not member.is_active or member.user_id:
        raise Problem("invitation_over", "Приглашение больше не действует. Попросите новое.")
    if User.objects.filter(email=member.email).exists():
        raise Problem("email_taken", "С этой почтой уже входят в mentor.ai. Попросите пригласить другую.")
    user = User.objects.create_user(member.email, password, name=member.name)
    member.user = user
    member.save(update_fields=["user"])
    locked.accepted_at = timezone.now()
    locked.save(update_fields=["accepted_at"])
    audit(user=user, action="invitation.accepted", subject=f"member:{member.pk}")
    return user


@transaction.atomic
def create_api_key(*, name: str, by: User | None) -> tuple[ApiKey, str]:
    """A new key and its secret; the secret is shown once and never kept."""
    secret = KEY_PREFIX + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(name=name, prefix=secret[:8], key_hash=hash_secret(secret), created_by=by)
    audit(user=by, action="api_key.created", subject=f"api_key:{key.pk}", name=name)
    return key, secret


@transaction.atomic
def revoke_api_key(*, key: ApiKey, by: User | None) -> None:
    """The key stops working at once."""
    if key.revoked_at is None:
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
        audit(user=by, action="api_key.revoked", subject=f"api_key:{key.pk}", name=key.name)


@transaction.atomic
def set_average_cheque(*, amount: Decimal, valid_from: date, by: User | None) -> AverageCheque:
    """The average cheque that holds from this day on; earlier entries of the same day stay as they are.

    The value that holds from that day already is no new entry.
    """
    before = AverageCheque.objects.filter(valid_from=valid_from).order_by("id").last()
    if before is not None and before.amount == amount:
        return before
    cheque = AverageCheque.objects.create(valid_from=valid_from, amount=amount, set_by=by)
    replaced = {"before": str(before.amount)} if before else {}
    audit(user=by, action="average_cheque.set", amount=str(amount), valid_from=str(valid_from), **replaced)
    return cheque


@transaction.atomic
def set_baseline(
    *,
    conversion: Decimal,
    source: str,
    valid_from: date,
    by: User | None,
    leads: int | None = None,
    deals: int | None = None,
) -> Baseline:
    """Conversion without mentor.ai, a fraction 0–1, with where it comes from; earlier entries stay as they are.

    What holds from that day already, counts and source included, is no new entry.
    """
    said = {"conversion": conversion, "source": source, "leads": leads, "deals": deals}
    before = Baseline.objects.filter(valid_from=valid_from).order_by("id").last()
    if before is not None and all(getattr(before, name) == value for name, value in said.items()):
        return before
    baseline = Baseline.objects.create(valid_from=valid_from, set_by=by, **said)
    details = {"conversion": str(conversion), "valid_from": str(valid_from), "source": source}
    replaced = {"before": str(before.conversion), "source_before": before.source} if before else {}
    audit(user=by, action="baseline.set", **details, **replaced)
    return baseline


@transaction.atomic
def set_fee_terms(*, rate: Decimal, base: str, source: str, valid_from: date, by: User | None) -> FeeTerms:
    """What a month costs from this day on; ``rate`` is a fraction 0–1. Earlier entries stay as they are."""
    terms = FeeTerms.objects.create(rate=rate, base=base, source=source, valid_from=valid_from, set_by=by)
    audit(
        user=by, action="fee_terms.set", rate=str(rate), base=base, valid_from=str(valid_from), source=source
    )
    return terms


@transaction.atomic
def exclude_number(*, phone: str, reason: str, by: User | None) -> None:
    """Keep a phone of staff or a supplier out of every figure from now on."""
    ExcludedNumber.objects.update_or_create(phone=phone, defaults={"reason": reason})
    audit(user=by, action="number.excluded", phone=phone, reason=reason)


@transaction.atomic
def include_number(*, number: ExcludedNumber, by: User | None) -> None:
    """Calls of this phone that come from now on count again."""
    phone = number.phone
    number.delete()
    audit(user=by, action="number.included", phone=phone)


def make_integrator(*, email: str, password: str, name: str) -> User:
    """A log-in of our own staff."""
    return User.objects.create_user(email, password, name=name, is_integrator=True)


def make_login(*, member: Member, password: str) -> User:
    """A log-in for a member without an invitation; for the demonstration and for tests."""
    user = User.objects.create_user(member.email, password, name=member.name)
    member.user = user
    member.save(update_fields=["user"])
    return user
