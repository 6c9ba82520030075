"""Ключи API: shown once, working at once, dead at once."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from mentor.companies.models import ApiKey, AuditEntry
from mentor.core.tenancy import company_scope

pytestmark = pytest.mark.django_db


def make(browser, name="АТС"):
    return browser.post(reverse("api_keys"), {"name": name})


def me(client, secret):
    return client.get("/api/v1/me", HTTP_AUTHORIZATION=f"Bearer {secret}").status_code


def test_a_key_is_shown_once_works_and_is_revoked(head_client, client, company):
    page = make(head_client).content.decode()
    secret = re.findall(r"mk_[\w-]{43}", page)[0]
    assert f"Bearer {secret}" in page.replace("&quot;", '"'), "the example is ready to run"
    assert secret not in head_client.get(reverse("api_keys")).content.decode()
    assert me(client, secret) == 200
    with company_scope(company.pk):
        key = ApiKey.objects.get()
        assert secret not in str(AuditEntry.objects.values_list("details", flat=True))
    head_client.post(reverse("api_key_revoke", args=[key.pk]))
    assert me(client, secret) == 401
    assert "отозван" in head_client.get(reverse("api_keys")).content.decode()


@pytest.mark.parametrize("name", ["", " ", "я" * 101])
def test_a_key_needs_a_name(name, head_client, company):
    assert make(head_client, name).status_code == 422
    with company_scope(company.pk):
        assert not ApiKey.objects.exists()


def test_the_page_with_a_secret_is_kept_nowhere(head_client):
    assert "no-store" in make(head_client)["Cache-Control"]
