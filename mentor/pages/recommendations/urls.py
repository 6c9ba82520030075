"""Addresses of what people do with recommendations and their verdicts."""

from __future__ import annotations

from django.urls import path

from . import correction_views, verdict_views

urlpatterns = [
    path("recommendations/<int:pk>/correct/", correction_views.correct, name="recommendation_correct"),
    path("recommendations/<int:pk>/forbid/", correction_views.forbid, name="phrase_forbid"),
    path("corrections/", correction_views.correction_list, name="corrections"),
    path("corrections/<int:pk>/cancel/", correction_views.correction_cancel, name="correction_cancel"),
    path("followups/<int:pk>/rule/", verdict_views.verdict_rule, name="verdict_rule"),
    path("followups/<int:pk>/contest/", verdict_views.verdict_contest, name="verdict_contest"),
]
