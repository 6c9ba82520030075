from django.db import migrations

from mentor.core.row_security import IsolateByCompany


class Migration(migrations.Migration):
    dependencies = [("companies", "0001_initial")]

    operations = [
        IsolateByCompany("Company", column="id"),
        IsolateByCompany("ApiKey"),
        IsolateByCompany("Member"),
        IsolateByCompany("Invitation"),
        IsolateByCompany("Extension"),
        IsolateByCompany("Baseline"),
        IsolateByCompany("AverageCheque"),
        IsolateByCompany("AuditEntry"),
        IsolateByCompany("ExcludedNumber"),
    ]
