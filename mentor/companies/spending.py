"""What language models cost the company in scope: written beside the call's own transaction, summed by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from threading import Thread

from django.db import connection
from django.db.models import Count, Sum
from django.utils import timezone

from mentor.core.tenancy import company_scope
from mentor.engines.language_model.ledger import Spent

from .models import ModelSpend


class DatabaseLedger:
    """The ledger of the product: ``company`` is the company's id as text.

    An entry is written on a connection of its own: a call that fails later rolls its own work back, and the money
    is spent all the same.
    """

    def spend(self, company: str, month: date) -> Decimal:
        """Roubles spent in the month."""
        with company_scope(int(company)):
            return month_of_models(month).roubles

    def note(self, company: str, spent: Spent) -> None:
        """Keep one answer's cost."""
        problems: list[Exception] = []

        def write() -> None:
            try:
                with company_scope(int(company)):
                    _keep(spent)
            except Exception as error:  # whatever it is, it is raised in the thread that asked
                problems.append(error)
            finally:
                connection.close()

        writer = Thread(target=write, name="model-spend")
        writer.start()
        writer.join()
        if problems:
            raise problems[0]


def _keep(spent: Spent) -> None:
    ModelSpend.objects.create(
        month=spent.month,
        engine=spent.engine,
        tokens_in=spent.tokens_in,
        tokens_out=spent.tokens_out,
        roubles=spent.roubles,
    )


def this_month() -> date:
    """The first day of the month that is being spent now, by the installation's clock."""
    return timezone.localdate().replace(day=1)


def budget_of(settings: Mapping[str, str]) -> Decimal | None:
    """Roubles a company and month from ``MENTOR_LM_BUDGET_RUB``; None: no limit."""
    try:
        return Decimal(settings["MENTOR_LM_BUDGET_RUB"].strip().replace(",", ".") or "0") or None
    except InvalidOperation:
        return None  # the engine itself refuses to start with it, by name


@dataclass(frozen=True, slots=True)
class ModelMonth:
    """A month's answers and their cost in roubles."""

    answers: int
    roubles: Decimal


def month_of_models(month: date) -> ModelMonth:
    """Sums of the company in scope for the month that begins on ``month``."""
    found = ModelSpend.objects.filter(month=month).aggregate(answers=Count("pk"), roubles=Sum("roubles"))
    return ModelMonth(found["answers"], found["roubles"] or Decimal(0))
