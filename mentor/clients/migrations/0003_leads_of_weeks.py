from typing import Any

from django.db import migrations

from mentor.companies import lookup
from mentor.core.tenancy import company_scope

# What ``clients.actions.LEAD_AFTER`` counts from now on, of the leads that are there already.
COUNT = """
    INSERT INTO tallies_tally (company_id, name, member_id, grain, start, value)
    SELECT company_id, 'lead.after.' || ago, coalesce(member_id, 0), grain,
           CASE grain WHEN 'd' THEN first_day ELSE start END, count(*)
    FROM (SELECT company_id, member_id, start, first_day,
                 least(9, coalesce((start - lag(start) OVER (PARTITION BY client_id ORDER BY start)) / 7, 9)) AS ago
          FROM clients_leadseen WHERE grain = 'w') AS seen, unnest(ARRAY['d', 'w']) AS grain
    GROUP BY 1, 2, 3, 4, 5
"""


def count(_apps: Any, schema_editor: Any) -> None:
    for company_id in lookup.company_ids():
        with company_scope(company_id):
            schema_editor.execute(COUNT)


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0002_row_security"),
        ("tallies", "0003_reading_order"),
    ]

    operations = [migrations.RunPython(count, migrations.RunPython.noop)]
