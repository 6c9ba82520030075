"""Addresses of the CRM's set-up."""

from __future__ import annotations

from django.urls import path

from mentor.pages.connections.steps import shared_paths

from . import log_in, steps, views
from .room import ROOM

urlpatterns = [
    path("settings/crm/", views.crm, name="crm"),
    path("settings/crm/new/<slug:provider>/", views.crm_new, name="crm_new"),
    path("settings/crm/came-back/<slug:provider>/", log_in.crm_came_back, name="crm_came_back"),
    *shared_paths(ROOM),
    path("settings/crm/<int:pk>/log-in/", log_in.crm_log_in, name="crm_log_in"),
    path("settings/crm/<int:pk>/stages/", steps.crm_stages, name="crm_stages"),
    path("settings/crm/<int:pk>/choices/", steps.crm_choices, name="crm_choices"),
    path("settings/crm/<int:pk>/read/", steps.crm_read, name="crm_read"),
    path("settings/crm/<int:pk>/again/", steps.crm_again, name="crm_again"),
]
