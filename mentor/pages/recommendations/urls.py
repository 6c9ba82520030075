"""Addresses of what people do with recommendations and their verdicts."""

from __future__ import annotations

from django.urls import path

from . import binding_views, correction_views, day_views, verdict_views

urlpatterns = [
    path("recommendations/<int:pk>/unmark/", day_views.unmark, name="recommendation_unmark"),
    path("recommendations/<int:pk>/snooze/", day_views.snooze, name="recommendation_snooze"),
    path("cases/<int:pk>/stop/", day_views.stop, name="case_stop"),
    path("cases/<int:pk>/resume/", day_views.resume, name="case_resume"),
    path("cases/<int:pk>/reassign/", binding_views.case_reassign, name="case_reassign"),
    path("calls/<int:pk>/rebind/", binding_views.call_rebind, name="call_rebind"),
    path("settings/people/<int:pk>/give-cases/", binding_views.cases_give, name="cases_give"),
    path("settings/people/<int:pk>/absences/", binding_views.absence_add, name="absence_add"),
    path("settings/absences/<int:pk>/remove/", binding_views.absence_remove, name="absence_remove"),
    path("recommendations/<int:pk>/correct/", correction_views.correct, name="recommendation_correct"),
    path("recommendations/<int:pk>/forbid/", correction_views.forbid, name="phrase_forbid"),
    path("corrections/", correction_views.correction_list, name="corrections"),
    path("corrections/<int:pk>/cancel/", correction_views.correction_cancel, name="correction_cancel"),
    path("followups/<int:pk>/rule/", verdict_views.verdict_rule, name="verdict_rule"),
    path("followups/<int:pk>/contest/", verdict_views.verdict_contest, name="verdict_contest"),
]
