from django.db import migrations

from mentor.core.row_security import LookupFunction


class Migration(migrations.Migration):
    """The only functions that see across companies; each returns ids alone."""

    dependencies = [("companies", "0002_row_security")]

    operations = [
        LookupFunction(
            name="company_ids",
            arguments="",
            returns="SETOF bigint",
            table="companies_company",
            columns="id",
            body="SELECT id FROM companies_company",
        ),
        LookupFunction(
            name="company_of_user",
            arguments="log_in bigint",
            returns="bigint",
            table="companies_member",
            columns="id, company_id, user_id, is_active",
            body="SELECT company_id FROM companies_member WHERE user_id = log_in AND is_active ORDER BY id LIMIT 1",
        ),
        LookupFunction(
            name="company_of_api_key",
            arguments="hash text",
            returns="TABLE (company_id bigint, key_id bigint)",
            table="companies_apikey",
            columns="id, company_id, key_hash, revoked_at",
            body="SELECT company_id, id FROM companies_apikey WHERE key_hash = hash AND revoked_at IS NULL",
        ),
        LookupFunction(
            name="company_of_invitation",
            arguments="hash text",
            returns="TABLE (company_id bigint, invitation_id bigint)",
            table="companies_invitation",
            columns="id, company_id, token_hash",
            body="SELECT company_id, id FROM companies_invitation WHERE token_hash = hash",
        ),
    ]
