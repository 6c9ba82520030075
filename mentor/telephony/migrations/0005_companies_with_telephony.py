from django.db import migrations

from mentor.core.row_security import LookupFunction


class Migration(migrations.Migration):
    dependencies = [("telephony", "0004_lines_and_subscriptions")]

    operations = [
        LookupFunction(
            name="companies_with_telephony",
            arguments="providers text[]",
            returns="SETOF bigint",
            table="telephony_connection",
            columns="company_id, provider, is_on",
            body="SELECT DISTINCT company_id FROM telephony_connection WHERE is_on AND provider = ANY (providers)",
        ),
    ]
