"""What language models cost is kept whatever becomes of the call, a company and month apart."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from mentor.companies.actions import create_company
from mentor.companies.spending import DatabaseLedger, budget_of, month_of_models
from mentor.core.tenancy import company_scope
from mentor.engines.language_model.ledger import Spent

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


def spent(roubles: str, month: date = NOVEMBER) -> Spent:
    return Spent("lm:model:assess-1", month, 1000, 200, Decimal(roubles))


@pytest.mark.django_db(transaction=True)
def test_money_spent_stays_spent_when_the_calls_own_work_is_rolled_back() -> None:
    ledger = DatabaseLedger()
    one, other = (create_company(name=name, by=None).pk for name in ("Первая", "Вторая"))
    with pytest.raises(RuntimeError), company_scope(one):
        ledger.note(str(one), spent("1.25"))
        raise RuntimeError("the step failed")
    ledger.note(str(one), spent("0.5"))
    ledger.note(str(one), spent("3", DECEMBER))
    assert ledger.spend(str(one), NOVEMBER) == Decimal("1.75")
    assert ledger.spend(str(one), DECEMBER) == Decimal(3)
    assert ledger.spend(str(other), NOVEMBER) == 0
    with company_scope(one):
        assert month_of_models(NOVEMBER).answers == 2


@pytest.mark.unit
@pytest.mark.parametrize(
    ("text", "budget"), [("", None), ("0", None), ("5000", Decimal(5000)), ("много", None)]
)
def test_an_empty_budget_is_no_limit(text: str, budget: Decimal | None) -> None:
    assert budget_of({"MENTOR_LM_BUDGET_RUB": text}) == budget
