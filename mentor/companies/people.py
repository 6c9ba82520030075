"""Who is looking: the one object that access rules are asked with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from .models import Company, Member, Role, User

SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person in a company: a member of it, or one of our integrators working there (then ``member`` is None)."""

    user: User
    company: Company
    member: Member | None

    @property
    def is_integrator(self) -> bool:
        return self.member is None

    @property
    def is_head(self) -> bool:
        return self.member is not None and self.member.role == Role.HEAD

    @property
    def is_manager(self) -> bool:
        return self.member is not None and self.member.role == Role.MANAGER

    @property
    def sees_all(self) -> bool:
        """Heads and integrators see the whole company; managers what is theirs."""
        return not self.is_manager


def viewer_of(user: User, company_id: int) -> Viewer | None:
    """The viewer in the company in scope, or None where the log-in has no active place there.

    Notes the visit at most once in five minutes: a write on every page would cost more than it tells.
    """
    if user.is_integrator:
        return Viewer(user, Company.objects.get(pk=company_id), None)
    member = Member.objects.filter(user=user, is_active=True).select_related("company").first()
    if member is None:
        return None
    now = timezone.now()
    if member.last_seen_at is None or now - member.last_seen_at > SEEN_EVERY:
        member.last_seen_at = now
        member.save(update_fields=["last_seen_at"])
    return Viewer(user, member.company, member)
