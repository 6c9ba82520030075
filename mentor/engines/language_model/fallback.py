"""How a result is signed that another engine made because the model gave none."""

from __future__ import annotations

AFTER = "(после "


def signed_after(local: str, model: str) -> str:
    """«local-2 (после lm:…:assess-1)»."""
    return f"{local} {AFTER}{model})"
