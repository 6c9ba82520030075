"""What a language model costs is told to our staff, in one line, once there is something to tell."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from mentor.companies.models import ModelSpend
from mentor.companies.spending import this_month
from mentor.core.tenancy import company_scope

pytestmark = pytest.mark.django_db


def page(browser) -> str:
    content: bytes = browser.get(reverse("settings")).content
    return content.decode().replace("\xa0", " ").replace("\u202f", " ")


def spend(company, roubles: str) -> None:
    with company_scope(company.pk):
        ModelSpend.objects.create(
            month=this_month(), engine="lm", tokens_in=1, tokens_out=1, roubles=Decimal(roubles)
        )


def test_an_integrator_sees_the_money_spent_against_the_budget(integrator_client, company, settings) -> None:
    assert "Языковая модель" not in page(integrator_client)
    settings.LANGUAGE_MODEL = {**settings.LANGUAGE_MODEL, "MENTOR_LM_BUDGET_RUB": "5000"}
    spend(company, "1234.40")
    shown = page(integrator_client)
    assert "1 234" in shown
    assert "5 000" in shown
    assert "1 ответ." in shown
    assert "исчерпан" not in shown
    spend(company, "3800")
    assert "Бюджет исчерпан" in page(integrator_client)


def test_a_head_does_not_see_our_costs(head_client, company) -> None:
    spend(company, "10")
    assert "Языковая модель" not in page(head_client)
