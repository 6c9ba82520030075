"""Reads for the pages that set a company up."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from .models import (
    ApiKey,
    AuditEntry,
    AverageCheque,
    Baseline,
    ExcludedNumber,
    FeeTerms,
    Invitation,
    Member,
    Role,
    User,
)


def people() -> list[Member]:
    """Everybody, with log-in and internal numbers: those who work here first, heads before managers."""
    rows = Member.objects.select_related("user").prefetch_related("extensions")
    return list(rows.order_by("-is_active", "role", "name", "id"))


def person(member_id: int) -> Member | None:
    return Member.objects.select_related("user").prefetch_related("extensions").filter(pk=member_id).first()


def open_invitations() -> dict[int, Invitation]:
    """The link that waits to be accepted, by member; its time may be over."""
    rows = Invitation.objects.filter(accepted_at=None, revoked_at=None).order_by("created_at")
    return {row.member_id: row for row in rows}


def invitation(invitation_id: int) -> Invitation | None:
    return Invitation.objects.select_related("member", "company").filter(pk=invitation_id).first()


def head_count() -> int:
    """Heads who work here."""
    return Member.objects.filter(role=Role.HEAD, is_active=True).count()


def member_count() -> int:
    """People who work here."""
    return Member.objects.filter(is_active=True).count()


def api_keys() -> list[ApiKey]:
    """Keys in force first, the newest first."""
    keys = list(ApiKey.objects.select_related("created_by").order_by("-created_at", "-id"))
    return sorted(keys, key=lambda key: key.revoked_at is not None)


def api_key(key_id: int) -> ApiKey | None:
    return ApiKey.objects.filter(pk=key_id).first()


def excluded_numbers() -> list[ExcludedNumber]:
    return list(ExcludedNumber.objects.order_by("phone"))


def excluded_number(number_id: int) -> ExcludedNumber | None:
    return ExcludedNumber.objects.filter(pk=number_id).first()


def cheque_history() -> list[AverageCheque]:
    """Newest first."""
    return list(AverageCheque.objects.select_related("set_by").order_by("-valid_from", "-id"))


def baseline_history() -> list[Baseline]:
    """Newest first."""
    return list(Baseline.objects.select_related("set_by").order_by("-valid_from", "-id"))


def fee_history() -> list[FeeTerms]:
    """Newest first."""
    return list(FeeTerms.objects.select_related("set_by").order_by("-valid_from", "-id"))


def audit_entries(
    *, user_id: int | None = None, only: Iterable[str] = (), without: Iterable[str] = ()
) -> QuerySet[AuditEntry]:
    """Who did what, narrowed; the page orders it by key. ``user_id`` 0 is the system itself."""
    rows = AuditEntry.objects.select_related("user")
    if user_id is not None:
        rows = rows.filter(user_id=user_id) if user_id else rows.filter(user__isnull=True)
    if only:
        rows = rows.filter(action__in=list(only))
    return rows.exclude(action__in=list(without)) if without else rows


def audit_people() -> list[User]:
    """Whose steps the trail may hold: people with a log-in here, and our staff."""
    here = Member.objects.filter(user__isnull=False).values("user_id")
    return list(User.objects.filter(Q(pk__in=here) | Q(is_integrator=True)).order_by("name", "email"))
