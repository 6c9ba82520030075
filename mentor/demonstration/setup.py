"""The demonstration company's people, knowledge, settings and money, written through the same actions as customers'."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile

from mentor.analytics import statements, weekly
from mentor.analytics.rules.deadlines import due_moment
from mentor.analytics.rules.periods import week_of
from mentor.calls.models import Call as StoredCall
from mentor.clients import payments as money
from mentor.clients.models import Client, Deal, Payment
from mentor.companies import actions as companies
from mentor.companies.models import Company, Member, Role, User
from mentor.core.tenancy import company_scope
from mentor.knowledge import actions as knowledge
from mentor.pipeline.ledger import receipts
from mentor.recovery import actions as recovery
from mentor.recovery.models import Recommendation
from mentor.trainer import queue as trainer

from .content import Demo
from .content import Payment as DemoPayment
from .paper import receipt_pdf
from .schedule import ScheduledPayment

PASSWORD = "mentor-demo-2026"  # noqa: S105 - printed for everybody: the demonstration holds nobody's data
INTEGRATOR_EMAIL = "expert@mentor.example"


def create(demo: Demo, *, started_on: date) -> tuple[Company, str]:
    """The company with people, knowledge, cheque and baseline; returns it and an API key."""
    about = demo.company
    integrator = companies.make_integrator(email=INTEGRATOR_EMAIL, password=PASSWORD, name="Вера Интегратор")
    company = companies.create_company(
        name=about.name,
        by=integrator,
        industry=about.industry,
        product=about.product,
        time_zone=about.time_zone,
        started_on=started_on,
        is_demonstration=True,
    )
    with company_scope(company.pk):
        head = companies.add_member(
            name=about.head.name, role=Role.HEAD, by=integrator, email=about.head.email
        )
        companies.make_login(member=head, password=PASSWORD)
        for manager in about.managers:
            member = companies.add_member(
                name=manager.name,
                role=Role.MANAGER,
                by=integrator,
                email=manager.email,
                extensions=(manager.extension,),
            )
            companies.make_login(member=member, password=PASSWORD)
        knowledge.set_script(
            title="Основной скрипт", stages=dict(about.script), required=about.required_in_presentation
        )
        knowledge.set_objections([(each.text, each.good_answer) for each in about.objections])
        knowledge.set_expert_rules(about.expert_rules)
        knowledge.set_forbidden_phrases(
            [(each.phrase, each.why, each.instead) for each in about.forbidden_phrases]
        )
        earliest = started_on - timedelta(days=365)
        companies.set_average_cheque(amount=about.avg_cheque, valid_from=earliest, by=integrator)
        companies.set_baseline(
            conversion=about.pilot.baseline,
            source=about.pilot.baseline_source,
            valid_from=started_on,
            by=integrator,
        )
        _, key = companies.create_api_key(name="Телефония (демонстрация)", by=integrator)
    return company, key


def pay(demo: Demo, rows: list[ScheduledPayment], *, company: Company) -> None:
    """Write payments with their deals, as an integrator would from the customer's CRM and receipts.

    Those that are there already stay as they are: a broken-off start of the demonstration goes on.
    """
    with company_scope(company.pk):
        for row in rows:
            client = Client.objects.get(phones__e164=demo.clients[row.deal.client].phone)
            manager = Member.objects.get(name=row.deal.manager)
            deal = money.record_deal(
                client=client, manager=manager, external_id=row.deal.id, title=row.deal.title
            )
            if _written(row.payment) is None:
                _pay(demo, row, deal=deal, company=company)
            recovery.apply_payment(deal=deal, company=company)


def _pay(demo: Demo, row: ScheduledPayment, *, deal: Deal, company: Company) -> None:
    about = row.payment
    refund_of = _written(demo.payment(about.refund_of)) if about.refund_of else None
    if about.source == "receipt":
        _prove(row, deal=deal, refund_of=refund_of, company=company)
        return
    money.record_payment(
        deal=deal,
        amount=about.amount,
        paid_at=row.paid_at,
        source=about.source,
        external_id=about.id,
        refund_of=refund_of,
    )


def _written(about: DemoPayment) -> Payment | None:
    found = (
        {"receipt__number": about.receipt_number} if about.source == "receipt" else {"external_id": about.id}
    )
    return Payment.objects.filter(source=about.source, **found).first()


def _prove(row: ScheduledPayment, *, deal: Deal, refund_of: Payment | None, company: Company) -> None:
    """The payment by its receipt, attached by the manager and, where the story says so, checked by our staff."""
    number = row.payment.receipt_number or ""
    file = receipt_pdf(row, seller=company.name, buyer=deal.client.name or "не назван")
    integrator = User.objects.get(email=INTEGRATOR_EMAIL)
    receipt = receipts.attach(
        client=deal.client,
        file=ContentFile(file),
        size=len(file),
        original_name=f"чек {number}.pdf",
        paper=receipts.Paper(row.payment.amount, row.paid_at, number, deal, refund_of),
        by=deal.manager.user if deal.manager and deal.manager.user else integrator,
    )
    if row.payment.confirmed:
        receipts.confirm(receipt=receipt, by=integrator)


def add_references(demo: Demo, *, company: Company) -> None:
    """The calls that the company learns from."""
    with company_scope(company.pk):
        for call in StoredCall.objects.filter(source_call_id__in=demo.company.reference_calls):
            knowledge.add_reference(call=call, by=None)


def live_a_little(demo: Demo, *, company: Company, now: datetime) -> None:
    """What people did meanwhile: opened recommendations, marked some, and one manager did not come in."""
    with company_scope(company.pk):
        for about in demo.company.managers:
            member = Member.objects.get(name=about.name)
            member.last_seen_at = now - timedelta(days=about.last_login_days_ago, minutes=7)
            member.save(update_fields=["last_seen_at"])
            for recommendation in Recommendation.objects.filter(manager=member):
                seen = recommendation.created_at + timedelta(minutes=50)
                if seen > member.last_seen_at:
                    continue
                recovery.note_seen(recommendation=recommendation, at=seen)
                if recommendation.followups.exists():
                    recovery.mark(recommendation=recommendation, kind="done", at=seen + timedelta(minutes=90))


def report(*, company: Company, now: datetime) -> None:
    """The weekly reports and the statements that came meanwhile, each as if made when it was due; what to rehearse.

    Made here and not by the clock: half of a story is nothing to freeze, and nobody waits an hour for a rehearsal.
    """
    with company_scope(company.pk):
        assert company.started_on is not None
        companies.set_fee_terms(
            rate=Decimal("0.3"),
            base="growth",
            source="договор демонстрации, п. 4.2",
            valid_from=company.started_on.replace(day=1),
            by=None,
        )
        week = week_of(company.started_on)
        while (due := due_moment(week, company.zone)) <= now:
            weekly.report_due(company, due)
            week = week_of(week.last + timedelta(days=1))
        statements.close_due(company, now)
        trainer.defer_make()
