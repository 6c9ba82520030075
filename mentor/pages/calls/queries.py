"""Звонки: the list, by key, with filters. A fixed number of queries and no count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, FloatField, Func, QuerySet
from django.http import QueryDict

from mentor.analysis.models import Outcome, Stage
from mentor.calls import queries as calls
from mentor.calls.models import Call, CallState, Direction, Purpose
from mentor.clients.queries import phones_of
from mentor.companies import queries as companies
from mentor.companies.people import Viewer
from mentor.core.formats import decimal_number
from mentor.core.keyset import Page, page_of, read_cursor
from mentor.pages.lists import Search, Span, chosen, chosen_span, searched

OUTCOME_TONES = {"success": "good", "lost": "bad", "interrupted": "attention"}
STATE_TONES = {"processing": "accent", "waiting_model": "attention", "attention": "bad"}
SCORES = ("good", "attention", "bad")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; an empty text filters nothing."""

    span: Span
    search: Search
    manager: str = ""
    outcome: str = ""
    stage: str = ""
    direction: str = ""
    purpose: str = ""
    state: str = ""
    score: str = ""
    client: str = ""

    @property
    def by_result(self) -> bool:
        """Lists narrowed by the judgement walk the judgements' own index."""
        return bool(self.outcome or self.stage)


@dataclass(frozen=True, slots=True)
class Row:
    """A call in the list."""

    call: Call
    client: str
    note: str
    state: str
    state_tone: str
    outcome_tone: str
    scores: list[int | None]


@dataclass(frozen=True, slots=True)
class CallsPage:
    """The page «Звонки»."""

    filters: Filters
    page: Page[Call]
    rows: list[Row]
    options: dict[str, list[tuple[object, str]]]
    is_narrowed: bool


def read_filters(viewer: Viewer, params: QueryDict, now: datetime, manager_ids: list[int]) -> Filters:
    """From GET parameters; values that are not offered are dropped."""
    return Filters(
        span=chosen_span(params, now, viewer.company.zone),
        search=searched(params),
        manager=chosen(params, "manager", [*manager_ids, "none"]) if viewer.sees_all else "",
        outcome=chosen(params, "outcome", Outcome.values),
        stage=chosen(params, "stage", Stage.values),
        direction=chosen(params, "direction", Direction.values),
        purpose=chosen(params, "purpose", Purpose.values),
        state=chosen(params, "state", CallState.values),
        score=chosen(params, "score", SCORES),
        client=params.get("client", "") if params.get("client", "").isascii() else "",
    )


def calls_page(viewer: Viewer, params: QueryDict, now: datetime) -> CallsPage:
    """The calls that the viewer may see, newest first."""
    managers = companies.managers(active_only=False) if viewer.sees_all else []
    filters = read_filters(viewer, params, now, [each.pk for each in managers])
    moment = "result__started_at" if filters.by_result else "started_at"
    rows = _narrowed(viewer, filters, moment).select_related("manager", "client", "result")
    page = page_of(rows, read_cursor(params), moment=moment)
    phones = phones_of([call.client_id for call in page.rows if call.client_id])
    options = _options(viewer.company.pass_mark)
    options["manager"] = [*((each.pk, each.name) for each in managers), ("none", "не определён")]
    return CallsPage(
        filters,
        page,
        [_row(call, phones) for call in page.rows],
        options,
        is_narrowed=any(params.values()),
    )


def _narrowed(viewer: Viewer, filters: Filters, moment: str) -> QuerySet[Call]:
    rows = calls.real_calls()
    if not viewer.sees_all:
        rows = rows.filter(manager=viewer.member)
    if filters.span.since is not None:
        rows = rows.filter(**{f"{moment}__gte": filters.span.since, f"{moment}__lt": filters.span.until})
    if filters.search.client_ids is not None:
        rows = rows.filter(client_id__in=filters.search.client_ids)
    if filters.client.isdigit() and len(filters.client) < 19:
        rows = rows.filter(client_id=int(filters.client))
    if filters.manager:
        rows = rows.filter(manager_id=None if filters.manager == "none" else int(filters.manager))
    plain = {
        # Only a lost call has a stage of loss; said to the database, this finds them by their index.
        "result__outcome": filters.outcome or (Outcome.LOST if filters.stage else ""),
        "result__lost_stage": filters.stage,
        "direction": filters.direction,
        "purpose": filters.purpose,
        "state": filters.state,
    }
    rows = rows.filter(**{name: value for name, value in plain.items() if value})
    return _by_score(rows, filters.score, viewer.company.pass_mark) if filters.score else rows


class _Mean(Func):
    """Mean of the stage scores that are not null: the call's quality (decision 4)."""

    template = "(SELECT avg(score) FROM unnest(%(expressions)s) AS score)"
    output_field = FloatField()


def _by_score(rows: QuerySet[Call], score: str, pass_mark: int) -> QuerySet[Call]:
    """The tones of ``mentor.core.tones.score_tone``, so a colour in the list is a filter."""
    rows = rows.annotate(quality=_Mean(F("result__scores")))
    if score == "good":
        return rows.filter(quality__gte=pass_mark)
    if score == "attention":
        return rows.filter(quality__gte=pass_mark / 2, quality__lt=pass_mark)
    return rows.filter(quality__lt=pass_mark / 2)


def _options(pass_mark: int) -> dict[str, list[tuple[object, str]]]:
    half = decimal_number(pass_mark / 2, 0 if pass_mark % 2 == 0 else 1)
    return {
        "outcome": list(Outcome.choices),
        "stage": list(Stage.choices),
        "direction": list(Direction.choices),
        "purpose": list(Purpose.choices),
        "state": list(CallState.choices),
        "score": [
            ("good", f"{pass_mark} и выше"),
            ("attention", f"от {half} до {pass_mark}"),
            ("bad", f"ниже {half}"),
        ],
    }


def _row(call: Call, phones: dict[int, list[str]]) -> Row:
    name, note = client_words(call, phones)
    state = call.get_kept_reason_display() if call.kept_reason else call.get_state_display()
    result = getattr(call, "result", None)
    return Row(
        call=call,
        client=name,
        note=note,
        state="" if call.state == CallState.ASSESSED else state,
        state_tone=STATE_TONES.get(call.state, "neutral"),
        outcome_tone=OUTCOME_TONES.get(result.outcome, "neutral") if result else "neutral",
        scores=result.scores if result else [],
    )


def client_words(call: Call, phones: dict[int, list[str]]) -> tuple[str, str]:
    """(name, phone): whom the call was with, as well as it is known; the phone may be empty."""
    known = phones.get(call.client_id, []) if call.client_id else []
    phone = known[0] if known else call.client_phone
    name = (call.client.name if call.client else "") or call.client_name
    if name:
        return name, phone
    return (phone, "") if phone else ("клиент неизвестен", "")
