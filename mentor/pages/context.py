"""What every page's frame shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def layout(request: HttpRequest) -> dict[str, Any]:
    """The viewer; the frame reads company, role and name from it."""
    return {"viewer": getattr(request, "viewer", None)}
