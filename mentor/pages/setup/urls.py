"""Addresses of set-up."""

from __future__ import annotations

from django.urls import path

from . import outline

urlpatterns = [
    path("staff/companies/", outline.companies, name="companies"),
    path("staff/companies/<int:pk>/choose/", outline.choose_company, name="choose_company"),
    path("no-company/", outline.no_company, name="no_company"),
    path("invitation/<str:token>/", outline.invitation, name="invitation"),
    path("settings/", outline.settings, name="settings"),
    path("settings/people/", outline.people, name="people"),
    path("settings/rubric/", outline.rubric, name="rubric"),
    path("settings/figures/", outline.figures, name="figures"),
    path("settings/api-keys/", outline.api_keys, name="api_keys"),
    path("settings/knowledge/", outline.knowledge, name="knowledge"),
    path("settings/audit/", outline.audit_trail, name="audit"),
]
