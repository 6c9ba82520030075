"""An invitation: the one page of set-up that strangers open. It makes the log-in and offers a second factor."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.models import Login
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from mentor.companies import actions, lookup, setup_queries
from mentor.companies.models import Invitation, User
from mentor.core.problems import Problem
from mentor.core.tenancy import company_scope

from .forms.fields import show_problem
from .forms.people import PasswordForm


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Set the first password. A link that is over says so and says whom to ask."""
    known = lookup.company_of_invitation(token)
    if known is None:
        return render(request, "pages/setup/invitation_over.html", status=404)
    company_id, invitation_id = known
    with company_scope(company_id):
        answer = _answer(request, invitation_id)
    if isinstance(answer, HttpResponse):
        return answer
    login = Login(user=answer, redirect_url=reverse("welcome"), email=answer.email)
    response: HttpResponse = perform_password_login(request, {"email": answer.email}, login)
    # The password was typed a moment ago: setting up the second factor must not ask for it again.
    reauthenticate_by_password(request)
    return response


def _answer(request: HttpRequest, invitation_id: int) -> HttpResponse | User:
    """The page, or the new log-in. Runs in the company's scope and leaves nothing of it unread."""
    found = setup_queries.invitation(invitation_id)
    if found is None or _is_over(found):
        return render(request, "pages/setup/invitation_over.html", {"invitation": found}, status=410)
    if request.user.is_authenticated:
        return render(request, "pages/setup/invitation_other.html", {"invitation": found})
    form = PasswordForm(request.POST or None, member=found.member)
    if request.method == "POST" and form.is_valid():
        try:
            return actions.accept_invitation(invitation=found, password=form.cleaned_data["password"])
        except Problem as problem:
            show_problem(form, problem)
    # 200 even with errors: refused requests are logged with their address, and this one is a secret still in force
    return render(request, "pages/setup/invitation.html", {"form": form, "invitation": found})


def _is_over(found: Invitation) -> bool:
    used = found.accepted_at or found.revoked_at or found.expires_at < timezone.now()
    return bool(used or not found.member.is_active or found.member.user_id)


@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """After the first log-in: a second factor, now or later."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return render(request, "pages/setup/welcome.html")


@require_safe
def no_company(request: HttpRequest) -> HttpResponse:
    """A log-in without a place: what to do about it."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if getattr(request, "viewer", None) is not None:
        return redirect("/")
    return render(request, "pages/setup/no_company.html")
