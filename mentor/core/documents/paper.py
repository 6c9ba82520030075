"""A document as PDF. The fonts come with typst (Libertinus Serif, OFL): the same page on every machine."""

from __future__ import annotations

import json
from datetime import UTC
from functools import cache
from pathlib import Path
from threading import Lock

import typst

from .content import Document, as_data

TEMPLATE = Path(__file__).with_name("document.typ")
_one_at_a_time = Lock()  # a compiler holds the document it works on


@cache
def _compiler() -> typst.Compiler:
    """Kept for the life of the process: reading the template and the fonts costs more than a page."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    return typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=fonts)


def pdf(document: Document) -> bytes:
    """The same bytes for the same document: nothing in the file depends on when or where it was made."""
    made_at = document.made_at.astimezone(UTC).replace(microsecond=0)
    with _one_at_a_time:
        made = _compiler().compile(format="pdf", sys_inputs=_inputs(document), timestamp=made_at)
    assert isinstance(made, bytes)
    return made


def pictures(document: Document, *, ppi: int = 90) -> list[bytes]:
    """Its pages as PNG, to look at."""
    with _one_at_a_time:
        made = _compiler().compile(format="png", ppi=ppi, sys_inputs=_inputs(document))
    return [made] if isinstance(made, bytes) else list(made or ())


def _inputs(document: Document) -> dict[str, str]:
    return {"document": json.dumps(as_data(document), ensure_ascii=False)}
