"""Addresses of the CRM's set-up."""

from __future__ import annotations

from django.urls import path

from . import log_in, steps, views

urlpatterns = [
    path("settings/crm/", views.crm, name="crm"),
    path("settings/crm/new/<slug:provider>/", views.crm_new, name="crm_new"),
    path("settings/crm/came-back/<slug:provider>/", log_in.crm_came_back, name="crm_came_back"),
    path("settings/crm/<int:pk>/", views.crm_connection, name="crm_connection"),
    path("settings/crm/<int:pk>/log-in/", log_in.crm_log_in, name="crm_log_in"),
    path("settings/crm/<int:pk>/check/", steps.crm_check, name="crm_check"),
    path("settings/crm/<int:pk>/stages/", steps.crm_stages, name="crm_stages"),
    path("settings/crm/<int:pk>/choices/", steps.crm_choices, name="crm_choices"),
    path("settings/crm/<int:pk>/address/", steps.crm_rotate, name="crm_rotate"),
    path("settings/crm/<int:pk>/close-old/", steps.crm_close_old, name="crm_close_old"),
    path("settings/crm/<int:pk>/switch/", steps.crm_switch, name="crm_switch"),
    path("settings/crm/<int:pk>/read/", steps.crm_read, name="crm_read"),
    path("settings/crm/<int:pk>/again/", steps.crm_again, name="crm_again"),
]
