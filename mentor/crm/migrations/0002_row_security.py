from django.db import migrations

from mentor.core.row_security import IsolateByCompany, LookupFunction


class Migration(migrations.Migration):
    dependencies = [("crm", "0001_initial"), ("companies", "0003_lookups")]

    operations = [
        IsolateByCompany("CrmConnection"),
        IsolateByCompany("Grant"),
        IsolateByCompany("Record"),
        IsolateByCompany("Outgoing"),
        IsolateByCompany("CrmTrouble"),
        LookupFunction(
            name="company_of_crm_hook",
            arguments="hash text",
            returns="TABLE (company_id bigint, connection_id bigint)",
            table="crm_crmconnection",
            columns="id, company_id, hook_hash, previous_hook_hash",
            body="SELECT company_id, id FROM crm_crmconnection WHERE hook_hash = hash "
            "UNION ALL SELECT company_id, id FROM crm_crmconnection "
            "WHERE previous_hook_hash = hash AND previous_hook_hash <> '' LIMIT 1",
        ),
    ]
