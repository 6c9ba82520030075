"""«Требует внимания»: what is open, what was settled."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from mentor.calls import queries as calls
from mentor.calls.models import AttentionItem
from mentor.calls.standing import attention_counts
from mentor.clients.queries import phones_of
from mentor.core.keyset import Page, page_of, read_cursor
from mentor.pages.calls.queries import client_words

from .words import MANAGER_UNKNOWN, MISSED_UNRETURNED, STEP_FAILED, TITLES, Words, words_of


@dataclass(frozen=True, slots=True)
class Row:
    """An item with its words and what can be done about it."""

    item: AttentionItem
    words: Words
    client: str
    phone: str
    can_bind: bool
    can_retry: bool
    dial: str


@dataclass(frozen=True, slots=True)
class AttentionPage:
    """One page of the list."""

    rows: list[Row]
    page: Page[AttentionItem]
    tabs: list[dict[str, object]]
    options: list[tuple[str, str]]
    code: str
    is_resolved: bool


def attention_page(params: QueryDict) -> AttentionPage:
    """Open items, or with ``show=resolved`` those settled, newest first."""
    is_resolved = params.get("show") == "resolved"
    counts = attention_counts()
    code = params.get("code", "")
    code = code if code in counts or code in TITLES else ""
    found = calls.attention_items(resolved=is_resolved, code=code)
    page = page_of(found, read_cursor(params), moment="resolved_at" if is_resolved else "created_at")
    here = reverse("attention")
    return AttentionPage(
        rows=_rows(page.rows),
        page=page,
        tabs=[
            {"title": "Открытые", "url": here, "active": not is_resolved, "count": sum(counts.values())},
            {"title": "Решённые", "url": f"{here}?show=resolved", "active": is_resolved, "count": None},
        ],
        options=[(each, _option(each, counts.get(each, 0))) for each in {**TITLES, **counts}],
        code=code,
        is_resolved=is_resolved,
    )


def _option(code: str, count: int) -> str:
    return f"{TITLES.get(code, code)} ({count})" if count else TITLES.get(code, code)


def _rows(items: list[AttentionItem]) -> list[Row]:
    phones = phones_of([item.call.client_id for item in items if item.call and item.call.client_id])
    return [_row(item, phones) for item in items]


def _row(item: AttentionItem, phones: dict[int, list[str]]) -> Row:
    client, phone = client_words(item.call, phones) if item.call else ("", "")
    is_open = item.resolved_at is None
    return Row(
        item=item,
        words=words_of(item),
        client=client,
        phone=phone,
        can_bind=is_open and item.code == MANAGER_UNKNOWN and item.call is not None,
        can_retry=is_open and item.code == STEP_FAILED and item.call is not None,
        dial=(item.call.client_phone if is_open and item.call and item.code == MISSED_UNRETURNED else ""),
    )
