"""Parts that show figures: tiles, tables, heat cells, scores, stages, meters, facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from mentor.core import formats, tones

from .parts_page import attribute

register = template.Library()

Item = Mapping[str, Any]
STAGES = ("Приветствие", "Выявление потребностей", "Презентация", "Обработка возражений", "Закрытие")
BAR_HEIGHT = 18
FEW = SafeString('<span class="heat-sub">мало данных</span>')


@register.inclusion_tag("parts/tile.html")
def tile(
    label: str,
    value: object,
    *,
    compare: str = "",
    tone: str = "neutral",
    note: str = "",
    why_url: str = "",
    why: str = "почему",
    badge: str = "",
    badge_tone: str = "neutral",
) -> dict[str, Any]:
    """A figure with what it is compared with. Format the value first; None or "" shows «нет данных»."""
    known = value not in (None, "", formats.NO_DATA)
    return {
        "label": label,
        "value": value if known else formats.NO_DATA,
        "known": known,
        "compare": compare,
        "tone": tone,
        "note": note,
        "why_url": why_url,
        "why": why,
        "badge": badge,
        "badge_tone": badge_tone,
    }


@register.inclusion_tag("parts/stats.html")
def stats(items: Sequence[Item]) -> dict[str, Any]:
    """A row of small figures. Items: label, value, tone (optional), note (optional)."""
    return {"items": items}


@register.inclusion_tag("parts/steps.html")
def steps(items: Sequence[Item], label: str = "Шаги") -> dict[str, Any]:
    """A funnel: lost → recommended → … Items: label, value, note (optional), done (optional)."""
    return {"items": items, "label": label}


@register.inclusion_tag("parts/facts.html")
def facts(items: Sequence[tuple[str, object]]) -> dict[str, Any]:
    """A list of label and value; an unknown value is «нет данных»."""
    return {"items": [(label, formats.NO_DATA if value in (None, "") else value) for label, value in items]}


@register.simple_block_tag
def data_table(
    content: SafeString,
    caption: str,
    *,
    stack: bool = False,
    tall: bool = False,
    compare: bool = False,
    sortable: bool = False,
) -> SafeString:
    """A table around `<thead>` and `<tbody>`. `stack`: rows become cards on a phone (give cells data-label);
    `tall`: scrolls in itself; `sortable`: sorts in the browser; `compare`: rows go side by side."""
    return render_to_string(
        "parts/data_table.html",
        {
            "caption": caption,
            "stack": stack,
            "tall": tall,
            "compare": compare,
            "enhanced": sortable or compare,
            "content": content,
        },
    )


@register.inclusion_tag("parts/sort_head.html", takes_context=True)
def sort_head(
    context: Context, field: str, title: str, *, current: str = "", num: bool = False, first: str = "desc"
) -> dict[str, Any]:
    """A `<th>` that sorts on the server: `?sort=field` or `?sort=-field`; `current` is the sort in force."""
    descending, ascending = current == f"-{field}", current == field
    fresh = f"-{field}" if first == "desc" else field
    turned = field if descending else f"-{field}" if ascending else fresh
    return {
        "request": context.get("request"),
        "title": title,
        "num": num,
        "next": turned,
        "state": "descending" if descending else "ascending" if ascending else "none",
        "icon": "chevron-down" if descending else "chevron-up" if ascending else "chevrons-up-down",
    }


@register.inclusion_tag("parts/score.html")
def score(
    value: float | None, pass_mark: float = tones.PASS_MARK, size: str = "", label: str = ""
) -> dict[str, Any]:
    """A score of 0–10 with its tone; None is «—», not graded."""
    text = "—" if value is None else formats.decimal_number(value, 0 if float(value).is_integer() else 1)
    tone = tones.score_tone(value, pass_mark)
    return {"text": text, "tone": tone, "size": size, "label": label, "graded": value is not None}


@register.inclusion_tag("parts/score_row.html")
def score_row(scores: Sequence[float | None], pass_mark: float = tones.PASS_MARK) -> dict[str, Any]:
    """The five stages' scores as chips in a row; one part for a long list, not five."""
    chips = []
    for at, value in enumerate(scores):
        said = "не оценивается" if value is None else f"{formats.decimal_number(value, 0)} из 10"
        name = STAGES[at] if at < len(STAGES) else str(at + 1)
        text = "—" if value is None else formats.decimal_number(value, 0)
        chips.append({"text": text, "tone": tones.score_tone(value, pass_mark), "said": f"{name}: {said}"})
    return {"chips": chips}


@register.inclusion_tag("parts/stage_bars.html")
def stage_bars(scores: Sequence[float | None], pass_mark: float = tones.PASS_MARK) -> dict[str, Any]:
    """Five little bars for the five stages, in order; None (not graded) is a dot at the foot."""
    bars = []
    for at, value in enumerate(scores):
        height = 2.0 if value is None else max(2.0, float(value) / 10 * BAR_HEIGHT)
        name = STAGES[at] if at < len(STAGES) else str(at + 1)
        said = "не оценивается" if value is None else formats.decimal_number(value, 0)
        bars.append(
            {
                "x": at * 8,
                "y": f"{BAR_HEIGHT - height:.1f}",
                "height": f"{height:.1f}",
                "tone": tones.score_tone(value, pass_mark),
                "said": f"{name}: {said}",
            }
        )
    return {"bars": bars, "width": len(bars) * 8 - 2, "said": "; ".join(str(bar["said"]) for bar in bars)}


@register.inclusion_tag("parts/stage_lines.html")
def stage_lines(items: Sequence[Item], pass_share: float = tones.PASS_SHARE) -> dict[str, Any]:
    """Stages with a meter each. Items: title, share (0..1 or None), text, url (optional), note (optional)."""
    lines = [{**item, "tone": tones.share_tone(item.get("share"), pass_share)} for item in items]
    return {"lines": lines}


@register.simple_tag
def meter(value: float | None, most: float = 1, tone: str = "accent", label: str = "") -> SafeString:
    """A thin bar: `value` of `most`. The width is an SVG attribute, so no inline style is needed."""
    part = 0.0 if value is None or not most else max(0.0, min(1.0, float(value) / float(most)))
    return format_html(
        '<svg class="meter {}" preserveAspectRatio="none" {}><rect width="{}%" height="100%" rx="3"/></svg>',
        tones.tone_class(tone),
        format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"'),
        f"{part * 100:.1f}",
    )


@register.simple_tag
def number_cells(texts: Sequence[str]) -> SafeString:
    """A `<td>` for each figure, written already: one part for a row of a long table."""
    return format_html_join("", '<td class="num whitespace-nowrap">{}</td>', ((text,) for text in texts))


@register.simple_tag
def heat_cell(
    share: float | None,
    *,
    calls: int | None = None,
    mean: float | None = None,
    pass_share: float = tones.PASS_SHARE,
    enough: int = tones.ENOUGH_CALLS,
    url: str = "",
    label: str = "",
) -> SafeString:
    """A `<td>` of a heat table: share at or over the pass mark, the mean and the number of calls on hover.

    On fewer than `enough` graded calls nothing is judged: «мало данных»."""
    few = calls is not None and 0 < calls < enough
    said = [] if mean is None else [f"средний балл {formats.decimal_number(mean)}"]
    if calls is not None:
        said.append(formats.counted(calls, "звонок", "звонка", "звонков"))
    if few:
        said.append("мало данных")
    text = "—" if share is None else formats.percent(share, 0)
    return format_html(
        '<td class="heat {}" data-sort="{}"{}{}>{}{}</td>',
        tones.heat_class(None if share is None else float(share), float(pass_share), calls, enough),
        "" if share is None else f"{float(share):.6f}",
        attribute("data-label", label),
        attribute("title", ", ".join(said)),
        format_html('<a class="row-link" href="{}">{}</a>', url, text) if url else text,
        FEW if few else "",
    )
