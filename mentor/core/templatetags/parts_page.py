"""Parts that make up a page: icon, header, panel, tabs, notices, dialogs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from mentor.core import addresses, formats, tones

register = template.Library()

Item = Mapping[str, Any]
NOTICE_ICONS = {
    "good": "circle-check",
    "bad": "circle-alert",
    "attention": "triangle-alert",
    "accent": "info",
    "neutral": "info",
}


@cache
def _shapes() -> dict[str, str]:
    """Inner SVG of every icon; written by `npm run icons` from lucide-static."""
    shapes: dict[str, str] = json.loads(Path(__file__).with_name("icons.json").read_text("utf-8"))
    return shapes


@lru_cache(maxsize=500)
def svg(name: str, label: str = "", extra: str = "") -> SafeString:
    """The drawing of an icon, as `icon` writes it; a list shows the same few again and again."""
    shape = mark_safe(_shapes()[name])  # noqa: S308 -- our own file, no user text
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon {}" {} viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" '
        'stroke-linecap="round" stroke-linejoin="round">{}</svg>',
        extra,
        spoken,
        shape,
    )


@register.simple_tag
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """An inline icon; decorative unless `label` names it. KeyError names an icon that is not in the set."""
    return svg(name, label, extra)


@register.filter
def address(name: str, pk: int | None = None) -> str:
    """`{{ "manager"|address:member.pk }}`: as `{% url %}`, in a list for a tenth of its price."""
    return addresses.address(name, pk)


def attribute(name: str, value: object) -> SafeString:
    """` name="value"` for a tag, nothing for an empty value."""
    return format_html(' {}="{}"', name, value) if value else SafeString()


@register.simple_block_tag
def slot(content: SafeString) -> SafeString:
    """`{% slot as tools %}…{% endslot %}` keeps a piece of page for an argument of another part."""
    return content


@register.simple_block_tag
def page_header(
    content: SafeString,
    title: str,
    sub: str = "",
    crumbs: Sequence[tuple[str, str]] = (),
) -> SafeString:
    """The page's h1 with a sentence under it; the content is the page's actions, on the right."""
    return render_to_string(
        "parts/page_header.html",
        {"title": title, "sub": sub, "crumbs": crumbs, "content": content},
    )


@register.inclusion_tag("parts/crumbs.html")
def breadcrumbs(crumbs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Pairs of title and address, from the section down to the parent of this page."""
    return {"crumbs": crumbs}


@register.simple_block_tag
def panel(
    content: SafeString,
    title: str = "",
    *,
    hint: str = "",
    tools: str = "",
    foot: str = "",
    flush: bool = False,
    id: str = "",  # the attribute's own name
) -> SafeString:
    """A surface with a head. `flush` lets a table or a list touch the edges."""
    return render_to_string(
        "parts/panel.html",
        {
            "title": title,
            "hint": hint,
            "tools": tools,
            "foot": foot,
            "flush": flush,
            "id": id,
            "content": content,
        },
    )


@register.inclusion_tag("parts/tabs.html")
def tabs(items: Sequence[Item], label: str = "Разделы") -> dict[str, Any]:
    """Items: title, url, active, count (optional)."""
    return {"items": items, "label": label}


@register.simple_tag
def badge(text: object, tone: str = "neutral", icon: str = "", title: str = "") -> SafeString:
    """A state in a word. The tone is its meaning: good, bad, attention, neutral, accent."""
    return format_html(
        '<span class="badge-tone {}"{}>{}{}</span>\n',  # a space, so that neighbours do not touch
        tones.tone_class(tone),
        attribute("title", title),
        svg(icon) if icon else "",
        text,
    )


@register.inclusion_tag("parts/avatar.html")
def avatar(name: str, size: str = "") -> dict[str, Any]:
    """A person's initials in a circle; size: "", "sm", "lg"."""
    return {"name": name, "initials": formats.initials(name), "size": size}


@register.simple_tag
def person(name: str, url: str = "", note: str = "", size: str = "") -> SafeString:
    """Avatar, name (a link if there is where to go), a line under it."""
    return _person(str(name), url, note, size)


@lru_cache(maxsize=2000)
def _person(name: str, url: str, note: str, size: str) -> SafeString:
    """The same few people stand in every list."""
    return format_html(
        '<span class="person"><span class="avatar-initials{}" aria-hidden="true">{}</span>'
        '<span class="min-w-0">{}{}</span></span>',
        f" is-{size}" if size else "",
        formats.initials(name),
        format_html('<a class="row-link" href="{}">{}</a>', url, name) if url else name,
        format_html('<span class="block text-xs text-muted font-normal">{}</span>', note) if note else "",
    )


@register.inclusion_tag("parts/notice.html")
def notice(
    title: str,
    text: str = "",
    *,
    safe: str = "",
    todo: str = "",
    tone: str = "neutral",
    action: str = "",
    action_url: str = "",
) -> dict[str, Any]:
    """What happened (`title`, `text`), what is safe, what to do, and at most one action."""
    return {
        "title": title,
        "text": text,
        "safe": safe,
        "todo": todo,
        "tone": tone,
        "tone_class": tones.tone_class(tone),
        "icon": NOTICE_ICONS.get(tone, "info"),
        "action": action,
        "action_url": action_url,
    }


@register.inclusion_tag("parts/empty.html")
def empty(
    title: str, text: str = "", icon: str = "inbox", action: str = "", action_url: str = ""
) -> dict[str, Any]:
    """Nothing here yet: why, and what to do next."""
    return {"title": title, "text": text, "icon": icon, "action": action, "action_url": action_url}


@register.simple_block_tag
def dialog(content: SafeString, id: str, title: str, wide: bool = False) -> SafeString:
    """A modal window; any `<button data-dialog="id">` opens it, Esc and «Закрыть» close it."""
    return render_to_string("parts/dialog.html", {"id": id, "title": title, "wide": wide, "content": content})


@register.simple_block_tag
def menu(content: SafeString, label: str = "Действия", icon: str = "ellipsis") -> SafeString:
    """A button with a list of rows under it; the content is `<a|button class="menu-row">`."""
    return render_to_string("parts/menu.html", {"label": label, "icon": icon, "content": content})


def _cursor(page: object, name: str) -> str:
    """The cursor of a page object or of a mapping; empty where there is none."""
    found = page.get(name) if isinstance(page, Mapping) else getattr(page, name, None)
    return str(found or "")


@register.inclusion_tag("parts/pager.html", takes_context=True)
def pager(context: Context, page: object, label: str = "") -> dict[str, Any]:
    """Keyset pages. `page` has `next_cursor` and `previous_cursor` (empty when there is none)."""
    return {
        "request": context.get("request"),
        "next": _cursor(page, "next_cursor"),
        "previous": _cursor(page, "previous_cursor"),
        "label": label,
    }
