"""Тренажёр of a manager: choose, talk, see what came of it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mentor.companies.middleware import CompanyRequest, require_viewer
from mentor.companies.models import Member
from mentor.companies.people import Viewer
from mentor.core.problems import Problem
from mentor.engines.errors import EngineError
from mentor.pages.calls.card import call_card
from mentor.recovery.access import access_call
from mentor.trainer import actions, making, queue, voiced
from mentor.trainer import queries as trainer
from mentor.trainer.access import access_scenario, access_talk
from mentor.trainer.models import Scenario, Talk

from . import queries, team_views
from .history import LEVELS


def _viewer(request: CompanyRequest) -> Viewer:
    assert request.viewer is not None
    return request.viewer


def _manager(request: CompanyRequest) -> Member:
    """Who trains; nobody else has talks of their own."""
    viewer = _viewer(request)
    if not viewer.is_manager or viewer.member is None:
        raise Http404
    return viewer.member


def _own(request: CompanyRequest, pk: int) -> Talk:
    talk = access_talk(_viewer(request), pk)
    if talk.manager_id != _manager(request).pk:
        raise Http404
    return talk


@require_safe
@require_viewer
def home(request: CompanyRequest) -> HttpResponse:
    """A manager's own trainer; heads and integrators see who trained."""
    viewer = _viewer(request)
    if not viewer.is_manager or viewer.member is None:
        return team_views.team(request, viewer)
    if not Scenario.objects.exists():
        queue.defer_make()  # a new company need not wait for the hour
    context = {
        "page": queries.home_page(viewer.member, viewer.company),
        "levels": LEVELS.items(),
        "pass_mark": viewer.company.pass_mark,
    }
    return render(request, "pages/trainer/home.html", context)


@require_POST
@require_viewer
def start(request: CompanyRequest, pk: int) -> HttpResponse:
    """Begin a talk; one that still goes on is ended first."""
    member = _manager(request)
    return _begin(request, member, access_scenario(_viewer(request), pk))


@require_POST
@require_viewer
def repeat_call(request: CompanyRequest, pk: int) -> HttpResponse:
    """«Повторить проигранный звонок»: the manager's own lost call becomes a talk."""
    member = _manager(request)
    call = access_call(_viewer(request), pk)
    result = getattr(call, "result", None)
    if result is None or call.manager_id != member.pk:
        raise Http404
    scenario = making.from_lost_call(result=result)
    if scenario is None:
        messages.info(request, "В этом звонке клиент ни в чём не сомневался вслух: повторять нечего.")
        return redirect("call", pk=pk)
    return _begin(request, member, scenario)


def _begin(request: CompanyRequest, member: Member, scenario: Scenario) -> HttpResponse:
    level = request.POST.get("level", "1")
    weak = trainer.weak_stages_of(member, _viewer(request).company)
    try:
        talk = actions.start_talk(
            manager=member,
            scenario=scenario,
            level=int(level) if level in ("1", "2", "3") else 0,
            persona=voiced.client(_viewer(request).company),
            weak_stage=weak[0] if weak else None,
        )
    except (Problem, EngineError) as problem:
        messages.error(request, str(problem))
        return redirect("trainer")
    return redirect("trainer_talk", pk=talk.pk)


@require_safe
@require_viewer
def talk(request: CompanyRequest, pk: int) -> HttpResponse:
    """The talk itself while it goes on for its own manager; what came of it for everybody else and afterwards."""
    viewer = _viewer(request)
    found = access_talk(viewer, pk)
    own = viewer.member is not None and found.manager_id == viewer.member.pk
    context = {
        "talk": found,
        "own": own,
        "lines": queries.lines_of(found),
        "crumbs": [("Тренажёр", reverse("trainer"))],
        "pass_mark": viewer.company.pass_mark,
    }
    if own and not found.outcome:
        context |= {"brief": queries.brief_of(found), "line": settings.TALK_URL}
        context["first"] = not voiced.spoke_before(found.manager)
        return render(request, "pages/trainer/talk.html", context)
    call = access_call(viewer, found.call_id) if found.call_id else None
    card = call_card(viewer, call, timezone.now()) if call and hasattr(call, "transcript") else None
    context |= {"card": card, "page": queries.after_page(found, card, viewer.company)}
    return render(request, "pages/trainer/after.html", context)


@require_POST
@require_viewer
def say(request: CompanyRequest, pk: int) -> HttpResponse:
    """A typed line, where the page has no line to the voice process."""
    found = _own(request, pk)
    text = request.POST.get("text", "").strip()
    if text:
        try:
            actions.say(talk=found, text=text, persona=voiced.client(_viewer(request).company))
        except Problem as problem:
            messages.error(request, str(problem))
    return redirect("trainer_talk", pk=pk)


@require_POST
@require_viewer
def end(request: CompanyRequest, pk: int) -> HttpResponse:
    """«Положить трубку»."""
    actions.end_talk(talk=_own(request, pk))
    return redirect("trainer_talk", pk=pk)


@require_POST
@require_viewer
def ticket(request: CompanyRequest, pk: int) -> HttpResponse:
    """For one connection to the voice process, for one talk, for two minutes."""
    answer = JsonResponse({"ticket": voiced.ticket_to(_own(request, pk))})
    answer.headers["Cache-Control"] = "no-store"
    return answer
