"""Parts about calls and clients: quotes, recommendations, timelines, player, transcript."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from mentor.core import formats, tones

from .parts_page import svg

register = template.Library()

Item = Mapping[str, Any]
SPEEDS = (("1", "1×"), ("1.25", "1,25×"), ("1.5", "1,5×"), ("2", "2×"))
# The characters that could end a script element or start a comment inside it.
_JSON_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def json_for_script(data: object) -> SafeString:
    """Data as JSON that is safe inside `<script type="application/json">`."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)
    return mark_safe(text.translate(_JSON_ESCAPES))  # noqa: S308 -- escaped above


@register.simple_tag
def quote(text: str, seconds: float | None = None, call_url: str = "", who: str = "") -> SafeString:
    """«…» 1:23. On the call's page the time plays from there; elsewhere it opens the call at that place."""
    spoken = format_html('<span class="text-muted">{}: </span>', who) if who else ""
    words = text.strip().strip("«»")
    place = "" if seconds is None else _place(seconds, call_url)
    return format_html('<span class="quote">{}<q>{}</q>{}</span>\n', spoken, words, place)


def _place(seconds: float, call_url: str) -> SafeString:
    """The place in the recording: a link to it, or a button on the page that plays it."""
    at = f"{float(seconds):.2f}"
    inner = format_html(
        '{}{}<span class="sr-only"> — слушать с этого места</span>', svg("play"), formats.clock(seconds)
    )
    if call_url:
        return format_html('<a class="quote-time" href="{}#t={}">{}</a>', call_url, at, inner)
    return format_html('<button type="button" class="quote-time" data-seek="{}">{}</button>', at, inner)


@register.simple_block_tag
def timeline(content: SafeString, label: str = "История") -> SafeString:
    """The list around timeline items, newest or oldest first as the page orders them."""
    return format_html('<ol class="history" aria-label="{}">{}</ol>', label, content)


@register.simple_block_tag
def timeline_item(
    content: SafeString,
    title: str,
    *,
    when: str = "",
    icon: str = "circle",
    tone: str = "neutral",
    url: str = "",
) -> SafeString:
    """One event of a client's history; the content is what it says."""
    return render_to_string(
        "parts/timeline_item.html",
        {
            "title": title,
            "when": when,
            "icon": icon,
            "tone_class": tones.tone_class(tone),
            "url": url,
            "content": content.strip() and content,
        },
    )


@register.simple_block_tag
def advice(
    content: SafeString,
    *,
    client: str,
    why: str,
    say: str,
    client_url: str = "",
    when: str = "",
    stage: str = "",
    state: str = "",
    state_tone: str = "neutral",
    due: str = "",
    due_tone: str = "neutral",
    phone: str = "",
    evidence: str = "",
    basis: str = "",
) -> SafeString:
    """A recommendation: who, why lost, what to say, by when; the content is its buttons."""
    return render_to_string(
        "parts/advice.html",
        {
            "client": client,
            "client_url": client_url,
            "why": why,
            "say": say,
            "when": when,
            "stage": stage,
            "state": state,
            "state_tone": state_tone,
            "due": due,
            "due_tone": due_tone,
            "phone": phone,
            "phone_text": formats.phone(phone) if phone else "",
            "evidence": evidence,
            "basis": basis,
            "content": content.strip() and content,
        },
    )


@register.simple_tag
def attention_item(
    title: str,
    text: str = "",
    *,
    url: str = "",
    when: str = "",
    tone: str = "attention",
    icon: str = "triangle-alert",
) -> SafeString:
    """A line of «требует внимания»: what it is, the facts, since when, where to go."""
    head = (
        format_html('<a class="row-link" href="{}" data-open>{}</a>', url, title)
        if url
        else format_html('<span class="font-medium">{}</span>', title)
    )
    return format_html(
        '<div class="attention-item" data-item><span class="tone-{}">{}</span><div class="min-w-0">{}{}</div>{}</div>',
        tone if tone in tones.TONES else "neutral",
        svg(icon),
        head,
        format_html('<p class="text-sm text-muted">{}</p>', text) if text else "",
        format_html('<span class="text-sm text-muted whitespace-nowrap">{}</span>', when) if when else "",
    )


@register.inclusion_tag("parts/call_player.html")
def call_player(
    duration: float | None,
    *,
    src: str = "",
    peaks: str = "",
    bands: Sequence[Item] = (),
    pins: Sequence[Item] = (),
    lanes: Sequence[str] = ("Менеджер", "Клиент"),
    message: str = "",
    estimated: bool = False,
) -> dict[str, Any]:
    """The player. `src`: audio with range requests; `peaks`: address of the peaks JSON; bands: start, end,
    title, tone; pins: at, title, tone (seconds). Without `src` it says `message` and the transcript stays."""
    data = {
        "duration": None if duration is None else float(duration),
        "bands": [dict(band) for band in bands],
        "pins": [dict(pin) for pin in pins],
        "lanes": list(lanes),
    }
    return {
        "data": json_for_script(data),
        "src": src,
        "peaks": peaks,
        "mono": len(lanes) < 2,
        "lanes": lanes,
        "total": formats.clock(duration),
        "message": message,
        "estimated": estimated,
        "speeds": SPEEDS,
        "pin_tones": {str(pin.get("tone", "bad")) for pin in pins},
    }


@register.simple_block_tag
def utterance(
    content: SafeString,
    *,
    speaker: str,
    name: str,
    start: float | None = None,
    end: float | None = None,
    id: str = "",
) -> SafeString:
    """A row of `<ol class="transcript">`. The content is what was said, `<mark>` allowed."""
    return render_to_string(
        "parts/utterance.html",
        {
            "speaker": speaker,
            "name": name,
            "start": None if start is None else f"{float(start):.2f}",
            "end": None if end is None else f"{float(end):.2f}",
            "clock": "" if start is None else formats.clock(start),
            "id": id,
            "content": mark_safe(content.strip()),  # noqa: S308 -- rendered by the template
        },
    )
