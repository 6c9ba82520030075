"""The whole way on pages: an entry changes Деньги, a receipt counts once it is confirmed, mistakes are mended."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from mentor.analytics.queries.month_money import month_money
from mentor.clients.models import Client, CrmLead, Deal, EntryImport, Payment, Receipt
from mentor.companies import actions as companies
from mentor.companies.models import AuditEntry
from mentor.core.tenancy import company_scope
from mentor.pipeline.ledger import imports

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 receipt"
CHECKED = {f"confirm-{each}": "on" for each in ("amount", "paid_at", "client")}


@pytest.fixture
def lost(company, worked):
    """A client who was lost this month; 50 000 a cheque, 10 % without us."""
    first = timezone.now().astimezone(company.zone).date().replace(day=1)
    with company_scope(company.pk):
        companies.change_company(company=company, by=None, started_on=first)
        companies.set_average_cheque(amount=Decimal(50_000), valid_from=first, by=None)
        companies.set_baseline(conversion=Decimal("0.1"), source="CRM", valid_from=first, by=None)
        return worked(started_at=timezone.now() - timedelta(minutes=1))


def growth(company):
    with company_scope(company.pk):
        return month_money(company, timezone.now().astimezone(company.zone).date()).money.growth


def minute(company) -> str:
    return f"{timezone.now().astimezone(company.zone):%Y-%m-%dT%H:%M}"


def attach(browser, company, client, content=PDF, **changes):
    said = {"amount": "30 000", "paid_at": minute(company), "number": "№ 17", "about": ""} | changes
    file = SimpleUploadedFile("чек.pdf", content, content_type="application/pdf")
    return browser.post(reverse("receipt_attach", args=[client]), said | {"file": file})


def test_a_payment_typed_in_changes_the_money_and_is_counted_once(integrator_client, company, lost):
    assert growth(company) == -5_000
    said = {
        "amount": "30 000,50",
        "paid_at": minute(company),
        "phone": "8 900 000-01-01",
        "external_id": "CRM-7",
        "manager": str(lost.manager_id),
        "deal": "",
        "name": "",
    }
    for _ in range(2):
        answer = integrator_client.post(reverse("entry_new", args=["payment"]), said)
        assert answer.status_code == 302, answer.context["form"].errors
    with company_scope(company.pk):
        assert Payment.objects.get().amount == Decimal("30000.50")
        assert AuditEntry.objects.filter(action="payment.entered").count() == 1
    assert growth(company) == 45_000
    refused = integrator_client.post(reverse("entry_new", args=["payment"]), said | {"amount": "1"})
    assert refused.status_code == 422
    assert "external_id" in refused.context["form"].errors


def test_a_receipt_of_a_head_waits_is_seen_and_counts_once_confirmed(
    head_client, integrator_client, manager_client, company, lost
):
    assert attach(head_client, company, lost.client_id).status_code == 302
    with company_scope(company.pk):
        receipt = Receipt.objects.get()
    assert growth(company) == -5_000
    for browser in (head_client, integrator_client):
        money = browser.get(reverse("money")).content.decode()
        assert "Чеки ждут подтверждения" in money
    page = integrator_client.get(reverse("receipt", args=[receipt.pk]))
    assert page.status_code == 200
    confirm = reverse("receipt_confirm", args=[receipt.pk])
    assert head_client.post(confirm, CHECKED).status_code == 404
    assert (
        integrator_client.post(confirm, {"confirm-amount": "on", "confirm-client": "on"}).status_code == 422
    )
    assert growth(company) == -5_000
    file = integrator_client.get(reverse("receipt_file", args=[receipt.pk]))
    assert (file.content, file.headers["Content-Type"]) == (PDF, "application/pdf")
    assert manager_client.get(reverse("receipt_file", args=[receipt.pk])).status_code == 404
    assert integrator_client.post(confirm, CHECKED).status_code == 302
    assert growth(company) == 45_000
    assert "Чеки ждут подтверждения" not in head_client.get(reverse("money")).content.decode()
    with company_scope(company.pk):
        wanted = {"receipt.attached", "receipt.confirmed", "receipt.opened"}
        assert wanted <= set(AuditEntry.objects.values_list("action", flat=True))


def test_a_rejected_receipt_never_counts_and_tells_why(head_client, integrator_client, company, lost):
    attach(head_client, company, lost.client_id)
    with company_scope(company.pk):
        receipt = Receipt.objects.get()
    url = reverse("receipt_reject", args=[receipt.pk])
    assert integrator_client.post(url, {"reject-reason": ""}).status_code == 422
    assert integrator_client.post(url, {"reject-reason": "другая фирма"}).status_code == 302
    confirm = reverse("receipt_confirm", args=[receipt.pk])
    integrator_client.post(confirm, CHECKED)
    assert growth(company) == -5_000
    assert "другая фирма" in head_client.get(reverse("receipt", args=[receipt.pk])).content.decode()
    card = head_client.get(reverse("client", args=[lost.client_id])).content.decode()
    assert "чек отклонён" in card
    assert "Ждёт чека" not in card


def test_the_same_file_or_number_is_flagged(head_client, integrator_client, company, lost):
    attach(head_client, company, lost.client_id)
    attach(head_client, company, lost.client_id, number="№ 18")
    attach(head_client, company, lost.client_id, content=PDF + b" other")
    with company_scope(company.pk):
        ids = list(Receipt.objects.order_by("id").values_list("pk", flat=True))
    texts = [integrator_client.get(reverse("receipt", args=[each])).content.decode() for each in ids]
    assert ["Тот же файл" in text for text in texts] == [True, True, False]
    assert ["тем же номером" in text for text in texts] == [True, False, True]


@pytest.mark.parametrize("content", [b"", b"<html><script>", b"MZ program", b"GIF89a"])
def test_a_file_that_is_no_receipt_is_refused(content, head_client, company, lost):
    assert attach(head_client, company, lost.client_id, content=content).status_code == 422
    with company_scope(company.pk):
        assert not Payment.objects.exists()


def test_a_refund_and_a_correction_are_entries_of_their_own(integrator_client, company, lost):
    said = {"amount": "300000", "paid_at": minute(company), "phone": "+79000000101", "external_id": "7"}
    integrator_client.post(reverse("entry_new", args=["payment"]), said)
    with company_scope(company.pk):
        payment = Payment.objects.get()
    correct = {
        "correct-amount": "30 000",
        "correct-paid_at": minute(company),
        "correct-reason": "лишний ноль",
    }
    url = reverse("payment_correct", args=[payment.pk])
    assert integrator_client.post(url, correct).status_code == 302
    with company_scope(company.pk):
        right = Payment.objects.get(corrects=payment)
    refund = {"refund-amount": "30 001", "refund-paid_at": minute(company)}
    url = reverse("payment_refund", args=[right.pk])
    assert integrator_client.post(url, refund).status_code == 422
    assert integrator_client.post(url, refund | {"refund-amount": "30 000"}).status_code == 302
    assert growth(company) == -5_000
    page = integrator_client.get(reverse("payment", args=[payment.pk])).content.decode()
    assert "лишний ноль" in page
    with company_scope(company.pk):
        assert Payment.objects.count() == 4


def test_a_table_is_checked_agreed_to_and_loaded(integrator_client, company, lost):
    rows = "id;сумма;дата;телефон\n1;30000;{day};+79000000101\n2;много;{day};+79000000101\n"
    day = f"{timezone.now().astimezone(company.zone):%d.%m.%Y}"
    file = SimpleUploadedFile("оплаты.csv", rows.format(day=day).encode("cp1251"))
    answer = integrator_client.post(reverse("entry_imports"), {"kind": "payment", "table": file})
    with company_scope(company.pk):
        table = EntryImport.objects.get()
    imports.work(company.pk, table.pk)
    page = integrator_client.get(answer.headers["Location"]).content.decode().replace("\xa0", " ")
    assert "Загрузить 1 строку" in page
    assert "много" in page
    refused = integrator_client.get(reverse("entry_import_refusals", args=[table.pk]))
    assert '"3";"сумма";"много"' in refused.content.decode("utf-8-sig")
    assert growth(company) == -5_000
    integrator_client.post(reverse("entry_import_agree", args=[table.pk]))
    imports.work(company.pk, table.pk)
    assert growth(company) == 45_000


def test_lists_show_and_filter_entries_and_their_states(integrator_client, head_client, company, lost):
    attach(head_client, company, lost.client_id)
    said = {"phone": "+79000000202", "name": "Семён", "created_at": minute(company), "external_id": "L-1"}
    assert integrator_client.post(reverse("entry_new", args=["lead"]), said).status_code == 302
    said = {"phone": "+79000000202", "title": "Окна", "external_id": "D-1"}
    assert integrator_client.post(reverse("entry_new", args=["deal"]), said).status_code == 302
    shown = {
        query: head_client.get(f"{reverse('entries')}?{query}").content.decode()
        for query in (
            "kind=payment",
            "kind=payment&state=proven",
            "kind=deal&q=Семён",
            "kind=lead",
            "kind=deal&state=paid",
        )
    }
    assert "чек ждёт проверки" in shown["kind=payment"]
    assert "чек ждёт проверки" not in shown["kind=payment&state=proven"]
    assert "Окна" in shown["kind=deal&q=Семён"]
    assert "L-1" in shown["kind=lead"]
    assert "Окна" not in shown["kind=deal&state=paid"]
    with company_scope(company.pk):
        lead, deal = CrmLead.objects.get(), Deal.objects.get(external_id="D-1")
    integrator_client.post(reverse("lead_withdraw", args=[lead.pk]), {"reason": "тест"})
    integrator_client.post(reverse("deal_give", args=[deal.pk]), {"manager": str(lost.manager_id)})
    card = head_client.get(reverse("client", args=[lead.client_id])).content.decode()
    assert "Лид CRM L-1 отозван" in card
    with company_scope(company.pk):
        lead.refresh_from_db()
        deal.refresh_from_db()
    assert lead.withdrawn_at is not None
    assert deal.manager_id == lost.manager_id


def test_a_joined_phone_makes_one_client_and_the_old_card_leads_there(head_client, company, lost, worked):
    with company_scope(company.pk):
        other = worked(client_phone="+79000000202").client
    url = reverse("client_join", args=[lost.client_id])
    assert head_client.post(url, {"phone": "8 900 000 02 02"}).status_code == 302
    assert head_client.post(url, {"phone": "12"}).status_code == 302
    with company_scope(company.pk):
        assert Client.objects.get(pk=other.pk).merged_into_id == lost.client_id
    answer = head_client.get(reverse("client", args=[other.pk]))
    assert answer.headers["Location"] == reverse("client", args=[lost.client_id])
