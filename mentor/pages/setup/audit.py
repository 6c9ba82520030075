"""Журнал действий: who did what in the company."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mentor.companies import setup_queries
from mentor.companies.middleware import CompanyRequest
from mentor.companies.models import AuditEntry
from mentor.core.keyset import page_of, read_cursor
from mentor.pages.lists import chosen

from . import audit_words
from .doors import for_heads

SYSTEM = "0"
# The first is shown unless another is asked for: what people changed is what is looked for.
WHAT = (("changes", "Изменения"), ("looks", "Просмотры и прослушивания"), ("all", "Всё"))


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in words."""

    entry: AuditEntry
    title: str
    about: str
    details: list[str]


def row_of(entry: AuditEntry) -> Row:
    return Row(
        entry,
        audit_words.title(entry.action),
        audit_words.about(entry.action, entry.subject),
        audit_words.told(entry.action, entry.details),
    )


def _narrowing(params: QueryDict, people: list[tuple[object, str]]) -> dict[str, str]:
    """Filters that are offered; anything else filters nothing."""
    return {
        "who": chosen(params, "who", [key for key, _ in people]),
        "what": chosen(params, "what", [key for key, _ in WHAT]) or WHAT[0][0],
        "action": chosen(params, "action", audit_words.ACTIONS),
    }


@require_safe
@for_heads
def audit(request: CompanyRequest) -> HttpResponse:
    """The trail, newest first."""
    people: list[tuple[object, str]] = [
        (each.pk, each.name or each.email) for each in setup_queries.audit_people()
    ]
    people.append((SYSTEM, "система"))
    filters = _narrowing(request.GET, people)
    only: tuple[str, ...] = (filters["action"],) if filters["action"] else ()
    if filters["what"] == "looks" and not only:
        only = audit_words.LOOKS
    entries = setup_queries.audit_entries(
        user_id=int(filters["who"]) if filters["who"] else None,
        only=only,
        without=audit_words.LOOKS if not only and filters["what"] == "changes" else (),
    )
    page = page_of(entries, read_cursor(request.GET), moment="at")
    context = {
        "rows": [row_of(entry) for entry in page.rows],
        "page": page,
        "filters": filters,
        "people": people,
        "tabs": [
            {
                "title": title,
                "url": f"{request.path}?{urlencode({'what': key, 'who': filters['who']})}",
                "active": key == filters["what"],
                "count": None,
            }
            for key, title in WHAT
        ],
        "actions": sorted(audit_words.ACTIONS.items(), key=lambda pair: pair[1]),
        "is_narrowed": bool(filters["who"] or filters["action"]),
    }
    return render(request, "pages/setup/audit.html", context)
