"""A company for the door and the pipeline: five managers, a script, objections, an API key. Run inside Django."""

from __future__ import annotations

import json


def main() -> None:
    import django

    django.setup()
    from mentor.companies import actions
    from mentor.companies.models import Role
    from mentor.core.tenancy import company_scope
    from mentor.knowledge import actions as knowledge

    company = actions.create_company(name="Быстрый звонок", by=None)
    with company_scope(company.pk):
        actions.add_member(name="Ольга Нечаева", role=Role.HEAD, by=None, email="head@bench.example")
        for extension in range(101, 106):
            actions.add_member(
                name=f"Менеджер {extension}", role=Role.MANAGER, by=None, extensions=(str(extension),)
            )
        knowledge.set_objections([("Дорого", "Сравните состав работ: у нас в цену входит монтаж.")])
        knowledge.set_expert_rules(["Сначала вопрос, потом цена."])
        _, key = actions.create_api_key(name="АТС", by=None)
    print(json.dumps({"company": company.pk, "key": key}))


if __name__ == "__main__":
    main()
