"""Addresses of lost clients and their recommendations."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("losses/", views.losses, name="losses"),
    path("losses/export.xlsx", views.losses_export, name="losses_export"),
    path("recommendations/<int:pk>/mark/", views.recommendation_mark, name="recommendation_mark"),
]
