"""Чек и база: what is typed, what holds, what history tells."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from mentor.companies import queries as companies
from mentor.companies.models import AuditEntry, AverageCheque, Baseline, FeeTerms
from mentor.companies.queries import fee_terms
from mentor.pages.setup.figures import dated

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def cheque(browser, amount, day="2026-11-01"):
    return browser.post(reverse("cheque_set"), {"cheque-amount": amount, "cheque-valid_from": day})


def baseline(browser, **changes):
    known = {"leads": "25", "deals": "3", "percent": "", "source": "CRM", "valid_from": "2026-11-01"}
    return browser.post(
        reverse("baseline_set"), {f"baseline-{key}": value for key, value in (known | changes).items()}
    )


def test_of_two_cheques_of_one_day_the_later_holds_and_the_earlier_stays(integrator_client, scope):
    for amount in ("78 000,50 ₽", "80000", "80000"):
        assert cheque(integrator_client, amount).status_code == 302
    day = date(2026, 11, 1)
    kept = list(AverageCheque.objects.order_by("id").values_list("amount", "valid_from"))
    assert kept == [(Decimal("78000.50"), day), (Decimal(80_000), day)]
    assert companies.average_cheques().now() == [(day, Decimal(80_000))]
    assert (
        AuditEntry.objects.filter(action="average_cheque.set").order_by("-id")[0].details["before"]
        == "78000.50"
    )


@pytest.mark.parametrize("amount", ["0", "-5", "", "много", "1,234", "9" * 20])
def test_a_cheque_that_cannot_be_is_refused(amount, integrator_client, scope):
    assert cheque(integrator_client, amount).status_code == 422
    assert not AverageCheque.objects.exists()


def test_a_baseline_from_counts_keeps_the_counts(integrator_client, scope):
    assert baseline(integrator_client, leads="7", deals="1").status_code == 302
    kept = Baseline.objects.get()
    assert (kept.conversion, kept.leads, kept.deals, kept.source) == (Decimal("0.14285714"), 7, 1, "CRM")


def test_of_two_baselines_of_one_day_the_later_holds_and_the_earlier_stays(integrator_client, scope):
    for deals in ("1", "2", "2"):
        assert baseline(integrator_client, leads="8", deals=deals).status_code == 302
    assert [row.deals for row in Baseline.objects.order_by("id")] == [1, 2]
    (held,) = companies.baselines().now()
    assert held.conversion == Decimal("0.25")


def test_a_baseline_may_be_a_share_alone(integrator_client, scope):
    assert baseline(integrator_client, leads="", deals="", percent="12,4 %").status_code == 302
    kept = Baseline.objects.get()
    assert (kept.conversion, kept.leads) == (Decimal("0.124"), None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"source": " "}, "source"),
        ({"leads": ""}, "leads"),
        ({"deals": ""}, "deals"),
        ({"deals": "26"}, "deals"),
        ({"percent": "40"}, "percent"),
        ({"leads": "", "deals": ""}, "percent"),
        ({"leads": "", "deals": "", "percent": "101"}, "percent"),
        ({"leads": "0", "deals": "0"}, "leads"),
        ({"valid_from": "1026-11-01"}, "valid_from"),
        ({"valid_from": "вчера"}, "valid_from"),
    ],
)
def test_a_baseline_that_cannot_be_checked_is_refused_at_its_field(changes, field, integrator_client, scope):
    answer = baseline(integrator_client, **changes)
    assert answer.status_code == 422
    assert list(answer.context["baseline_form"].errors) == [field]
    assert not Baseline.objects.exists()


def test_counts_and_their_own_share_agree(integrator_client, scope):
    assert baseline(integrator_client, percent="12").status_code == 302


def test_a_head_reads_and_cannot_write(head_client, integrator_client, scope):
    cheque(integrator_client, "78000")
    page = head_client.get(reverse("figures")).content.decode()
    assert "78\u202f000" in page
    assert reverse("cheque_set") not in page
    assert cheque(head_client, "1").status_code == 404
    assert baseline(head_client).status_code == 404
    assert AverageCheque.objects.get().amount == 78_000


def test_history_says_what_holds_today():
    days = (TODAY + timedelta(days=9), TODAY, TODAY - timedelta(days=40))
    rows = dated([AverageCheque(company_id=1, amount=1, valid_from=day) for day in days], TODAY)
    assert [row.state for row in rows] == ["ещё не действует", "действует", "действовало"]
    assert [row.until for row in rows] == [None, days[0], days[1]]


def test_history_names_what_a_later_entry_of_the_same_day_replaced():
    rows = dated([AverageCheque(company_id=1, amount=each, valid_from=TODAY) for each in (2, 1)], TODAY)
    assert [row.state for row in rows] == ["действует", "заменено"]


def test_the_interval_is_of_counts_alone():
    counted = Baseline(company_id=1, conversion=Decimal("0.12"), leads=25, deals=3, valid_from=TODAY)
    bare = Baseline(company_id=1, conversion=Decimal("0.12"), valid_from=TODAY)
    assert dated([counted], TODAY)[0].low is not None
    assert dated([bare], TODAY)[0].low is None


def fee(browser, **changes):
    known = {
        "percent": "10",
        "base": "growth",
        "source": "договор № 17, пункт 4.2",
        "valid_from": "2026-11-01",
    }
    return browser.post(reverse("fee_set"), {f"fee-{key}": value for key, value in (known | changes).items()})


def test_a_new_rate_holds_from_its_day_and_leaves_the_earlier_one_as_it_was(integrator_client, scope):
    assert fee(integrator_client).status_code == 302
    later = {"percent": "12,5 %", "base": "growth_and_returned", "valid_from": "2026-12-01"}
    assert fee(integrator_client, **later).status_code == 302
    assert FeeTerms.objects.count() == 2
    november, december = fee_terms(date(2026, 11, 30)), fee_terms(date(2026, 12, 1))
    assert november and december
    assert (november.rate, november.base) == (Decimal("0.1"), "growth")
    assert (december.rate, december.base) == (Decimal("0.125"), "growth_and_returned")
    assert fee_terms(date(2026, 10, 31)) is None


def test_a_mended_rate_is_an_entry_of_its_own_and_the_later_entered_holds(integrator_client, scope):
    fee(integrator_client, percent="10")
    fee(integrator_client, percent="15")
    assert [row.rate for row in FeeTerms.objects.order_by("id")] == [Decimal("0.1"), Decimal("0.15")]
    november = fee_terms(date(2026, 11, 1))
    assert november and november.rate == Decimal("0.15")


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"percent": "101"}, "percent"), ({"percent": "-1"}, "percent"), ({"source": " "}, "source")],
)
def test_a_rate_that_cannot_be_checked_is_refused_at_its_field(changes, field, integrator_client, scope):
    answer = fee(integrator_client, **changes)
    assert answer.status_code == 422
    assert list(answer.context["fee_form"].errors) == [field]
    assert not FeeTerms.objects.exists()
