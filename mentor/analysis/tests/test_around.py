from __future__ import annotations

from datetime import timedelta

import pytest

from mentor.analysis.around import Shares, around
from mentor.analysis.models import CallResult
from mentor.core.tenancy import company_scope

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=28)


def test_calls_before_and_after_a_moment_are_counted_apart_and_only_the_managers_own(company, world, worked):
    with company_scope(company.pk):
        worked()
        result = CallResult.objects.get()
        at, greeting = result.started_at, result.scores[0]
        assert greeting is not None
        keys = {(world.manager.pk, 1): at + timedelta(seconds=1), (world.colleague.pk, 1): at}
        found = around(keys, pass_mark=greeting, reach=MONTH)
        assert found[(world.manager.pk, 1)].before == Shares(graded=1, passed=1)
        assert found[(world.manager.pk, 1)].after == Shares()
        assert found[(world.colleague.pk, 1)].before == Shares()
        later = around({(world.manager.pk, 1): at}, pass_mark=greeting + 1, reach=MONTH)
        assert later[(world.manager.pk, 1)].after == Shares(graded=1, passed=0)
        far = around({(world.manager.pk, 1): at + MONTH * 2}, pass_mark=1, reach=MONTH)
        assert far[(world.manager.pk, 1)].before == Shares()
        assert around({}, pass_mark=7, reach=MONTH) == {}
