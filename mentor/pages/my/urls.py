"""Addresses of a manager's own pages."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("my/day/", views.day, name="my_day"),
    path("my/stages/", views.stages, name="my_stages"),
]
