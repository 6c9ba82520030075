"""Отчёты: heads and integrators alone."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mentor.companies.middleware import CompanyRequest
from mentor.pages.documents import files
from mentor.pages.setup.doors import for_heads, viewer_of

from .queries import document_of, report_page, reports_page


@require_safe
@for_heads
def reports(request: CompanyRequest) -> HttpResponse:
    """Every report that was sent, the newest first."""
    page = reports_page(viewer_of(request).company, timezone.now())
    return render(request, "pages/reports/list.html", {"page": page})


@require_safe
@for_heads
def report(request: CompanyRequest, week: str) -> HttpResponse:
    """One week."""
    page = report_page(viewer_of(request).company, week, timezone.now())
    return render(request, "pages/reports/report.html", {"page": page, "document": page.document})


@require_safe
@for_heads
def report_pdf(request: CompanyRequest, week: str) -> HttpResponse:
    """The same to print and sign."""
    return files.pdf(document_of(viewer_of(request).company, week, timezone.now()), f"otchet-{week}")


@require_safe
@for_heads
def report_xlsx(request: CompanyRequest, week: str) -> HttpResponse:
    """The same as a workbook."""
    return files.xlsx(document_of(viewer_of(request).company, week, timezone.now()), f"otchet-{week}")
