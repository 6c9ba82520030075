"""Чек и база: average cheque, conversion without us and the fee, with history. Integrators set, heads read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mentor.analytics.rules.counts import PeriodCounts
from mentor.analytics.rules.interval import wilson
from mentor.companies import actions, setup_queries
from mentor.companies.middleware import CompanyRequest
from mentor.companies.models import AverageCheque, Baseline, FeeTerms

from .doors import for_heads, for_integrators, viewer_of
from .forms.figures import BaselineForm, ChequeForm, FeeForm


@dataclass(frozen=True, slots=True)
class Dated:
    """A value with the days it holds.

    ``state`` is one of «действует», «ещё не действует», «действовало», «заменено»: by a later entry of the same day.
    """

    value: AverageCheque | Baseline | FeeTerms
    until: date | None
    state: str
    tone: str
    low: Decimal | None = None
    high: Decimal | None = None


def dated(rows: Sequence[AverageCheque | Baseline | FeeTerms], today: date) -> list[Dated]:
    """``rows`` newest first, each until the day before the next one begins."""
    found: list[Dated] = []
    later: date | None = None
    for row in rows:
        if row.valid_from == later:
            state, tone = "заменено", "neutral"
        elif row.valid_from > today:
            state, tone = "ещё не действует", "neutral"
        elif later is None or later > today:
            state, tone = "действует", "good"
        else:
            state, tone = "действовало", "neutral"
        limits = None
        if isinstance(row, Baseline) and row.leads is not None and row.deals is not None:
            limits = wilson(PeriodCounts(row.leads, row.deals))
        low, high = (limits.low, limits.high) if limits else (None, None)
        found.append(Dated(row, later, state, tone, low, high))
        later = row.valid_from
    return found


def _show(
    request: CompanyRequest,
    cheque: ChequeForm | None = None,
    baseline: BaselineForm | None = None,
    fee: FeeForm | None = None,
) -> HttpResponse:
    company = viewer_of(request).company
    today = timezone.now().astimezone(company.zone).date()
    cheques = dated(setup_queries.cheque_history(), today)
    baselines = dated(setup_queries.baseline_history(), today)
    fees = dated(setup_queries.fee_history(), today)
    first_day = {"valid_from": company.started_on or today}
    context = {
        "cheques": cheques,
        "baselines": baselines,
        "cheque": next((each for each in cheques if each.tone == "good"), None),
        "baseline": next((each for each in baselines if each.tone == "good"), None),
        "cheque_form": cheque
        or ChequeForm(initial=first_day if not cheques else {"valid_from": today}, prefix="cheque"),
        "baseline_form": baseline or BaselineForm(initial=first_day, prefix="baseline"),
        "fees": fees,
        "fee_form": fee or FeeForm(initial=first_day, prefix="fee"),
        "can_edit": viewer_of(request).is_integrator,
    }
    wrong = any(form is not None and form.errors for form in (cheque, baseline, fee))
    return render(request, "pages/setup/figures.html", context, status=422 if wrong else 200)


@require_safe
@for_heads
def figures(request: CompanyRequest) -> HttpResponse:
    """What holds now, and what held before."""
    return _show(request)


@require_POST
@for_integrators
def cheque_set(request: CompanyRequest) -> HttpResponse:
    """The average cheque from a day on."""
    form = ChequeForm(request.POST, prefix="cheque")
    if not form.is_valid():
        return _show(request, cheque=form)
    actions.set_average_cheque(**form.cleaned_data, by=viewer_of(request).user)
    messages.success(request, "Средний чек сохранён. Деньги пересчитаются с этого дня.")
    return redirect("figures")


@require_POST
@for_integrators
def baseline_set(request: CompanyRequest) -> HttpResponse:
    """Conversion without us from a day on."""
    form = BaselineForm(request.POST, prefix="baseline")
    if not form.is_valid():
        return _show(request, baseline=form)
    found = form.cleaned_data
    actions.set_baseline(
        conversion=found["conversion"],
        source=found["source"],
        valid_from=found["valid_from"],
        leads=found["leads"],
        deals=found["deals"],
        by=viewer_of(request).user,
    )
    messages.success(request, "База сохранена. Прирост пересчитается с этого дня.")
    return redirect("figures")


@require_POST
@for_integrators
def fee_set(request: CompanyRequest) -> HttpResponse:
    """What a month costs from a day on; statements that stand stay as they are."""
    form = FeeForm(request.POST, prefix="fee")
    if not form.is_valid():
        return _show(request, fee=form)
    found = form.cleaned_data
    actions.set_fee_terms(
        rate=found["percent"] / 100,
        base=found["base"],
        source=found["source"],
        valid_from=found["valid_from"],
        by=viewer_of(request).user,
    )
    messages.success(request, "Ставка сохранена. Подписанные акты не изменились.")
    return redirect("figures")
