"""Addresses of pages, by section."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("mentor.pages.overview.urls")),
    path("", include("mentor.pages.managers.urls")),
    path("", include("mentor.pages.money.urls")),
    path("", include("mentor.pages.entries.urls")),
    path("", include("mentor.pages.reports.urls")),
    path("", include("mentor.pages.statements.urls")),
    path("", include("mentor.pages.acceptance.urls")),
    path("", include("mentor.pages.my.urls")),
    path("", include("mentor.pages.calls.urls")),
    path("", include("mentor.pages.trainer.urls")),
    path("", include("mentor.pages.losses.urls")),
    path("", include("mentor.pages.clients.urls")),
    path("", include("mentor.pages.recommendations.urls")),
    path("", include("mentor.pages.attention.urls")),
    path("", include("mentor.pages.uploads.urls")),
    path("", include("mentor.pages.grading.urls")),
    path("", include("mentor.pages.setup.urls")),
    path("", include("mentor.pages.telephony.urls")),
    path("", include("mentor.pages.crm.urls")),
    path("", include("mentor.pages.notices.urls")),
]
