from typing import Any

from django.db import migrations, models
from django.db.models.functions import Greatest

from mentor.companies import lookup
from mentor.core.tenancy import company_scope

# What ``recovery.waiting`` keeps from now on, of the recommendations that are open already.
COUNT = """
    INSERT INTO tallies_tally (company_id, name, member_id, grain, start, value)
    SELECT company_id, 'advice.waiting', coalesce(manager_id, 0), grain,
           CASE grain WHEN 'd' THEN day ELSE date_trunc('month', day::timestamp)::date END AS start, count(*)
    FROM (
        SELECT company_id, manager_id, CASE WHEN marked_at IS NULL AND due_at IS NOT NULL
               THEN (greatest(due_at, snoozed_until) AT TIME ZONE 'UTC')::date ELSE DATE '9999-12-31' END AS day
        FROM recovery_recommendation WHERE closed_at IS NULL
    ) AS waiting, unnest(ARRAY['d', 'm']) AS grain
    GROUP BY company_id, manager_id, grain, start
"""


def count(_apps: Any, schema_editor: Any) -> None:
    for company_id in lookup.company_ids():
        with company_scope(company_id):
            schema_editor.execute(COUNT)


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0002_row_security"),
        ("companies", "0004_demonstration"),
        ("recovery", "0006_lost_again"),
        ("tallies", "0003_reading_order"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="recommendation",
            name="recommendation_waiting",
        ),
        migrations.AddIndex(
            model_name="recommendation",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["company", "manager", "due_at", "id"],
                name="recommendation_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="recommendation",
            index=models.Index(
                models.F("company"),
                Greatest("due_at", "snoozed_until"),
                condition=models.Q(("closed_at__isnull", True), ("marked_at__isnull", True)),
                name="recommendation_late",
            ),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
