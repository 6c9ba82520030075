"""The same random events, counted in memory by the rules and through actions into tallies, give one answer."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mentor.analysis import actions as analysis
from mentor.analysis import rubrics
from mentor.analysis.models import Assessment
from mentor.analytics.queries.main_report import main_report
from mentor.analytics.queries.month_money import month_money
from mentor.analytics.queries.team import of_member, team
from mentor.analytics.rules import events
from mentor.analytics.rules.clients import ClientRecord
from mentor.analytics.rules.deals import successful_deals
from mentor.analytics.rules.figures import figures_from_events, money_counts, printed
from mentor.analytics.rules.leads import unique_leads
from mentor.analytics.rules.money import growth_parts, returned_parts
from mentor.analytics.rules.periods import Period, Span, as_utc
from mentor.analytics.rules.returns import cases
from mentor.calls.models import Call, CallState
from mentor.clients import actions as clients
from mentor.clients import payments
from mentor.clients.leads import by_first_manager, by_weeks
from mentor.companies import actions as companies
from mentor.core.tenancy import company_scope
from mentor.engines.adviser.port import Advice
from mentor.pipeline.ledger.merging import merge
from mentor.pipeline.rebuild import rebuild
from mentor.recovery import actions as recovery
from mentor.tallies import actions as tallies

pytestmark = pytest.mark.django_db

FIRST = datetime(2026, 1, 5, 7, 0)
HOURS = 24 * 74
NOW = datetime(2026, 3, 20, 12, 0)
OUTCOMES = ("success", "lost", "lost", "interrupted", "not_sales")


class Town:
    """Random events in order of time, written down twice: in a book, and through the product's actions."""

    def __init__(self, seed: int, world: Any, clock: Any, *, crm: bool = False) -> None:
        self.random, self.crm = random.Random(seed), crm
        self.crm_leads: list[events.CrmLead] = []
        self.company, self.people, self.clock = world.company, (world.manager, world.colleague), clock
        self.calls: list[events.SalesCall] = []
        self.deals: dict[str, events.Deal] = {}
        self.payments: list[events.Payment] = []
        self.advice: list[events.Recommendation] = []
        self.kept: dict[str, Any] = {}
        self.rubric = rubrics.current_version()

    def live(self) -> None:
        moments = sorted(FIRST + timedelta(minutes=self.random.randrange(HOURS * 60)) for _ in range(40))
        for number, moment in enumerate(moments):
            at = as_utc(moment, self.company.zone)
            if self.random.random() < 0.72:
                self.call(f"c{number}", at)
            else:
                self.pay(f"p{number}", at)
            if self.crm and self.random.random() < 0.5:
                self.lead(f"l{number}", at - timedelta(hours=self.random.randrange(72)))

    def lead(self, name: str, at: datetime) -> None:
        client, manager = self.client(), self.random.choice(self.people)
        self.crm_leads.append(events.CrmLead(name, str(client.pk), at, str(manager.pk)))
        clients.record_crm_lead(client=client, manager=manager, created_at=at, external_id=name)
        analysis.recount_leads(client_id=client.pk, company=self.company)

    def call(self, name: str, at: datetime) -> None:
        client, manager = self.client(), self.random.choice(self.people)
        outcome = self.random.choice(OUTCOMES)
        call = Call.objects.create(
            source="test",
            source_call_id=name,
            direction="out",
            state=CallState.PROCESSING,
            started_at=at,
            duration_s=60,
            manager=manager,
            client=client,
        )
        Assessment.objects.create(
            call=call,
            rubric=self.rubric,
            outcome=outcome,
            lost_reason="refusal" if outcome == "lost" else "",
            lost_stage=4 if outcome == "lost" else None,
            greeting=self.random.choice([None, 3, 9]),
        )
        self.clock.now = at + timedelta(minutes=10)
        result = analysis.refresh_result(call=call, company=self.company)
        case = recovery.apply_result(call=call, result=result, company=self.company)
        row = events.SalesCall(name, str(client.pk), str(manager.pk), at, outcome)  # type: ignore[arg-type]
        self.calls.append(row)
        if case is not None:
            text = Advice(why="почему", say="что", sources=(), engine="test")
            if recovery.keep_advice(
                case=case, call=call, advice=text, company=self.company, now=self.clock.now
            ):
                self.advice.append(events.Recommendation(str(client.pk), name, self.clock.now))

    def pay(self, name: str, at: datetime) -> None:
        earlier = [row for row in self.payments if row.refund_of is None]
        if earlier and self.random.random() < 0.25:
            return self.refund(name, at, self.random.choice(earlier), Decimal(500))
        client, manager = self.client(), self.random.choice(self.people)
        deal = payments.record_deal(client=client, manager=manager, external_id=f"d{name}")
        amount, proven = Decimal(self.random.randrange(1, 9) * 1000), self.random.random() < 0.8
        self.deals[name] = events.Deal(f"d{name}", str(client.pk), str(manager.pk))
        self.payments.append(events.Payment(name, f"d{name}", str(client.pk), amount, at, confirmed=proven))
        self.write(name, deal, amount, at, source="crm" if proven else "receipt")
        if self.random.random() < 0.15:
            self.refund(f"{name} back", at + timedelta(minutes=1), self.payments[-1], amount)
        return None

    def refund(self, name: str, at: datetime, of: events.Payment, amount: Decimal) -> None:
        self.payments.append(
            events.Payment(name, of.deal, of.client, amount, at, confirmed=True, refund_of=of.id)
        )
        paid = self.kept[of.id]
        self.write(name, paid.deal, amount, at, source="crm", refund_of=paid)

    def write(self, name: str, deal: Any, amount: Decimal, at: datetime, **more: Any) -> None:
        self.clock.now = at
        self.kept[name] = payments.record_payment(
            deal=deal, amount=amount, paid_at=at, external_id=name, **more
        )
        recovery.apply_payment(deal=deal, company=self.company)

    def client(self) -> Any:
        return clients.find_or_create(phone=f"+7900000000{self.random.randrange(6)}")

    @property
    def book(self) -> events.Book:
        return events.Book(
            calls=tuple(self.calls),
            crm_leads=tuple(self.crm_leads),
            deals=tuple(self.deals.values()),
            payments=tuple(self.payments),
            losses=events.losses_of(self.calls),
            recommendations=tuple(self.advice),
        )


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = as_utc(FIRST, ZoneInfo("Europe/Moscow"))

    monkeypatch.setattr("django.utils.timezone.now", lambda: Clock.now)
    return Clock


def settle_terms(company) -> None:
    """A start in the middle of a week and a month, and values that change inside a month."""
    companies.change_company(company=company, by=None, started_on=date(2026, 2, 12))
    for day, cheque in ((date(2026, 1, 1), 90_000), (date(2026, 3, 7), 111_111)):
        companies.set_average_cheque(amount=Decimal(cheque), valid_from=day, by=None)
    for day, share in ((date(2026, 2, 1), "0.17"), (date(2026, 3, 11), "0.21")):
        companies.set_baseline(conversion=Decimal(share), source="история", valid_from=day, by=None)


@pytest.mark.parametrize("seed", range(6))
def test_tallies_and_rules_give_the_same_figures(world, clock, seed):
    with company_scope(world.company.pk):
        settle_terms(world.company)
        town = Town(seed, world, clock)
        town.live()
        if seed % 2:
            while tallies.fold():
                pass
        report = main_report(world.company, NOW.date())
    expected = figures_from_events(
        town.book, terms=report.agreement.terms, period=Period.containing("month", NOW.date()), now=NOW
    )
    wanted, got = printed(expected), printed(report.month)
    # What waits for confirmation is counted on the page of money, not on the main report.
    wanted["money"]["pending"] = got["money"]["pending"]  # type: ignore[index]
    assert got == wanted


@pytest.mark.parametrize("seed", (21, 22))
def test_leads_of_the_crm_and_clients_who_are_merged_recount_every_figure(world, clock, seed, integrator):
    with company_scope(world.company.pk):
        settle_terms(world.company)
        connected = date(2026, 2, 20)
        companies.change_company(company=world.company, by=None, crm_connected_from=connected)
        town = Town(seed, world, clock, crm=True)
        town.live()
        before = main_report(world.company, NOW.date())
        gone, into = (clients.find_or_create(phone=f"+7900000000{number}") for number in (1, 4))
        merge(gone=gone, into=into, by=integrator)
        after = main_report(world.company, NOW.date())
        whole = [by_first_manager(date(2026, 2, 3), date(2026, 3, day)) for day in (7, 19)]
        rebuild(world.company)
        rebuilt = main_report(world.company, NOW.date())
    merged = replace(town.book, clients=(ClientRecord(str(gone.pk), merged_into=str(into.pk)),))
    for report, book in ((before, town.book), (after, merged), (rebuilt, merged)):
        period = Period.containing("month", NOW.date())
        expected = printed(figures_from_events(book, terms=report.agreement.terms, period=period, now=NOW))
        got = printed(report.month)
        expected["money"]["pending"] = got["money"]["pending"]  # type: ignore[index]
        assert got == expected
    for found, day in zip(whole, (7, 19), strict=True):
        span = Span(date(2026, 2, 3), date(2026, 3, day))
        ledger = merged.settle(zone=world.company.zone, now=NOW)
        leads = unique_leads(ledger, span, crm_connected_from=connected)
        assert found == Counter(int(lead.manager or 0) for lead in leads)


@pytest.mark.parametrize("seed", (15, 16, 17))
def test_the_money_of_any_month_and_its_parts_are_those_of_the_rules(world, clock, seed):
    with company_scope(world.company.pk):
        settle_terms(world.company)
        town = Town(seed, world, clock)
        town.live()
        clock.now = as_utc(NOW, world.company.zone)
        months = [month_money(world.company, date(2026, month, 1)) for month in (1, 2, 3)]
    terms, ledger = (
        months[0].agreement.terms,
        town.book.settle(zone=world.company.zone, now=datetime(2026, 4, 1)),
    )
    deals = successful_deals(ledger)
    found = cases(ledger, deals, window_days=terms.returned_window_days)
    for got in months:
        wanted = money_counts(ledger, deals, found, got.month, terms)
        figures = figures_from_events(
            town.book, terms=terms, period=Period("month", got.month), now=datetime(2026, 4, 1)
        )
        assert got.money == figures.money, got.month
        for by in ("manager", "day"):
            assert known_parts(growth_parts(got.counts, terms, by)) == known_parts(
                growth_parts(wanted, terms, by)
            )
            assert known_parts(returned_parts(got.counts.returned, by)) == known_parts(
                returned_parts(wanted.returned, by)
            )


def known_parts(parts: Any) -> Any:
    """Without parts of nothing: tallies have no row where nothing is left."""
    return parts and {key: value for key, value in parts.items() if value}


@pytest.mark.parametrize("seed", range(6, 9))
def test_every_week_and_month_of_the_dynamics_agrees(world, clock, seed):
    with company_scope(world.company.pk):
        settle_terms(world.company)
        town = Town(seed, world, clock)
        town.live()
        report = main_report(world.company, NOW.date())
    for unit, points in (("week", report.weeks), ("month", report.months)):
        for point in points:
            figures = figures_from_events(
                town.book,
                terms=report.agreement.terms,
                period=Period(unit, point.span),  # type: ignore[arg-type]
                now=NOW,
            )
            assert point.counts == figures.growth.current, (unit, point.span)
            if point.money is not None:
                assert point.money.total == figures.money.total, (unit, point.span)


def test_the_pilot_counts_each_lead_once_over_all_its_days(world, clock):
    with company_scope(world.company.pk):
        settle_terms(world.company)
        town = Town(11, world, clock)
        town.live()
        report = main_report(world.company, NOW.date())
        span = Span(date(2026, 2, 12), date(2026, 3, 13))
        leads = by_first_manager(span.first, span.last)
    assert report.pilot is not None
    assert report.pilot.span == span
    figures = figures_from_events(
        town.book, terms=report.agreement.terms, period=Period("custom", span), now=NOW
    )
    assert report.pilot.counts == figures.growth.current
    assert sum(leads.values()) == figures.growth.current.leads
    assert report.pilot.money.total == figures.money.total
    assert report.pilot.baseline is not None
    assert report.pilot.growth == figures.growth.current.conversion - report.pilot.baseline  # type: ignore[operator]


@pytest.mark.parametrize("seed", (13, 14))
def test_a_stretch_of_weeks_counts_each_lead_once_as_the_rows_do(world, clock, seed):
    with company_scope(world.company.pk):
        Town(seed, world, clock).live()
        for monday, days in product((date(2026, 1, 5), date(2026, 1, 19)), range(8, 64, 5)):
            last = monday + timedelta(days=days - 1)
            assert by_weeks(monday, last, whole=last.weekday() == 6) == by_first_manager(monday, last), last
            span, today = Span(monday, last), NOW.date()
            whole_team = team(span, today=today, pass_mark=7)
            for member in (world.manager.pk, world.colleague.pk):
                assert of_member(member, span, today=today, pass_mark=7) == whole_team.of(member), last


def test_a_start_moved_into_the_past_is_recounted(world, clock):
    with company_scope(world.company.pk):
        settle_terms(world.company)
        Town(12, world, clock).live()
        before = main_report(world.company, NOW.date()).pilot
        companies.change_company(company=world.company, by=None, started_on=date(2026, 2, 20))
        clients.recount_leads_since(date(2026, 2, 20))
        companies.change_company(company=world.company, by=None, started_on=date(2026, 2, 12))
        clients.recount_leads_since(date(2026, 2, 12))
        assert main_report(world.company, NOW.date()).pilot == before


def test_without_leads_nothing_is_invented(world, clock):
    with company_scope(world.company.pk):
        report = main_report(world.company, NOW.date())
    assert report.growth.current.conversion is None
    assert report.growth.difference is None
    assert report.missing == ["cheque", "baseline"]
    assert not report.is_money_known
    assert report.pilot is None
    assert report.month.money.returned == Fraction(0)
