"""Addresses of Отчёты; a week is named by its Monday."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("reports/", views.reports, name="reports"),
    path("reports/<str:week>/", views.report, name="report"),
    path("reports/<str:week>/report.pdf", views.report_pdf, name="report_pdf"),
    path("reports/<str:week>/report.xlsx", views.report_xlsx, name="report_xlsx"),
]
