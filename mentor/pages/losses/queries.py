"""Потерянные клиенты: the list, by key, with filters; the same rows for the export."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.http import QueryDict

from mentor.analysis.models import LostReason, Stage
from mentor.calls.queries import every_call
from mentor.clients.queries import net_sum, phones_of
from mentor.companies import queries as companies
from mentor.companies.people import Viewer
from mentor.core.formats import money
from mentor.core.keyset import Page, page_of, read_cursor
from mentor.pages.lists import Search, Span, chosen, chosen_span, searched
from mentor.recovery import labels
from mentor.recovery.access import audible_calls, visible_cases
from mentor.recovery.models import LossCase
from mentor.recovery.queries import ShownCase, every_case, in_state, show_cases
from mentor.recovery.rules import State

SCOPES = {
    "open": "В работе",
    "agreed": "Согласились",
    "returned": "Вернулись",
    "closed": "Закрыты",
    "archive": "Архив",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; an empty text filters nothing."""

    span: Span
    search: Search
    scope: str = ""
    manager: str = ""
    stage: str = ""
    reason: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A lost client in the list. ``returned`` is roubles, proven, net of refunds."""

    shown: ShownCase
    phones: list[str]
    returned: Decimal | None
    can_open_call: bool

    @property
    def result(self) -> str:
        """What came of it, the furthest step."""
        case = self.shown.case
        if case.paid_at:
            return f"вернулся, {money(self.returned)}"
        if case.close_reason:
            return str(case.get_close_reason_display())
        if case.agreed_at:
            again = case.call.started_at > case.agreed_at
            return "соглашался, потерян снова" if again else "согласился, оплаты нет"
        return "был разговор, согласия нет" if case.contacted_at else ""

    @property
    def result_tone(self) -> str:
        case = self.shown.case
        agreed = case.agreed_at is not None and case.call.started_at <= case.agreed_at
        return "good" if case.paid_at or agreed else "neutral"

    @property
    def client(self) -> str:
        """Whatever names the client best; a phone as it is stored."""
        return self.shown.case.client.name or (self.phones[0] if self.phones else "клиент неизвестен")


@dataclass(frozen=True, slots=True)
class LossesPage:
    """The page «Потерянные клиенты»."""

    filters: Filters
    page: Page[LossCase]
    rows: list[Row]
    options: dict[str, list[tuple[object, str]]]
    tabs: list[dict[str, object]]
    is_narrowed: bool


def losses_page(viewer: Viewer, params: QueryDict, now: datetime) -> LossesPage:
    """The lost clients that the viewer may see, the latest loss first."""
    managers = companies.managers(active_only=False) if viewer.sees_all else []
    filters = _read(viewer, params, now, [each.pk for each in managers])
    page = page_of(narrowed(viewer, filters, now), read_cursor(params), moment="lost_at")
    return LossesPage(
        filters,
        page,
        rows_of(viewer, page.rows, now),
        {
            "manager": [(each.pk, each.name) for each in managers],
            "stage": list(Stage.choices),
            "reason": list(LostReason.choices),
            "state": [(str(state), labels.label(state)) for state in State],
        },
        _tabs(params, filters.scope),
        is_narrowed=any(value for name, value in params.items() if name not in ("after", "before")),
    )


def exported(viewer: Viewer, params: QueryDict, now: datetime, most: int) -> list[Row]:
    """The same list without pages: at most ``most`` rows and one more, which says that there are more."""
    manager_ids = [each.pk for each in companies.managers(active_only=False)]
    filters = _read(viewer, params, now, manager_ids)
    cases = list(narrowed(viewer, filters, now).order_by("-lost_at", "-id")[: most + 1])
    return rows_of(viewer, cases, now)


def rows_of(viewer: Viewer, cases: list[LossCase], now: datetime) -> list[Row]:
    """Rows for ``cases``, in their order, at a fixed number of queries."""
    phones = phones_of([case.client_id for case in cases])
    lost_calls = every_call().filter(pk__in=[case.call_id for case in cases])
    may_open = set(audible_calls(viewer, lost_calls).values_list("pk", flat=True))
    return [
        Row(
            shown, phones.get(shown.case.client_id, []), _returned(shown.case), shown.case.call_id in may_open
        )
        for shown in show_cases(cases, now)
    ]


def _returned(case: LossCase) -> Decimal | None:
    if case.returned_deal is None:
        return None
    return net_sum(each for each in case.returned_deal.payments.all() if each.is_proven)


def _read(viewer: Viewer, params: QueryDict, now: datetime, manager_ids: list[int]) -> Filters:
    return Filters(
        span=chosen_span(params, now, viewer.company.zone),
        search=searched(params),
        scope=chosen(params, "scope", SCOPES),
        manager=chosen(params, "manager", manager_ids) if viewer.sees_all else "",
        stage=chosen(params, "stage", Stage.values),
        reason=chosen(params, "reason", LostReason.values),
        state=chosen(params, "state", State),
    )


def narrowed(viewer: Viewer, filters: Filters, now: datetime) -> QuerySet[LossCase]:
    """The cases of the viewer under the filters, with what a row needs."""
    rows = visible_cases(viewer, every_case())
    rows = rows.select_related("returned_deal").prefetch_related("returned_deal__payments")
    if filters.span.since is not None:
        rows = rows.filter(lost_at__gte=filters.span.since, lost_at__lt=filters.span.until)
    if filters.search.client_ids is not None:
        rows = rows.filter(client_id__in=filters.search.client_ids)
    plain = {
        "manager_id": filters.manager,
        "lost_stage": filters.stage,
        "lost_reason": filters.reason,
    }
    rows = rows.filter(**{name: value for name, value in plain.items() if value})
    if filters.state:
        rows = in_state(rows, State(filters.state), now)
    return _in_scope(rows, filters.scope)


def _in_scope(rows: QuerySet[LossCase], scope: str) -> QuerySet[LossCase]:
    if scope == "open":
        return rows.filter(closed_at=None, is_archive=False)
    if scope == "agreed":
        return rows.filter(closed_at=None, agreed_at__isnull=False)
    if scope == "returned":
        return rows.filter(paid_at__isnull=False)
    if scope == "closed":
        return rows.filter(closed_at__isnull=False)
    return rows.filter(is_archive=True) if scope == "archive" else rows


def _tabs(params: QueryDict, scope: str) -> list[dict[str, object]]:
    kept = params.copy()
    for name in ("scope", "after", "before"):
        kept.pop(name, None)

    def tab(key: str, title: str) -> dict[str, object]:
        asked = kept.copy()
        if key:
            asked["scope"] = key
        return {"title": title, "url": f"?{asked.urlencode()}", "active": key == scope}

    return [tab("", "Все"), *(tab(key, title) for key, title in SCOPES.items())]
