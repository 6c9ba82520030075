"""Addresses of grading."""

from __future__ import annotations

from django.urls import path

from . import agreement, anew, proposals, views

urlpatterns = [
    path("grading/", views.queue, name="grading"),
    path("grading/next/", views.next_call, name="grading_next"),
    path("grading/agreement/", agreement.agreement, name="grading_agreement"),
    path("grading/proposals/", proposals.proposals, name="grading_proposals"),
    path("grading/reassess/", anew.reassess, name="reassess"),
    path("grading/reassess/<int:pk>/", anew.reassessment, name="reassessment"),
    path("grading/reassess/<int:pk>/progress/", anew.progress, name="reassessment_status"),
    path("grading/reassess/<int:pk>/cancel/", anew.cancel, name="reassessment_cancel"),
    path("grading/<int:pk>/", views.grade, name="grade"),
    path("grading/<int:pk>/versions/", views.versions, name="grade_versions"),
]
