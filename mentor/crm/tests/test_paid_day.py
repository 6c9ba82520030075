"""The day of payment that people write into a field of the deal: the money stands on it, once."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from mentor.clients import payments as money
from mentor.clients.models import Deal
from mentor.crm import connections
from mentor.crm.conftest import BEGINS, sale
from mentor.crm.models import Record
from mentor.crm.providers.amocrm.tests.double import Amo
from mentor.crm.providers.bitrix24.tests.double import Bitrix

BOTH = pytest.mark.parametrize("kind", [Amo, Bitrix], ids=["amocrm", "bitrix24"])
DAY = 24 * 3600


def stands(crm):
    """(what is left of the deal's money, the days that it stands on)."""
    with crm.scope:
        parts = money.standing_parts(list(Deal.objects.get().payments.all()))
        return sum(parts.values()), {each.paid_at.date() for each in parts}


def on(days):
    return {datetime.fromtimestamp(BEGINS + days * DAY, UTC).date()}


def choose(crm, field):
    with crm.scope:
        connection = crm.connection()
        plain = connection.settings | {"paid_field": field}
        connections.change(
            connection=connection, title=connection.title, plain=plain, given={}, allowed=[], by=None
        )


@BOTH
def test_money_moves_to_the_day_that_people_wrote_and_is_never_there_twice(connect, kind):
    crm = connect(kind())
    crm.double.put(sale("1", stage="won", amount=700, closed=BEGINS, paid_day=BEGINS + 3 * DAY))
    crm.poll()
    assert stands(crm) == (Decimal(700), on(0))
    choose(crm, kind.paid_field)
    for _ in range(2):
        crm.poll()
        assert stands(crm) == (Decimal(700), on(3)), "what was known is read anew"
    crm.change("1", paid_day=BEGINS + 5 * DAY)
    crm.poll()
    assert stands(crm) == (Decimal(700), on(5))
    choose(crm, "")
    crm.poll()
    assert stands(crm) == (Decimal(700), on(5)), "without the field nothing is moved any more"


@BOTH
def test_a_paid_deal_waits_for_its_day(connect, kind):
    crm = connect(kind())
    choose(crm, kind.paid_field)
    crm.double.put(sale("1", stage="won", amount=700, closed=BEGINS))
    crm.poll()
    with crm.scope:
        assert Record.objects.get().reason_code == "no_paid_day"
    crm.change("1", paid_day=BEGINS + DAY)
    crm.poll()
    assert stands(crm) == (Decimal(700), on(1))
