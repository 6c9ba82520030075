"""Parts that come alive in the browser: charts, live status, progress, copy button, theme switch."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from mentor.core import tones
from mentor.core.templatetags.parts_calls import json_for_script

register = template.Library()


@register.simple_block_tag
def chart(content: SafeString, config: dict[str, Any], label: str, size: str = "") -> SafeString:
    """A chart from `config` (see parts/README.md); the content is the same figures as a table, for everyone
    who can't see the picture. size: "", "short", "tall"."""
    return render_to_string(
        "parts/chart.html",
        {
            "json": json_for_script(config),
            "label": label,
            "size": size,
            "content": content.strip() and content,
        },
    )


@register.inclusion_tag("parts/live_status.html")
def live_status(text: str, src: str = "", tone: str = "neutral", title: str = "") -> dict[str, Any]:
    """A dot and a sentence that refresh themselves from `src`; without scripts the sentence stands."""
    return {"text": text, "src": src, "tone_class": tones.tone_class(tone), "title": title}


@register.inclusion_tag("parts/progress.html")
def progress(
    value: float | None, most: float = 100, label: str = "", text: str = "", tone: str = "accent"
) -> dict[str, Any]:
    """How far something has come: label, bar, and the words beside it."""
    return {"value": value, "most": most, "label": label, "text": text, "tone": tone}


@register.inclusion_tag("parts/copy_button.html")
def copy_button(text: str, label: str = "Скопировать") -> dict[str, Any]:
    """Puts `text` on the clipboard and says so."""
    return {"text": text, "label": label}


@register.inclusion_tag("parts/theme_toggle.html")
def theme_toggle() -> dict[str, Any]:
    """As the system, light, dark; kept in this browser."""
    return {}
