"""What an integrator does with the CRM's pages, from the first form to the books."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from mentor.clients.models import CrmLead, Payment
from mentor.companies.models import AuditEntry
from mentor.core.tenancy import company_scope
from mentor.crm import connections, looking_after, polling
from mentor.crm.conftest import BEGINS, sale
from mentor.crm.models import CrmConnection
from mentor.crm.providers.amocrm.tests.double import Amo
from mentor.crm.providers.bitrix24.form import BitrixForm
from mentor.crm.registry import PROVIDERS
from mentor.providers.tests.doubles import listening
from mentor.providers.web import Web
from mentor.telephony.providers.bitrix24.form import Bitrix24Form

ADDRESS = re.compile(r"/hooks/crm/([\w-]{43})/")


@pytest.fixture
def amo(settings, monkeypatch):
    settings.FETCH_ALLOWED_HOSTS = ["127.0.0.1"]
    known = connections.web()
    quick = Web(known.allowed_hosts, pause=lambda _seconds: None, error=known.error)
    monkeypatch.setattr(connections, "web", lambda: quick)
    with listening(Amo()) as double:
        yield double


@pytest.fixture
def made(integrator_client, amo):
    """The answer to the form of a new connection."""
    form = {"title": "Наша amo", **amo.settings(), **amo.secrets(), "read_from": "2026-03-02"}
    return integrator_client.post(reverse("crm_new", args=["amocrm"]), form)


def press(client, name, pk, **sent):
    return client.post(reverse(name, args=[pk]), sent, follow=True).content.decode()


def test_an_integrator_connects_a_crm_maps_its_stages_and_leads_come(integrator_client, made, amo, company):
    [token] = set(ADDRESS.findall(made.content.decode()))
    amo.put(sale("1"))
    amo.put(sale("2", stage="won", amount=9000, closed=BEGINS))
    with company_scope(company.pk):
        pk = CrmConnection.objects.get().pk
    away = integrator_client.post(reverse("crm_log_in", args=[pk])).headers["Location"]
    assert away.startswith("https://www.amocrm.ru/oauth?")
    state = parse_qs(urlsplit(away).query)["state"][0]
    back = reverse("crm_came_back", args=["amocrm"])
    assert (
        "начат не здесь"
        in integrator_client.get(f"{back}?state=forged&code=code-1", follow=True).content.decode()
    )
    assert (
        "Доступ получен"
        in integrator_client.get(f"{back}?state={state}&code=code-1", follow=True).content.decode()
    )
    page = press(integrator_client, "crm_check", pk)
    assert "воронок 1, сотрудников 1" in page
    stages = {f"stage:{amo.stage(name)}": means for name, means in (("open", "lead"), ("won", "paid"))}
    with company_scope(company.pk):
        assert set(CrmConnection.objects.get().people) == set(), "nobody of ours has this e-mail"
    press(integrator_client, "crm_stages", pk, **stages)
    polling.poll(company.pk, pk)
    with company_scope(company.pk):
        assert (CrmLead.objects.count(), str(Payment.objects.get().amount)) == (2, "9000.00")
        trail = str(list(AuditEntry.objects.values_list("details", flat=True)))
    page = integrator_client.get(reverse("crm_connection", args=[pk])).content.decode()
    assert "данные идут" in page
    for secret in ("amo-secret", "access-1", "refresh-1", token):
        assert secret not in page
        assert secret not in trail


def test_a_second_crm_is_refused_while_one_is_on(integrator_client, made, amo):
    form = {"title": "Ещё", "rest": f"{amo.base}/rest/1/k/", "read_from": "2026-03-02"}
    answer = integrator_client.post(reverse("crm_new", args=["bitrix24"]), form)
    assert answer.status_code == 422
    assert "уже включена CRM «Наша amo»" in answer.content.decode()


@pytest.mark.parametrize("kind", [BitrixForm, Bitrix24Form], ids=["crm", "telephony"])
def test_the_address_of_a_webhook_is_kept_as_far_as_its_key_and_anything_else_is_refused(kind):
    def read(rest):
        sent = {"title": "Портал", "rest": rest, "time_zone": "Europe/Moscow"}
        form = kind(sent, known=kind.secrets)
        return (form.cleaned_data["rest"], []) if form.is_valid() else (None, form.errors["rest"])

    portal = "https://okna.bitrix24.ru/rest/1/abc/"
    assert read(portal) == read(f" {portal}profile.json ") == read(portal.rstrip("/")) == (portal, [])
    assert read("") == ("", []), "a secret that is not given stays"
    for wrong in (
        "не адрес",
        "https://okna.bitrix24.ru",
        "ftp://okna.bitrix24.ru/rest/1/abc/",
        "https://[/rest/1/a",
    ):
        assert "Нужен адрес вида https://портал.bitrix24.ru/rest/1/ключ/." in read(wrong)[1]


def test_a_crm_that_is_not_read_for_an_hour_is_told_and_taken_back(integrator_client, made, amo, company):
    with company_scope(company.pk):
        CrmConnection.objects.update(mapped_at=timezone.now() - timedelta(hours=2))
    for _ in range(2):
        looking_after.look_after(company.pk)
    page = integrator_client.get(reverse("attention")).content.decode()
    assert page.count("не удаётся прочитать больше часа") == 1
    with company_scope(company.pk):
        CrmConnection.objects.update(polled_at=timezone.now())
    looking_after.look_after(company.pk)
    assert "не удаётся прочитать" not in integrator_client.get(reverse("attention")).content.decode()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_crm_has_a_page_with_its_fields_and_words(integrator_client, provider):
    page = integrator_client.get(reverse("crm_new", args=[provider])).content.decode()
    assert all(f'name="{name}"' in page for name in PROVIDERS[provider].form.base_fields)
    assert "На стороне CRM" in page
