"""A document as a file to keep."""

from __future__ import annotations

from django.http import HttpResponse

from mentor.core.documents import paper, workbook
from mentor.core.documents.content import Document


def pdf(document: Document, name: str) -> HttpResponse:
    """Shown by the browser; ``name`` without an ending, Latin letters only."""
    return _file(paper.pdf(document), "application/pdf", f'inline; filename="{name}.pdf"')


def xlsx(document: Document, name: str) -> HttpResponse:
    """Saved; ``name`` without an ending, Latin letters only."""
    return _file(workbook.workbook(document), workbook.XLSX, f'attachment; filename="{name}.xlsx"')


def _file(content: bytes, kind: str, disposition: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Content-Disposition"] = disposition
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
