from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from mentor.clients import payments
from mentor.pipeline.rebuild import rebuild
from mentor.recovery import actions as recovery
from mentor.tallies import queries
from mentor.tallies.models import Entry, Tally
from tests.fixtures import SUCCESS_TALK, talk

pytestmark = pytest.mark.django_db


def everything() -> Counter[tuple[str, str, int, date]]:
    found: Counter[tuple[str, str, int, date]] = Counter()
    names = {*Entry.objects.values_list("name", flat=True), *Tally.objects.values_list("name", flat=True)}
    for grain in "dwm":
        rows = queries.read(names=names, grain=grain, since=date(2000, 1, 1), until=date(2100, 1, 1))
        found.update({(grain, row.name, row.member_id, row.start): row.value for row in rows})
    return found


def test_a_rebuild_gives_the_counts_that_were_added_one_by_one(scope, worked):
    worked(client_phone="+79000000201", purpose="history", started_at=timezone.now() - timedelta(days=40))
    worked(client_phone="+79000000202", manager_extension="102")
    call = worked()
    worked(started_at=timezone.now() + timedelta(seconds=1), transcript=talk(SUCCESS_TALK))
    paid_at = timezone.now() + timedelta(hours=1)
    deal = payments.record_deal(client=call.client, manager=call.manager)
    payments.record_payment(deal=deal, amount=Decimal("100.10"), paid_at=paid_at, source="crm")
    recovery.apply_payment(deal=deal, company=scope)
    before = everything()
    assert (
        before["m", "returned.kopecks", call.manager_id, paid_at.astimezone(scope.zone).date().replace(day=1)]
        == 10_010
    )
    rebuild(scope)
    assert everything() == before
