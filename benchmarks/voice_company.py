"""Inside the installation of ``benchmarks voice``: a company, one manager and talk a ticket, one who logs in."""

from __future__ import annotations

import json
import sys

EMAIL, PASSWORD = "manager@bench.example", "bench-of-2-voices"


def main() -> None:
    """Prints {"tickets": […]}; without a ticket the company's one manager may log in."""
    import django

    django.setup()
    from config import engines
    from mentor.companies import actions as companies
    from mentor.core.tenancy import company_scope
    from mentor.knowledge import actions as knowledge
    from mentor.trainer import actions, making, voiced
    from mentor.trainer.models import Scenario

    company = companies.create_company(name="Ясный вид", by=None)
    tickets = []
    with company_scope(company.pk):
        knowledge.set_objections([("Дорого", "Давайте сравним, что входит в цену.")])
        making.make_all()
        scenario = Scenario.objects.get(kind="objection")
        for number in range(int(sys.argv[1])):
            manager = companies.add_member(name=f"Менеджер {number}", role="manager", by=None)
            talk = actions.start_talk(manager=manager, scenario=scenario, level=1, persona=engines.persona())
            tickets.append(voiced.ticket_to(talk))
        if not tickets:
            manager = companies.add_member(name="Марина", role="manager", email=EMAIL, by=None)
            companies.make_login(member=manager, password=PASSWORD)
    print(json.dumps({"tickets": tickets}))


if __name__ == "__main__":
    main()
