"""Makes a company with twenty managers and a head through the product's own actions. Run inside Django."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from decimal import Decimal

MANAGERS = 20
DAYS_WITH_US = 150


def main() -> None:
    import django

    django.setup()
    from django.utils import timezone

    from mentor.analysis import rubrics
    from mentor.companies import actions
    from mentor.companies.models import Role
    from mentor.core.tenancy import company_scope

    mark = sys.argv[1]
    started_on = timezone.localdate() - timedelta(days=DAYS_WITH_US)
    company = actions.create_company(name=f"Компания {mark}", by=None, started_on=started_on)
    with company_scope(company.pk):
        head = actions.add_member(name="Ольга Нечаева", role=Role.HEAD, by=None, email=f"head@{mark}.example")
        managers = [
            actions.add_member(
                name=f"Менеджер {number:02d}",
                role=Role.MANAGER,
                by=None,
                email=f"manager{number}@{mark}.example",
                extensions=(str(100 + number),),
            )
            for number in range(1, MANAGERS + 1)
        ]
        for member in (head, managers[0]):
            actions.make_login(member=member, password=f"long enough {mark}")
        actions.set_average_cheque(
            amount=Decimal(60_000), valid_from=started_on - timedelta(days=400), by=None
        )
        actions.set_baseline(
            conversion=Decimal("0.1"), source="выгрузка до начала работы", valid_from=started_on, by=None
        )
        rubric = rubrics.current_version()
    settled = {
        "company": company.pk,
        "managers": [member.pk for member in managers],
        "rubric": rubric.pk,
        "zone": company.time_zone,
        "started_on": str(started_on),
    }
    print(json.dumps(settled))


if __name__ == "__main__":
    main()
