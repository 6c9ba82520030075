"""The doors from an id in an address to a scenario or a talk (decision 18)."""

from __future__ import annotations

from django.http import Http404

from mentor.companies.people import Viewer

from . import queries
from .models import Scenario, Talk


def access_scenario(viewer: Viewer, scenario_id: int) -> Scenario:
    """A scenario that the viewer may rehearse or read; Http404."""
    rows = (
        queries.every_scenario()
        if viewer.is_integrator
        else queries.scenarios_for(viewer.member if viewer.is_manager else None)
    )
    found = rows.filter(pk=scenario_id).first()
    if found is None:
        raise Http404
    return found


def access_talk(viewer: Viewer, talk_id: int) -> Talk:
    """A talk that the viewer may read and hear: their own, or any for heads and integrators; Http404."""
    rows = queries.every_talk().select_related("version", "scenario", "manager", "call__result")
    if not viewer.sees_all:
        rows = rows.filter(manager=viewer.member)
    found = rows.filter(pk=talk_id).first()
    if found is None:
        raise Http404
    return found
