from django.db import migrations

from mentor.core.row_security import IsolateByCompany, LookupFunction


class Migration(migrations.Migration):
    dependencies = [("telephony", "0001_initial"), ("companies", "0003_lookups")]

    operations = [
        IsolateByCompany("Connection"),
        IsolateByCompany("Trace"),
        IsolateByCompany("Event"),
        IsolateByCompany("Trouble"),
        LookupFunction(
            name="company_of_telephony_hook",
            arguments="hash text",
            returns="TABLE (company_id bigint, connection_id bigint)",
            table="telephony_connection",
            columns="id, company_id, hook_hash, previous_hook_hash",
            body="SELECT company_id, id FROM telephony_connection WHERE hook_hash = hash "
            "UNION ALL SELECT company_id, id FROM telephony_connection "
            "WHERE previous_hook_hash = hash AND previous_hook_hash <> '' LIMIT 1",
        ),
    ]
