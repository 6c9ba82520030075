"""Reads of lost clients, their recommendations and what came of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import (
    Case,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from mentor.calls.models import Call
from mentor.clients.models import Client
from mentor.companies.models import Member

from . import labels
from .models import CaseWord, FollowUp, LossCase, Recommendation, RecommendationVersion, VerdictWord
from .returns import SETTLED
from .rules import (
    FINAL,
    WITHDRAWN,
    Effective,
    Facts,
    Heard,
    State,
    case_state,
    effective,
    shown_state,
)

HEAVY = "call__supplied_transcript"  # a whole conversation as it came; no page here shows it


@dataclass(frozen=True, slots=True)
class Shown:
    """A recommendation as pages show it: its text in force, its state, the calls that answered it."""

    recommendation: Recommendation
    state: State
    versions: tuple[RecommendationVersion, ...]
    followups: tuple[FollowUp, ...]

    @property
    def version(self) -> RecommendationVersion | None:
        """The text in force."""
        return self.versions[-1] if self.versions else None

    @property
    def label(self) -> str:
        return labels.label(self.state)

    @property
    def tone(self) -> str:
        return labels.tone(self.state)


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A lost client with the newest recommendation, if there is one."""

    case: LossCase
    advice: Shown | None

    @property
    def state(self) -> State:
        if self.advice is not None:
            return self.advice.state
        return case_state(is_archive=self.case.is_archive, case_close_reason=self.case.close_reason)

    @property
    def label(self) -> str:
        return labels.label(self.state)

    @property
    def tone(self) -> str:
        return labels.tone(self.state)


def verdict_of(followup: FollowUp) -> Effective:
    """The verdict that counts."""
    return effective(followup.fulfilled, followup.degree, followup.ruled, followup.ruled_degree)


def heard_in(followup: FollowUp) -> Heard:
    """What the follow-up tells of the recommendation's state."""
    verdict = verdict_of(followup)
    return Heard(followup.agreed, verdict.fulfilled, verdict.degree)


def facts_of(recommendation: Recommendation, followups: Iterable[FollowUp]) -> Facts:
    """What the state is a function of."""
    case = recommendation.case
    return Facts(
        is_archive=case.is_archive,
        due_at=recommendation.due_at,
        seen_at=recommendation.seen_at,
        marked_at=recommendation.marked_at,
        mark=recommendation.mark,
        snoozed_until=recommendation.snoozed_until,
        closed_at=recommendation.closed_at,
        close_reason=recommendation.close_reason,
        case_close_reason=case.close_reason,
        heard=tuple(heard_in(each) for each in followups),
    )


def show(rows: QuerySet[Recommendation], now: datetime) -> list[Shown]:
    """``rows`` in their order with state, versions and follow-ups; three queries however many rows."""
    found = list(rows.select_related("case__client", "manager", "company"))
    # Read and grouped here: prefetching would build a query set for every row, which costs more than its query.
    versions: dict[int, list[RecommendationVersion]] = defaultdict(list)
    followups: dict[int, list[FollowUp]] = defaultdict(list)
    for version in RecommendationVersion.objects.filter(recommendation__in=found).select_related(
        "author", "recommendation"
    ):
        versions[version.recommendation_id].append(version)
    heard = (
        FollowUp.objects.filter(recommendation__in=found)
        .select_related("call__manager", "recommendation")
        .defer(HEAVY)
    )
    for followup in heard.order_by("call__started_at", "id"):
        followups[followup.recommendation_id].append(followup)
    return [_shown(each, versions[each.pk], followups[each.pk], now) for each in found]


def _shown(
    recommendation: Recommendation,
    versions: list[RecommendationVersion],
    followups: list[FollowUp],
    now: datetime,
) -> Shown:
    done_degree = recommendation.company.done_percent / 100
    state = shown_state(facts_of(recommendation, followups), now, done_degree)
    return Shown(recommendation, state, tuple(versions), tuple(followups))


def every_case() -> QuerySet[LossCase]:
    """All lost clients, with client, manager and the lost call; pages narrow them down."""
    return LossCase.objects.select_related("client", "manager", "call").defer(HEAVY)


def every_recommendation() -> QuerySet[Recommendation]:
    """All recommendations; pages narrow them down."""
    return Recommendation.objects.all()


def open_recommendations(member: Member) -> QuerySet[Recommendation]:
    """What this manager is to do, the most urgent first."""
    return Recommendation.objects.filter(manager=member, closed_at=None).order_by("due_at", "id")


def show_cases(cases: list[LossCase], now: datetime) -> list[ShownCase]:
    """Each with its newest recommendation; the number of queries does not depend on how many."""
    newest = Recommendation.objects.filter(case__in=cases).order_by("case_id", "-id").distinct("case_id")
    by_case = {each.recommendation.case_id: each for each in show(newest, now)}
    return [ShownCase(case, by_case.get(case.pk)) for case in cases]


def open_case(pk: int) -> LossCase | None:
    """One open case of the company."""
    return every_case().filter(pk=pk, closed_at=None).first()


def cases_of(client: Client) -> list[LossCase]:
    """The client's losses, oldest first."""
    rows = LossCase.objects.filter(client=client).select_related("manager", "call", "assessment").defer(HEAVY)
    return list(rows.order_by("lost_at", "id"))


def recommendations_for_call(call: Call, now: datetime) -> list[Shown]:
    """Recommendations written from this lost call, oldest first."""
    return show(Recommendation.objects.filter(call=call).order_by("id"), now)


def said_of_cases(cases: Iterable[LossCase]) -> list[CaseWord]:
    """What people decided about these cases, oldest first. One query."""
    return list(CaseWord.objects.filter(case__in=list(cases)))


def said_of(followups: Iterable[FollowUp]) -> list[VerdictWord]:
    """What people said of these verdicts, oldest first. One query."""
    return list(VerdictWord.objects.filter(followup__in=list(followups)))


def answers_in_call(call: Call) -> list[FollowUp]:
    """Recommendations that this call answered, with their cases."""
    rows = FollowUp.objects.filter(call=call).select_related("recommendation__case", "recommendation__call")
    return list(rows.order_by("id"))


def in_state(cases: QuerySet[LossCase], state: State, now: datetime) -> QuerySet[LossCase]:
    """Those of ``cases`` that are shown in this state; the same table as ``shown_state``, in SQL.

    The state is a scalar subquery, so that a page reads the cases in their order and stops when it is full.
    """
    newest = Recommendation.objects.filter(case=OuterRef("pk")).order_by("-pk")
    reasons = [reason for reason, final in FINAL.items() if final is state]
    if reasons and state is not State.WITHDRAWN:
        return cases.filter(close_reason__in=reasons)
    cases = cases.exclude(close_reason__in=[reason for reason in FINAL if reason not in reasons])
    if state is State.ARCHIVE:
        cases = cases.filter(is_archive=True)
    bare = Case(
        When(close_reason__in=reasons, then=Value(str(State.WITHDRAWN))),
        When(is_archive=True, then=Value(str(State.ARCHIVE))),
        default=Value(str(State.WRITING)),
    )
    shown = newest.annotate(shown=_shown_sql(now)).values("shown")[:1]
    return cases.annotate(shown=Coalesce(Subquery(shown), bare)).filter(shown=str(state))


def _shown_sql(now: datetime) -> Case:
    """``shown_state`` as an expression over ``Recommendation``; a test holds the two together."""
    heard = FollowUp.objects.filter(recommendation=OuterRef("pk"))
    agreed = Q(Exists(heard.filter(agreed=True)))
    counted = heard.annotate(
        verdict=Case(When(ruled="", then="fulfilled"), default="ruled"),
        share=Case(When(ruled="", then="degree"), default="ruled_degree"),
        enough=ExpressionWrapper(OuterRef("company__done_percent") / Value(100.0), output_field=FloatField()),
    )
    done = Q(Exists(counted.filter(Q(verdict="full") | Q(share__gte=F("enough")))))
    judged = Q(Exists(counted.filter(~Q(verdict="") | Q(share__isnull=False))))
    closed = Q(closed_at__isnull=False)
    rules: list[tuple[Q, State]] = [
        *((Q(case__close_reason=reason), state) for reason, state in FINAL.items()),
        (Q(close_reason=WITHDRAWN), State.WITHDRAWN),
        (done & agreed, State.DONE_AGREED),
        (done, State.DONE),
        (agreed, State.AGREED),
        (judged, State.NOT_DONE),
        (Q(Exists(heard)), State.CALLED),
        (closed & Q(close_reason="superseded"), State.SUPERSEDED),
        (closed, State.CLOSED),
        (Q(case__is_archive=True), State.ARCHIVE),
        (Q(marked_at__isnull=False, mark="messenger"), State.MESSENGER),
        (Q(marked_at__isnull=False), State.MARKED),
        (Q(snoozed_until__gt=now), State.SNOOZED),
        (Q(due_at__lte=now), State.OVERDUE),
        (Q(seen_at__isnull=True), State.NEW),
    ]
    whens = [When(condition, then=Value(str(state))) for condition, state in rules]
    return Case(*whens, default=Value(str(State.SEEN)), output_field=CharField())


def cases_that_money_closes(client_ids: Iterable[int]) -> list[LossCase]:
    """Cases of the clients that a purchase can close: neither archived nor settled by people. One query."""
    rows = LossCase.objects.filter(client_id__in=list(client_ids), is_archive=False)
    return list(rows.exclude(close_reason__in=SETTLED))


def returning_cases(deal_ids: Iterable[int]) -> dict[int, LossCase]:
    """The case that each deal returned, by the deal's id; deals of ordinary sales are not there. One query."""
    rows = LossCase.objects.filter(returned_deal_id__in=list(deal_ids), is_archive=False)
    return {case.returned_deal_id: case for case in rows if case.returned_deal_id is not None}


def returned_deals() -> QuerySet[LossCase, int | None]:
    """Ids of all deals that returned a client, to narrow another query by."""
    cases = LossCase.objects.filter(returned_deal__isnull=False, is_archive=False)
    return cases.values_list("returned_deal_id", flat=True)
