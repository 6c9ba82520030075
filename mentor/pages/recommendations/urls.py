"""Addresses of what people do with recommendations and their verdicts."""

from __future__ import annotations

from django.urls import path

from . import verdict_views

urlpatterns = [
    path("followups/<int:pk>/rule/", verdict_views.verdict_rule, name="verdict_rule"),
    path("followups/<int:pk>/contest/", verdict_views.verdict_contest, name="verdict_contest"),
]
