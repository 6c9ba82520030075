"""Writes about people who are in the company already: changing, switching off, taking an invitation back."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from mentor.core.problems import Problem

from .actions import add_member, audit, change_member, set_extensions
from .models import Extension, Invitation, Member, Role, User


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """What is known of a person. ``is_acceptor`` None leaves the right as it is."""

    name: str
    role: str
    email: str = ""
    extensions: tuple[str, ...] = ()
    is_acceptor: bool | None = None


@transaction.atomic
def hire(*, facts: MemberFacts, by: User) -> Member:
    """A new person, after the same checks as for a change."""
    check_acceptor(was=False, wanted=bool(facts.is_acceptor), by=by)
    check_email(facts.email.strip().lower(), member=None)
    member = add_member(
        name=facts.name, role=facts.role, by=by, email=facts.email, extensions=facts.extensions
    )
    if facts.is_acceptor:
        change_member(member=member, by=by, is_acceptor=True)
    return member


@transaction.atomic
def edit_member(*, member: Member, facts: MemberFacts, by: User) -> None:
    """Change a person. Someone who logs in keeps an e-mail, and it changes for the log-in too.

    Raises ``Problem`` with the field where an e-mail or a number is taken, where the company would be left without
    a head, and where an integrator touches the acceptor's right.
    """
    email = facts.email.strip().lower()
    if facts.role != Role.HEAD:
        _refuse_losing_last_head(member, field="role")
    if facts.is_acceptor is not None:
        check_acceptor(was=member.is_acceptor, wanted=facts.is_acceptor, by=by)
    check_email(email, member=member)
    before = _facts_of(member)
    if member.user is not None and member.user.email != email:
        member.user.email = email
        member.user.save(update_fields=["email"])
    member.name, member.role, member.email = facts.name, facts.role, email
    if facts.is_acceptor is not None:
        member.is_acceptor = facts.is_acceptor
    member.save(update_fields=["name", "role", "email", "is_acceptor"])
    set_extensions(member=member, extensions=facts.extensions)
    after = _facts_of(member)
    changed = [name for name in after if before[name] != after[name]]
    if changed:
        audit(
            user=by,
            action="member.changed",
            subject=f"member:{member.pk}",
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )


def check_acceptor(*, was: bool, wanted: bool, by: User) -> None:
    """Acceptance is the customer's: only a head says who does it, never our own staff."""
    if was != wanted and by.is_integrator:
        raise Problem(
            "acceptor_by_head", "Приёмщика назначает только РОП компании, не интегратор.", field="is_acceptor"
        )


def check_email(email: str, *, member: Member | None) -> None:
    """Refuse an e-mail of somebody else, here or at another log-in, and a log-in without an e-mail."""
    if not email:
        if member is not None and member.user_id:
            raise Problem(
                "email_missing", "По этой почте сотрудник входит, она не может быть пустой.", field="email"
            )
        return
    others = Member.objects.filter(email=email)
    users = User.objects.filter(email=email)
    if member is not None:
        others = others.exclude(pk=member.pk)
        users = users.exclude(pk=member.user_id or 0)
    taken = others.first()
    if taken is not None:
        raise Problem("email_taken", f"Эта почта уже у сотрудника {taken.name}.", field="email")
    if users.exists():
        raise Problem("email_taken", "С этой почтой уже входят в mentor.ai. Укажите другую.", field="email")


@transaction.atomic
def switch_off(*, member: Member, by: User) -> None:
    """The person no longer gets in; calls and results stay. Links sent to them stop working."""
    if member.user_id is not None and member.user_id == by.pk:
        raise Problem("own_place", "Себя отключить нельзя: попросите другого РОПа или интегратора.")
    _refuse_losing_last_head(member)
    if not member.is_active:
        return
    Invitation.objects.filter(member=member, accepted_at=None, revoked_at=None).update(
        revoked_at=timezone.now()
    )
    member.is_active = False
    member.save(update_fields=["is_active"])
    audit(user=by, action="member.switched_off", subject=f"member:{member.pk}", name=member.name)


@transaction.atomic
def switch_on(*, member: Member, by: User) -> None:
    """The person works here again."""
    if member.is_active:
        return
    member.is_active = True
    member.save(update_fields=["is_active"])
    audit(user=by, action="member.switched_on", subject=f"member:{member.pk}", name=member.name)


def has_second_factor(member: Member) -> bool:
    """Whether the person's log-in asks for a code."""
    return member.user_id is not None and Authenticator.objects.filter(user_id=member.user_id).exists()


@transaction.atomic
def drop_second_factor(*, member: Member, by: User) -> None:
    """For one who lost the phone and the spare codes; the password is asked for as before."""
    if member.user_id is not None and member.user_id == by.pk:
        raise Problem("own_place", "Свой второй шаг выключают в меню пользователя: «Вход в два шага».")
    if has_second_factor(member):
        Authenticator.objects.filter(user_id=member.user_id).delete()
        audit(user=by, action="member.second_factor_dropped", subject=f"member:{member.pk}", name=member.name)


@transaction.atomic
def remember_extension(*, member: Member, value: str, by: User) -> bool:
    """One more internal number of a person; False where somebody has it already."""
    known = Extension.objects.filter(value=value).first()
    if known is not None:
        return known.member_id == member.pk
    Extension.objects.create(member=member, value=value)
    audit(user=by, action="extension.added", subject=f"member:{member.pk}", extension=value)
    return True


def _refuse_losing_last_head(member: Member, field: str = "") -> None:
    if member.role != Role.HEAD or not member.is_active:
        return
    if not Member.objects.filter(role=Role.HEAD, is_active=True).exclude(pk=member.pk).exists():
        raise Problem(
            "last_head",
            f"{member.name} — единственный РОП: компания осталась бы без руководителя. Сначала назначьте другого.",
            field=field,
        )


def _facts_of(member: Member) -> dict[str, object]:
    return {
        "name": member.name,
        "role": str(member.role),
        "email": member.email,
        "is_acceptor": member.is_acceptor,
        "extensions": list(
            Extension.objects.filter(member=member).order_by("value").values_list("value", flat=True)
        ),
    }
