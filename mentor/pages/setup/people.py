"""Люди: who works here, how telephony names them, who may get in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentor.companies import actions, people_actions, setup_queries
from mentor.companies import queries as companies
from mentor.companies.absences import absences_of
from mentor.companies.middleware import CompanyRequest
from mentor.companies.models import Invitation, Member
from mentor.core.problems import Problem

from .doors import for_heads, viewer_of
from .forms.fields import show_problem
from .forms.people import PersonForm
from .letters import send_invitation


@dataclass(frozen=True, slots=True)
class Row:
    """A person in the list, with the words for how they get in."""

    member: Member
    extensions: str
    state: str
    tone: str
    until: datetime | None = None


def row_of(member: Member, invitation: Invitation | None, now: datetime) -> Row:
    """Whether the person logs in, was invited, or has no way in yet."""
    extensions = ", ".join(sorted(each.value for each in member.extensions.all()))
    if not member.is_active:
        return Row(member, extensions, "отключён", "neutral")
    if member.user_id:
        return Row(member, extensions, "входит", "good")
    if invitation is None:
        return Row(member, extensions, "не приглашён", "neutral")
    if invitation.expires_at < now:
        return Row(member, extensions, "приглашение устарело", "attention")
    return Row(member, extensions, "приглашён", "accent", invitation.expires_at)


def _crumbs() -> list[tuple[str, str]]:
    return [("Люди", reverse("people"))]


def _person(pk: int) -> Member:
    found = setup_queries.person(pk)
    if found is None:
        raise Http404
    return found


@require_safe
@for_heads
def people(request: CompanyRequest) -> HttpResponse:
    """Everybody of the company."""
    invitations, now = setup_queries.open_invitations(), timezone.now()
    rows = [row_of(member, invitations.get(member.pk), now) for member in setup_queries.people()]
    return render(request, "pages/setup/people.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@for_heads
def person_new(request: CompanyRequest) -> HttpResponse:
    """A new person."""
    viewer = viewer_of(request)
    form = PersonForm(request.POST or None, for_head=viewer.is_head)
    if request.method == "POST" and form.is_valid():
        try:
            member = people_actions.hire(facts=form.facts(), by=viewer.user)
        except Problem as problem:
            show_problem(form, problem)
        else:
            messages.success(request, f"{member.name}: сотрудник добавлен. Теперь его можно пригласить.")
            return redirect("person", pk=member.pk)
    status = 422 if form.errors else 200
    return render(request, "pages/setup/person_new.html", {"form": form, "crumbs": _crumbs()}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_heads
def person(request: CompanyRequest, pk: int) -> HttpResponse:
    """One person: change, invite, switch off."""
    viewer, member = viewer_of(request), _person(pk)
    form = PersonForm(request.POST or None, for_head=viewer.is_head, member=member)
    if request.method == "POST" and form.is_valid():
        try:
            people_actions.edit_member(member=member, facts=form.facts(), by=viewer.user)
        except Problem as problem:
            show_problem(form, problem)
            member = _person(pk)
        else:
            messages.success(request, f"{member.name}: сохранено.")
            return redirect("people")
    return _show_person(request, member, form)


def _show_person(
    request: CompanyRequest, member: Member, form: PersonForm, link: str = "", note: str = ""
) -> HttpResponse:
    row = row_of(member, setup_queries.open_invitations().get(member.pk), timezone.now())
    context = {
        "form": form,
        "crumbs": _crumbs(),
        "row": row,
        "member": member,
        "link": link,
        "has_factor": people_actions.has_second_factor(member),
        "letter": note,
        "absences": absences_of(member, timezone.localdate()),
        "others": [each for each in companies.managers() if each.pk != member.pk],
        "is_me": member.user_id is not None and member.user_id == viewer_of(request).user.pk,
    }
    return render(request, "pages/setup/person.html", context, status=422 if form.errors else 200)


@require_POST
@for_heads
def person_invite(request: CompanyRequest, pk: int) -> HttpResponse:
    """Make a link, mail it, and show it this once: only its hash is kept."""
    viewer, member = viewer_of(request), _person(pk)
    try:
        token = actions.invite(member=member, by=viewer.user)
    except Problem as problem:
        messages.error(request, problem.detail)
        return redirect("person", pk=pk)
    link = request.build_absolute_uri(reverse("invitation", args=[token]))
    letter = send_invitation(to=member.email, name=member.name, company=viewer.company.name, link=link)
    return _show_person(request, member, PersonForm(for_head=viewer.is_head, member=member), link, letter)


@require_POST
@for_heads
def person_off(request: CompanyRequest, pk: int) -> HttpResponse:
    """The person no longer gets in."""
    member = _person(pk)
    try:
        people_actions.switch_off(member=member, by=viewer_of(request).user)
    except Problem as problem:
        messages.error(request, problem.detail)
        return redirect("person", pk=pk)
    messages.success(request, f"{member.name}: доступ закрыт. Звонки и показатели сохранены.")
    return redirect("people")


@require_POST
@for_heads
def person_drop_factor(request: CompanyRequest, pk: int) -> HttpResponse:
    """The next log-in asks for the password alone."""
    member = _person(pk)
    try:
        people_actions.drop_second_factor(member=member, by=viewer_of(request).user)
    except Problem as problem:
        messages.error(request, problem.detail)
    else:
        messages.success(
            request, f"{member.name}: теперь вход по одному паролю. Второй шаг можно включить заново."
        )
    return redirect("person", pk=pk)


@require_POST
@for_heads
def person_on(request: CompanyRequest, pk: int) -> HttpResponse:
    """The person works here again."""
    member = _person(pk)
    people_actions.switch_on(member=member, by=viewer_of(request).user)
    messages.success(request, f"{member.name}: снова в работе.")
    return redirect("person", pk=pk)
