"""Addresses of the team's pages."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("managers/", views.managers, name="managers"),
    path("managers/insights/", views.insights, name="managers_insights"),
    path("managers/compare/", views.compare, name="managers_compare"),
    path("managers/<int:pk>/", views.manager, name="manager"),
]
